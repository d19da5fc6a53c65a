"""What is wrong with a playbook, each with its place."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.lib.errors import Invalid

_SHOWN_MOST = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where: `place` names keys from the top, `line` is that of the file, 0 if there is none."""

    place: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        line = _("Line %(line)s, ") % {"line": self.line} if self.line else ""
        return f"{line}{place}{self.message}"


class WrongPlaybook(Invalid):
    """A playbook that cannot be taken, with all its faults."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        more = len(faults) - 1
        rest = ngettext(" (and %(count)s more fault)", " (and %(count)s more faults)", more) % {"count": more}
        listed = [str(fault) for fault in faults[:_SHOWN_MOST]]
        super().__init__("wrong-playbook", f"{faults[0]}{rest if more else ''}", faults=listed)


@dataclass(slots=True)
class Faults:
    """Faults as they are found, with the lines of the places that were read."""

    found: list[Fault] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, place: str, message: str) -> None:
        """Note a fault; its line is that of the place, or of the nearest one above that has a line."""
        near = place
        while near and near not in self.lines:
            near = near.rpartition(" > ")[0]
        self.found.append(Fault(place, message, self.lines.get(near, 0)))

    def refuse(self) -> None:
        """Raise `WrongPlaybook` if anything was found, faults in the order of the file."""
        if self.found:
            raise WrongPlaybook(sorted(self.found, key=lambda fault: fault.line))


def below(place: str, *names: object) -> str:
    """Return the place of something inside a place."""
    return " > ".join([*([place] if place else ()), *map(str, names)])
