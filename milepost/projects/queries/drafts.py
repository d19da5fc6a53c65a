"""A plan in memory that edits are tried on: what a preview shows and what the act then writes are the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.identity.public import User
from milepost.lib.errors import NotFound
from milepost.projects.models import Dependency, Project, Task, TaskParty
from milepost.projects.queries.plan_rows import PlanRows
from milepost.projects.records_plan import (
    CardPlace,
    LinkEdit,
    LinkRemoval,
    TaskId,
)

type _Ends = tuple[int, int, str]


@dataclass(slots=True)
class KnownPeople:
    """Who was named in parts, so that each is looked up once."""

    colleagues: dict[int, User] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    authors: set[int | None] = field(default_factory=set)


@dataclass(slots=True)
class Draft:
    """The rows of a plan as they would be, and what must be written to make them so.

    New rows have ids below zero until they are written; new parties stand by the id of their task.
    `task_changes` and `link_changes` hold columns of rows that are
    stored, by id, and `stored_values` what those of tasks held before.
    """

    rows: PlanRows
    keys: dict[str, int] = field(default_factory=dict)
    new_tasks: list[Task] = field(default_factory=list)
    new_links: list[Dependency] = field(default_factory=list)
    new_parties: dict[int, list[TaskParty]] = field(default_factory=dict)
    removed_parties: list[TaskParty] = field(default_factory=list)
    task_changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    stored_values: dict[int, dict[str, Any]] = field(default_factory=dict)
    link_changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    project_changes: dict[str, Any] = field(default_factory=dict)
    removed_tasks: dict[int, Task] = field(default_factory=dict)
    removed_links: dict[int, Dependency] = field(default_factory=dict)
    card_places: list[CardPlace] = field(default_factory=list)
    # The place of the last task of each parent, as far as new tasks asked for it; any other move forgets it.
    last_positions: dict[int | None, int] = field(default_factory=dict)
    people: KnownPeople = field(default_factory=KnownPeople)
    _last_id: int = 0
    _links: dict[_Ends, Dependency] | None = None

    @property
    def project(self) -> Project:
        return self.rows.project

    def task(self, task_id: TaskId) -> Task:
        """Return a task of the plan by its id, or by the key of one that is to be made."""
        found = self.rows.tasks.get(self.keys.get(task_id, 0) if isinstance(task_id, str) else task_id)
        if found is None:
            raise NotFound("unknown-task", _("The plan has no such task."), task_id=task_id)
        return found

    def link(self, edit: LinkEdit | LinkRemoval) -> Dependency | None:
        """Return the dependency of this type between two tasks."""
        ends = self.task(edit.predecessor_id).pk, self.task(edit.successor_id).pk, str(edit.type)
        return self._by_ends().get(ends)

    def put_link(self, link: Dependency) -> None:
        """Take a new dependency into the plan."""
        self._by_ends()[_ends(link)] = link
        self.rows.links[link.pk] = link
        self.new_links.append(link)

    def drop_link(self, link: Dependency) -> None:
        """Take a dependency out of the plan."""
        del self._by_ends()[_ends(link)]
        del self.rows.links[link.pk]
        self.link_changes.pop(link.pk, None)
        if link.pk < 0:
            self.new_links.remove(link)
        else:
            self.removed_links[link.pk] = link

    def _by_ends(self) -> dict[_Ends, Dependency]:
        if self._links is None:
            self._links = {_ends(link): link for link in self.rows.links.values()}
        return self._links

    def write_task(self, task: Task, values: Mapping[str, Any]) -> None:
        """Give a task other values, and note them for the writing unless the whole task is new."""
        if task.pk > 0:
            stored = self.stored_values.setdefault(task.pk, {})
            for name in values:
                stored.setdefault(name, getattr(task, name))
            self.task_changes.setdefault(task.pk, {}).update(values)
        for name, value in values.items():
            setattr(task, name, value)

    def as_stored(self, task: Task) -> Task:
        """Give a task back what its row holds, so that it can be written."""
        for name, value in self.stored_values.get(task.pk, {}).items():
            setattr(task, name, value)
        return task

    def next_id(self) -> int:
        self._last_id -= 1
        return self._last_id

    def last_position(self, parent: Task | None) -> int:
        """Return the place of a parent's last task, -1 where there is none."""
        key = parent.pk if parent else None
        if key not in self.last_positions:
            places = [task.position for task in self.rows.tasks.values() if task.parent_id == key]
            self.last_positions[key] = max(places, default=-1)
        return self.last_positions[key]

    def renumber(self, siblings: list[Task]) -> None:
        """Let tasks of one parent stand in the order of the list, writing only those whose place differs."""
        self.last_positions.clear()
        for at, task in enumerate(siblings):
            if task.position != at:
                self.write_task(task, {"position": at})


def _ends(link: Dependency) -> _Ends:
    return link.predecessor_id, link.successor_id, str(link.type)
