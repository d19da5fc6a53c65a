"""What a conversation is made of."""

from dataclasses import dataclass

GOOD, NEUTRAL, BAD = "good", "neutral", "bad"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Topic:
    """What people talk about, one of a kind: subjects, sentences by mood, what is promised on either side, points of an agenda.

    `kinds` are weights of the ways in which it is talked about. Words in braces are filled from the account.
    """

    key: str
    kinds: dict[str, float]
    subjects: tuple[str, ...]
    good: tuple[str, ...]
    neutral: tuple[str, ...]
    bad: tuple[str, ...]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    agenda: tuple[str, ...]

    def sentences(self, mood: str) -> tuple[str, ...]:
        return {GOOD: self.good, NEUTRAL: self.neutral, BAD: self.bad}[mood]
