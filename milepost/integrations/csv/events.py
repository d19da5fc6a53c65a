"""What imports tell other rooms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportEnded:
    """An import was applied, refused as a whole, stopped, or failed; its row says which."""

    import_id: int
