"""Words that several results use of themselves."""


def counted(number: int, word: str) -> str:
    """Return how many there are: "1 move", "2 moves"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
