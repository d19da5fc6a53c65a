"""Tasks one by one: those of a project are changed through its plan, the others by themselves.

A task without a project has no plan that dates it: it is due on its deadline, and that day is its finish.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.public import Account
from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.projects.actions.plan_changes import NO_REASON, Reason, change_plan, refuse_stale_task
from milepost.projects.models import Project, Task, TaskParty
from milepost.projects.queries.drafts import KnownPeople
from milepost.projects.queries.party_edits import party_values
from milepost.projects.queries.task_values import clean_values, consistent
from milepost.projects.records_plan import LinksOfRemoved, NewTask, PartyEdit, PartyRemoval, TaskEdit, TaskRemoval

# What only a plan can give a meaning to.
_OF_PLANS = frozenset({"constraint_kind", "constraint_at", "pinned_start", "pinned_finish", "calendar_id", "splits"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHome:
    """To whom a task belongs: a project (and the task below which it stands), an account alone, or its author."""

    project: Project | None = None
    account: Account | None = None
    parent_id: int | None = None
    after_id: int | None = None


def create_task(
    values: Mapping[str, Any], *, actor: Actor, home: TaskHome, author: User | None = None, reason: Reason = NO_REASON
) -> Task:
    """Make a task. Without a project and an account it is its author's alone, and needs one.

    Raises `Invalid` with the fields that are wrong, `NotFound` for a place in the plan that is not there.
    """
    given = {**values, "author_id": author.pk} if author else dict(values)
    if home.project is not None:
        edit = NewTask("new", given, home.parent_id, home.after_id)
        made = change_plan(home.project, [edit], actor=actor, reason=reason).tasks["new"]
        made.author = author or made.author
        return made
    demand(actor, Right.WRITE)
    if home.account is None and author is None:
        raise Invalid("nobodys-task", _("Say to which project or account it belongs, or whose it is."))
    task = Task(account=home.account)
    for name, value in _alone(task, given).items():
        setattr(task, name, value)
    if not task.title:
        raise Invalid("no-title", _("A task needs a title."), {"title": _("Say what is to be done.")})
    return create_record(task, actor=actor)


def change_task(
    task: Task,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    expected_version: int | None = None,
    reason: Reason = NO_REASON,
) -> Task:
    """Change columns of a task; dates of its plan follow.

    `expected_version` is that of the task which the person saw: `Conflict` (`stale-task`) if it was changed since.
    """
    if task.project is not None:
        edit, seen = TaskEdit(task.pk, values), {task.pk: expected_version}
        return change_plan(task.project, [edit], actor=actor, reason=reason, seen_versions=seen).rows[task.pk]
    demand(actor, Right.WRITE)
    with transaction.atomic():
        stored = _stored(task, expected_version)
        return update_record(stored, _alone(stored, values), actor=actor)


def delete_task(
    task: Task, *, actor: Actor, links: LinksOfRemoved | None = None, expected_version: int | None = None
) -> None:
    """Delete a task with all below it. `links` must say what becomes of links, if others depend on it."""
    if task.project is not None:
        seen = {task.pk: expected_version}
        change_plan(task.project, [TaskRemoval(task.pk, links)], actor=actor, seen_versions=seen)
        return
    demand(actor, Right.WRITE)
    with transaction.atomic():
        delete_record(_stored(task, expected_version), actor=actor)


def put_on_task(edit: PartyEdit, task: Task, *, actor: Actor) -> TaskParty:
    """Give somebody a part in a task; who has it already keeps it. Raises `Invalid` as `change_plan` does."""
    demand(actor, Right.WRITE)
    edit = replace(edit, task_id=task.pk)
    with transaction.atomic():
        if task.project is not None:
            change_plan(task.project, [edit], actor=actor)
        values = party_values(KnownPeople(), task.account_id, edit)
        known = TaskParty.objects.filter(task=task, **values).first()
        return known or create_record(TaskParty(task=task, **values), actor=actor)


def take_off_task(party: TaskParty, *, actor: Actor) -> None:
    """End somebody's part in a task; dates of its plan follow."""
    demand(actor, Right.WRITE)
    if party.task.project is not None:
        change_plan(party.task.project, [PartyRemoval(party.pk)], actor=actor)
    else:
        delete_record(party, actor=actor)


def _stored(task: Task, expected_version: int | None) -> Task:
    """Return the stored task of no plan."""
    stored = Task.objects.filter(pk=task.pk).first()
    refuse_stale_task(stored, expected_version)
    return stored or task


def _alone(task: Task, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a task without a project, with the days by which lists sort."""
    of_plans = sorted(name for name in _OF_PLANS & set(values) if values[name])
    if of_plans:
        message = _("Only a task of a project has this: %(name)s.") % {"name": of_plans[0]}
        raise Invalid("only-in-a-plan", message, {of_plans[0]: message})
    found = consistent(task, clean_values(task, values))
    if "deadline_on" in found:
        found |= {"start_on": found["deadline_on"], "finish_on": found["deadline_on"]}
    return found
