"""What the room puts into the registries of the rooms below it, when Django is ready."""


def furnish() -> None:
    """Register everything, once."""
