"""A whole project in one act: its plan, its people and what is to be ticked off in its tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from milepost.accounts.public import Contact
from milepost.audit.public import create_records, new_batch, with_first_parts
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor, current_entrance, entering
from milepost.projects.actions.plan_changes import change_plan
from milepost.projects.actions.projects import create_project, refuse_strangers
from milepost.projects.models import ChecklistItem, Project, ProjectMember, Task
from milepost.projects.records import MoveOrigin, Part
from milepost.projects.records_plan import PlanEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """Somebody who is on a project from its beginning."""

    person: User | Contact
    part: str = Part.CONTRIBUTES
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """A project that was begun, with its tasks by the caller's keys."""

    project: Project
    tasks: dict[str, Task]


def begin_project(
    name: str,
    edits: Sequence[PlanEdit],
    *,
    actor: Actor,
    members: Sequence[NewMember] = (),
    checklists: Mapping[str, Sequence[str]] | None = None,
    **values: Any,
) -> Begun:
    """Begin a project with its plan and people; `values` are those of `create_project`, `checklists` by key of task.

    Each person is named once. Raises as `create_project` and `change_plan` do; then nothing is written.
    Cost: about forty queries, however many tasks there are.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic(), entering(batch=current_entrance().batch or new_batch()):
        project = create_project(name, actor=actor, **values)
        _put_people(project, members, actor)
        applied = change_plan(project, edits, actor=actor, origin=MoveOrigin.EDIT, as_one=True)
        _write_checklists(applied.tasks, checklists or {}, actor)
    return Begun(applied.project, applied.tasks)


def _put_people(project: Project, members: Sequence[NewMember], actor: Actor) -> None:
    rows = []
    for member in members:
        if isinstance(member.person, Contact):
            refuse_strangers(project, member.person)
        side = {"user": member.person} if isinstance(member.person, User) else {"contact": member.person}
        rows.append(ProjectMember(project=project, part=member.part, expected=member.expected, **side))
    with with_first_parts(project):
        create_records(rows, actor=actor)


def _write_checklists(tasks: Mapping[str, Task], checklists: Mapping[str, Sequence[str]], actor: Actor) -> None:
    items = [
        ChecklistItem(task=tasks[key], text=text, position=at)
        for key, texts in checklists.items()
        for at, text in enumerate(texts)
    ]
    with with_first_parts(*tasks.values()):
        create_records(items, actor=actor)
