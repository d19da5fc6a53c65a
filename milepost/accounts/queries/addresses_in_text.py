"""Mail addresses in texts: found, and taken out where their holders asked to be erased."""

import re
from collections.abc import Iterable

ADDRESS = re.compile(r"[A-Za-z0-9_.+%'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
TAKEN_OUT = "…"


def addresses_in(text: str) -> list[str]:
    """Return the addresses in a text in lower case, each once."""
    return list(dict.fromkeys(match[0].lower().strip(".'") for match in ADDRESS.finditer(text)))


def possible_addresses(text: str) -> set[str]:
    """Return the addresses in a text, and those that one of them may begin with: a name of a file, a missing blank.

    >>> sorted(possible_addresses("a@b.example.csv"))
    ['a@b.example', 'a@b.example.csv']
    """
    found: set[str] = set()
    for address in addresses_in(text):
        local, _at, host = address.rpartition("@")
        labels = host.split(".")
        found |= {f"{local}@{'.'.join(labels[:count])}" for count in range(2, len(labels) + 1)}
    return found


def without_addresses(text: str, addresses: Iterable[str]) -> str:
    """Return the text with these addresses taken out, however they are written."""
    for address in addresses:
        text = re.sub(rf"(?<![\w.+%'-]){re.escape(address)}(?![\w-])", TAKEN_OUT, text, flags=re.IGNORECASE)
    return text
