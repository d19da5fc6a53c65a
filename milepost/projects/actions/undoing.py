"""Taking a change of a plan back: its rows as they were, the dates computed anew, told as a move of its own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import F, ManyToOneRel, Q, QuerySet
from django.utils.translation import gettext as _

from milepost.audit.public import Action, AuditEntry, Record, new_batch, revert_batch
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor, current_entrance, entering
from milepost.lib.errors import Conflict, NotFound
from milepost.projects.actions.plan_changes import Applied, change_plan
from milepost.projects.companions import plan_companions
from milepost.projects.models import (
    Baseline,
    BaselineTask,
    ChangeRequest,
    Dependency,
    PlanChange,
    Project,
    Task,
    TaskParty,
)
from milepost.projects.records import MoveOrigin

# The ledger and the baselines tell what happened: they stay when it is taken back.
_STAYING = frozenset({PlanChange.audit_kind(), Baseline.audit_kind()})
_OF_PLANS = (Dependency, Project, Task, TaskParty)
# The column that leads from a row of a plan to its task.
_TASK_COLUMN = {Dependency.audit_kind(): "successor", TaskParty.audit_kind(): "task"}


def undo_change(project: Project, batch: str, *, actor: Actor) -> Applied:
    """Take back all that one act wrote into the plan, wholly or not at all; taking that back does it again.

    Raises `NotFound` if the batch is no act on this plan, `Conflict` (`changed-since`) naming the first row that
    somebody has written since.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic(), entering(batch=current_entrance().batch or new_batch()) as entrance:
        locked = Project.objects.select_for_update().get(pk=project.pk)
        entries = list(AuditEntry.objects.of_batch(batch).exclude(action=Action.EVENT)) if batch else []
        if not entries or not _is_of_plan(entries, locked):
            raise NotFound("unknown-change", _("There is no such change of this plan."))
        _refuse_agreed(locked, batch)
        _refuse_built_upon(entries)
        reverted, left = revert_batch(batch, actor=actor, staying=_STAYING, into=entrance.batch)
        if left or not reverted:
            raise Conflict("changed-since", left[0][1].message if left else _("There is nothing to take back."))
        _find_baselines_again(locked)
        return change_plan(locked, [], actor=actor, origin=MoveOrigin.UNDO)


def _find_baselines_again(project: Project) -> None:
    """Tie what baselines say of tasks that are back to those tasks."""
    lost = BaselineTask.objects.filter(baseline__project=project, task=None, task_number__isnull=False)
    back = Task.objects.filter(project=project, pk__in=lost.values("task_number"))
    lost.filter(task_number__in=list(back.values_list("pk", flat=True))).update(task_id=F("task_number"))


def _refuse_agreed(project: Project, batch: str) -> None:
    """Raise `Conflict` for what the customer has approved: that is changed by another agreement, not taken back."""
    change = ChangeRequest.objects.filter(project=project, batch=batch).first()
    if change is not None:
        words = _("“%(change)s” was agreed with the customer. Ask for another change instead.") % {"change": change}
        raise Conflict("agreed-change", words)


def _refuse_built_upon(entries: Iterable[AuditEntry]) -> None:
    """Raise `Conflict` where something stands on a task that the act made, and would go with it."""
    made: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.action == Action.CREATE and entry.kind not in _STAYING:
            made[entry.kind].add(int(entry.key))
    tasks = made[Task.audit_kind()]
    ends = Q(predecessor__in=tasks) | Q(successor__in=tasks)
    hanging: tuple[QuerySet[Any], ...] = (
        Task.objects.filter(parent__in=tasks),
        Dependency.objects.filter(ends).select_related("predecessor", "successor"),
        TaskParty.objects.filter(task__in=tasks).select_related("user", "contact"),
    )
    for rows in hanging:
        since = rows.exclude(pk__in=made[rows.model.audit_kind()]).first()
        if since is not None:
            raise Conflict("changed-since", _("“%(other)s” was added since, and would go with it.") % {"other": since})


def _is_of_plan(entries: Sequence[AuditEntry], project: Project) -> bool:
    """Say whether all entries tell of rows of this plan, so that no other batch can be taken back through it."""
    own = set(Task.objects.filter(project=project).values_list("pk", flat=True))
    tasks = [entry for entry in entries if entry.kind == Task.audit_kind() and entry.action != Action.UPDATE]
    falls_with, around = {int(entry.key) for entry in tasks}, _columns_around()
    companions = {one.kind: one for one in plan_companions}
    if any(entry.kind in companions and companions[entry.kind].is_of(int(entry.key), project) for entry in entries):
        falls_with |= own
    else:
        companions = {}
    return all(
        companions[entry.kind].is_of(int(entry.key), project)
        if entry.kind in companions
        else _was(entry, around[entry.kind]) in falls_with
        if entry.kind in around
        else _is_of(entry, project, own)
        for entry in entries
    )


@cache
def _columns_around() -> dict[str, str]:
    """Return the column that leads to the task, by the kinds of what gathers around tasks.

    Such a row falls with its task, or loses it, and comes back with it; through its plan never by itself.
    """
    links = [one.field for one in Task._meta.get_fields(include_hidden=True) if isinstance(one, ManyToOneRel)]
    found = {}
    for link in links:
        kind = link.model
        if issubclass(kind, Record) and kind not in _OF_PLANS and kind.audit_kind() not in _STAYING:
            found[kind.audit_kind()] = link.name
    return found


def _is_of(entry: AuditEntry, project: Project, own: set[int]) -> bool:
    if entry.kind in _STAYING:
        return True
    if entry.kind == Project.audit_kind():
        return int(entry.key) == project.pk and entry.action == Action.UPDATE
    if entry.kind == Task.audit_kind():
        return int(entry.key) in own or _was(entry, "project") == project.pk
    if entry.kind in _TASK_COLUMN:
        return _is_row_of(entry, project, own)
    return False


def _is_row_of(entry: AuditEntry, project: Project, own: set[int]) -> bool:
    """Say so of a link or a part: by the task that the log names, else by the row that is stored."""
    task = _was(entry, _TASK_COLUMN[entry.kind])
    if task is not None:
        # The task may have been deleted with it, in the same act.
        return task in own or not Task.objects.filter(pk=task).exclude(project=project).exists()
    model = Dependency if entry.kind == Dependency.audit_kind() else TaskParty
    path = f"{_TASK_COLUMN[entry.kind]}__project"
    return model.objects.filter(pk=entry.key, **{path: project}).exists()


def _was(entry: AuditEntry, column: str) -> Any:
    """Return what the log says of a column: its last value, else the one before."""
    before, after = entry.changes.get(column, (None, None))
    return after if after is not None else before
