"""Who acts, and through which door: what every write carries, without the lower rooms knowing any person."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `kind` is `user`, `contact`, `system`, …; `label` is what people read, kept as it was then."""

    kind: str
    id: str
    label: str


SYSTEM = Actor("system", "", "Milepost")


class Door(StrEnum):
    """The way a write came in."""

    PAGE = "page"
    API = "api"
    JOB = "job"
    COMMAND = "command"
    IMPORT = "import"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Entrance:
    """The door and the network address of the work being done; `batch` joins the writes of one bulk act."""

    door: Door = Door.COMMAND
    address: str = ""
    batch: str = ""


_NOWHERE = Entrance()
_entrance: ContextVar[Entrance] = ContextVar("entrance", default=_NOWHERE)


def current_entrance() -> Entrance:
    """Return the entrance of the request, job or command that runs now."""
    return _entrance.get()


@contextmanager
def entering(door: Door | None = None, *, address: str | None = None, batch: str | None = None) -> Iterator[Entrance]:
    """Name the door (and address, batch) of all writes inside the block; what is left out stays as it was."""
    before = _entrance.get()
    entrance = replace(
        before,
        door=before.door if door is None else door,
        address=before.address if address is None else address,
        batch=before.batch if batch is None else batch,
    )
    token = _entrance.set(entrance)
    try:
        yield entrance
    finally:
        _entrance.reset(token)
