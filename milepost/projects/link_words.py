"""Dependencies as people write them in tables: "3", "3SS", "1.2FS+2d, 4FF-4h", "7FS+50%", "7FS+2ed"."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.projects.records import LagKind, LinkType

_MINUTES = {"m": 1, "h": 60, "d": 480, "w": 2400}
_ELAPSED_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10080}
_WRITTEN = re.compile(
    r"(?P<number>.+?)\s*(?P<type>FS|SS|FF|SF)\s*(?P<lag>[+-]\s*\d{1,6}(?:\.\d{1,4})?\s*(?:e?[mhdw]|%))?"
)
_LAG = re.compile(r"([+-])\s*(\d+(?:\.\d+)?)\s*(e?)([mhdw%])")


@dataclass(frozen=True, slots=True)
class LinkWords:
    """One dependency: the number of the task before, as it stands in the table, and how it holds the other one."""

    number: str
    type: str = LinkType.FINISH_START
    lag_kind: str = LagKind.WORKING
    lag_minutes: int = 0
    lag_percent: int = 0

    def __str__(self) -> str:
        """Write it as it is read."""
        lag = self._lag()
        return f"{self.number}{self.type}{lag}" if lag or self.type != LinkType.FINISH_START else self.number

    def _lag(self) -> str:
        if self.lag_kind == LagKind.PERCENT:
            return f"{self.lag_percent:+d}%" if self.lag_percent else ""
        if not self.lag_minutes:
            return ""
        units, mark = (_ELAPSED_MINUTES, "e") if self.lag_kind == LagKind.ELAPSED else (_MINUTES, "")
        unit = next(unit for unit in ("d", "h", "m") if self.lag_minutes % units[unit] == 0)
        return f"{self.lag_minutes // units[unit]:+d}{mark}{unit}"


def read_links(text: str, known: Collection[str]) -> list[LinkWords]:
    """Return the dependencies that a cell names; raises `ValueError` with words for what is none.

    Each names a number that is `known`, alone or with a type and a lag. Commas, semicolons and lines part them.
    """
    found = [_read(part.strip(), known) for part in re.split(r"[,;\n]", text) if part.strip()]
    names = [(link.number, link.type) for link in found]
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice:
        raise ValueError(_("“%(number)s” stands there twice.") % {"number": twice[0]})
    return found


def _read(text: str, known: Collection[str]) -> LinkWords:
    if text in known:
        return LinkWords(text)
    written = _WRITTEN.fullmatch(text)
    if written is None:
        words = _("“%(text)s” names no task of this project. Write its number, like “3” or “3FS+2d”.")
        raise ValueError(words % {"text": text[:40]})
    if written["number"] not in known:
        words = _("There is no task with the number “%(number)s” in this project.")
        raise ValueError(words % {"number": written["number"][:40]})
    return LinkWords(written["number"], written["type"], **_lag_of(written["lag"]))


def _lag_of(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    sign, amount, elapsed, unit = _LAG.fullmatch(text).groups()  # type: ignore[union-attr] # the caller's pattern holds it
    number = float(amount) * (-1 if sign == "-" else 1)
    if unit == "%":
        return {"lag_kind": LagKind.PERCENT, "lag_percent": round(number)}
    minutes = (_ELAPSED_MINUTES if elapsed else _MINUTES)[unit]
    return {"lag_kind": LagKind.ELAPSED if elapsed else LagKind.WORKING, "lag_minutes": round(number * minutes)}
