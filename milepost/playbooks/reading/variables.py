"""Variables in the texts of a playbook: "{{ account.name }}". No logic and no filters, only names that exist."""

import re
from collections.abc import Iterator, Mapping

_VARIABLE = re.compile(r"\{\{\s*([a-z]+\.[a-z0-9-]+)\s*\}\}")
_BRACES = re.compile(r"\{\{[^{}]*\}\}|\{\{|\}\}")
GENERAL = frozenset({"account.name", "vendor.name", "project.name"})


def wrong_variables(text: str, known: frozenset[str]) -> Iterator[str]:
    """Yield what stands in double braces and is no variable that exists."""
    for found in _BRACES.findall(text):
        variable = _VARIABLE.fullmatch(found)
        if variable is None or variable[1] not in known:
            yield found


def variables_in(text: str) -> list[str]:
    """Return the names of the variables in a text."""
    return _VARIABLE.findall(text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its variables replaced, each once: what a value holds is not looked at again."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)
