"""Changes of a plan as data: the same for a preview, which writes nothing, and for the act itself.

`values` name columns of the row. A task that is still to be made is named by its `key`, a text of the caller's choice;
later edits of the same act may name it so too.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from milepost.projects.records import LagKind, Letter, LinkType, PartySide

type TaskId = int | str


class LinksOfRemoved(StrEnum):
    """What becomes of the links of a task that is removed."""

    DROP = "drop"  # they go with it
    BRIDGE = "bridge"  # what came before is linked to what came after


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be made, below `parent_id` (None: at the top), after its sibling `after_id` (None: as the last)."""

    key: str
    values: Mapping[str, Any]
    parent_id: TaskId | None = None
    after_id: TaskId | None = None


@dataclass(frozen=True, slots=True)
class TaskEdit:
    """Other values for columns of a task."""

    task_id: TaskId
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TaskDates:
    """Days for a task, as one drags its bar: a start that it does not precede, an end that its length reaches.

    None leaves that end as it is. A milestone, and a task that is pinned, is moved to the day.
    """

    task_id: TaskId
    start_on: dt.date | None = None
    finish_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """Another place in the outline: below `parent_id`, after `after_id` (None: as the first)."""

    task_id: TaskId
    parent_id: TaskId | None = None
    after_id: TaskId | None = None


@dataclass(frozen=True, slots=True)
class BacklogPlace:
    """Another place among the tasks of the same sprint, or of the backlog: after `after_id` (None: as the first)."""

    task_id: TaskId
    after_id: TaskId | None = None


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Another place on the board, in the column of the task's state: behind one card, else before another.

    None: as the first. A card that is not in that column any more is as none.
    """

    task_id: int
    after_id: int | None = None
    before_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskRemoval:
    """A task to be deleted with all below it. `links` must say what becomes of links, if others depend on it."""

    task_id: TaskId
    links: LinksOfRemoved | None = None


@dataclass(frozen=True, slots=True)
class LinkEdit:
    """A dependency to be made, or the one of this type between the two to be given another lag."""

    predecessor_id: TaskId
    successor_id: TaskId
    type: str = LinkType.FINISH_START
    lag_minutes: int = 0
    lag_kind: str = LagKind.WORKING
    lag_percent: int = 0


@dataclass(frozen=True, slots=True)
class LinkRemoval:
    predecessor_id: TaskId
    successor_id: TaskId
    type: str = LinkType.FINISH_START


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyEdit:
    """Somebody's part in a task: exactly one of a colleague, a contact of the account, a role that somebody will fill.

    Who does the work brings their calendar, so that dates may move. The side of a role is said; of others it follows.
    """

    task_id: TaskId
    letter: str = Letter.RESPONSIBLE
    user_id: int | None = None
    contact_id: int | None = None
    role: str = ""
    side: str = PartySide.OURS


@dataclass(frozen=True, slots=True)
class PartyRemoval:
    """A part in a task that ends, by the number of its row."""

    party_id: int


@dataclass(frozen=True, slots=True)
class ProjectEdit:
    """Other values of the project that bear on its dates: `start_on`, `calendar`, `go_live_id`, `planned_until`."""

    values: Mapping[str, Any] = field(default_factory=dict)


type PlanEdit = (
    NewTask
    | TaskEdit
    | TaskDates
    | TaskPlace
    | CardPlace
    | BacklogPlace
    | TaskRemoval
    | LinkEdit
    | LinkRemoval
    | PartyEdit
    | PartyRemoval
    | ProjectEdit
)
