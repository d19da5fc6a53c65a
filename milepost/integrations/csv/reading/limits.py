"""How large a table may be, and the refusals of those that cannot be read."""

from typing import Any

from milepost.lib.errors import Invalid

MOST_COLUMNS = 500
MOST_ROWS = 2_000_000
LONGEST_CELL = 100_000
# What a spreadsheet may unpack to: two hundred thousand rows of ten columns take about a third of it.
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_SHARED_TEXT_BYTES = 96 * 1024 * 1024
MOST_PARTS = 5_000
MOST_BLANK_ROWS = 20_000


def unreadable(code: str, message: str, **details: Any) -> Invalid:
    """Return the refusal of a whole file."""
    return Invalid(code, message, {"file": message}, **details)
