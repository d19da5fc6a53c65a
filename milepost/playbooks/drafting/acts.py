"""What the outline of a draft sends, by name: what it is called in the list of acts, and what it does."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.lib.errors import Invalid
from milepost.playbooks.drafting import outlines
from milepost.playbooks.drafting.outlines import Data

type Given = Mapping[str, str]

_PASTED_MOST = 100


def act_of(name: str) -> tuple[str | Promise, Callable[[Data, Given], str]]:
    """Return the words and the work of an act. Raises `Invalid` for one that is none."""
    if name not in _ACTS:
        raise Invalid("unknown-act", _("There is no such act."))
    return _ACTS[name]


def _add(data: Data, given: Given) -> str:
    """Write each line that was pasted as a step."""
    titles = [line for line in given["title"].splitlines() if line.strip()] or [""]
    keys = [outlines.add_written(data, title, given["phase"]) for title in titles[:_PASTED_MOST]]
    return keys[-1]


def _phase(data: Data, given: Given) -> str:
    return outlines.add_phase(data, given["title"])


def _rename(data: Data, given: Given) -> str:
    return outlines.rename(data, given["key"], given["title"])


def _move(data: Data, given: Given) -> str:
    return outlines.move_step(data, given["key"], given["phase"], given["after"])


def _up(data: Data, given: Given) -> str:
    return outlines.shift(data, given["key"], -1)


def _down(data: Data, given: Given) -> str:
    return outlines.shift(data, given["key"], 1)


def _split(data: Data, given: Given) -> str:
    return outlines.begin_phase(data, given["key"])


def _join(data: Data, given: Given) -> str:
    return outlines.join_phase(data, given["key"])


def _remove(data: Data, given: Given) -> str:
    return outlines.remove(data, given["key"])


_ACTS: dict[str, tuple[str | Promise, Callable[[Data, Given], str]]] = {
    "add": (gettext_lazy("“%(title)s” added"), _add),
    "phase": (gettext_lazy("Phase “%(title)s” added"), _phase),
    "rename": (gettext_lazy("Named “%(title)s”"), _rename),
    "move": (gettext_lazy("A step moved"), _move),
    "up": (gettext_lazy("“%(title)s” moved up"), _up),
    "down": (gettext_lazy("“%(title)s” moved down"), _down),
    "split": (gettext_lazy("A phase begun"), _split),
    "join": (gettext_lazy("Two phases joined"), _join),
    "remove": (gettext_lazy("“%(title)s” taken out"), _remove),
}
