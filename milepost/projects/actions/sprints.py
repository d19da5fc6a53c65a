"""Sprints of scrum projects: planned, started (what is in them is then the commitment), finished."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.actions.plan_changes import Reason, change_plan
from milepost.projects.actions.sprint_readings import keep_readings
from milepost.projects.models import Project, Sprint, Task
from milepost.projects.queries.plan_rows import plan_rows
from milepost.projects.queries.sprint_edits import lane_order
from milepost.projects.queries.sprint_efforts import tasks_of_sprint
from milepost.projects.queries.sprint_rules import clean_sprint, refuse_standing, refuse_start, refuse_wrong_days
from milepost.projects.records import OPEN_TASK_STATES, Method, MoveOrigin, ReadingKind, RestOfSprint, SprintState
from milepost.projects.records_plan import BacklogPlace, PlanEdit, TaskEdit
from milepost.ui.public import date_words


def create_sprint(project: Project, values: Mapping[str, Any], *, actor: Actor) -> Sprint:
    """Plan a sprint: `start_on` and `end_on`, and at will `name`, `goal`, `capacity_minutes`.

    Raises `Invalid` with the fields that are wrong: an end before the start, days of another sprint that is not
    finished, a project that is not steered by scrum.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        if locked.method != Method.SCRUM:
            message = _("Only scrum projects have sprints: change the method of “%(name)s” first.")
            raise Invalid("not-scrum", message % {"name": locked.name})
        last = Sprint.objects.filter(project=locked).aggregate(last=Max("number"))["last"]
        sprint = Sprint(project=locked, number=(last or 0) + 1)
        clean = clean_sprint(sprint, values)
        refuse_wrong_days(sprint, clean)
        for name, value in clean.items():
            setattr(sprint, name, value)
        return create_record(sprint, actor=actor)


def change_sprint(
    sprint: Sprint, values: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Sprint:
    """Change a sprint. Another first day moves the tasks that wait for it, and the ledger tells of it.

    Once started its first day stands, once finished also its last day and its capacity.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic():
        stored = _locked(sprint)
        clean = {name: value for name, value in clean_sprint(stored, values).items() if value != getattr(stored, name)}
        refuse_standing(stored, clean)
        refuse_wrong_days(stored, clean)
        changed = update_record(stored, clean, actor=actor, expected_version=expected_version)
        if "start_on" in clean:
            _change(changed, [], actor, _("%(sprint)s begins on %(day)s"))
    return changed


def delete_sprint(sprint: Sprint, *, actor: Actor, expected_version: int | None = None) -> None:
    """Delete a sprint that has not been started; its tasks go back to the backlog."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        stored = _locked(sprint)
        if stored.state != SprintState.PLANNED:
            raise Conflict("sprint-started", _("%(sprint)s was started: it stays.") % {"sprint": stored})
        planned = Task.objects.filter(sprint=stored).order_by("outline_order", "pk")
        edits: list[PlanEdit] = [TaskEdit(key, {"sprint_id": None}) for key in planned.values_list("pk", flat=True)]
        if edits:
            _change(stored, edits, actor, _("%(sprint)s is deleted"))
        delete_record(stored, actor=actor, expected_version=expected_version)


def start_sprint(
    sprint: Sprint,
    *,
    actor: Actor,
    values: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
    at: dt.datetime | None = None,
) -> Sprint:
    """Start a sprint, with other `values` if need be: the tasks that are in it now are what is committed to.

    Raises `Conflict` while another one runs, `Invalid` where nothing is planned into it, and where its first day is
    still to come or its last day is over.
    """
    demand(actor, Right.WRITE)
    moment = at or timezone.now()
    with transaction.atomic():
        stored = change_sprint(_locked(sprint), values or {}, actor=actor, expected_version=expected_version)
        refuse_start(stored, timezone.localdate(moment, timezone.get_default_timezone()))
        started = update_record(stored, {"state": SprintState.RUNNING, "started_at": moment}, actor=actor)
        rows = plan_rows(started.project)
        if not tasks_of_sprint(rows, started.pk):
            raise Invalid("empty-sprint", _("Nothing is planned into %(sprint)s yet.") % {"sprint": started})
        keep_readings(rows, actor, moment, kind=ReadingKind.COMMITTED)
    return started


def finish_sprint(
    sprint: Sprint,
    *,
    actor: Actor,
    rest: str = "",
    expected_version: int | None = None,
    at: dt.datetime | None = None,
) -> Sprint:
    """Finish a running sprint. `rest` says where goes what is not done: `backlog` or `next`, to the top of it.

    Raises `Invalid` (`rest-asked`) where something is not done and `rest` does not say, or there is no next sprint.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic():
        stored = _locked(sprint)
        if stored.state != SprintState.RUNNING:
            raise Conflict("sprint-not-running", _("%(sprint)s is not running.") % {"sprint": stored})
        values = {"state": SprintState.DONE, "finished_at": at or timezone.now()}
        rows = plan_rows(stored.project)
        undone = [task for task in tasks_of_sprint(rows, stored.pk) if task.state in OPEN_TASK_STATES]
        target = _target(stored, undone, rest)
        finished = update_record(stored, values, actor=actor, expected_version=expected_version)
        edits: list[PlanEdit] = []
        for task in sorted(undone, key=lane_order, reverse=True):
            edits += [TaskEdit(task.pk, {"sprint_id": target}), BacklogPlace(task.pk)]
        if edits:
            _change(finished, edits, actor, _("%(sprint)s is finished"), at)
    return finished


def _target(sprint: Sprint, undone: list[Task], rest: str) -> int | None:
    """Return the sprint into which goes what is not done, None for the backlog."""
    if rest not in {"", *RestOfSprint}:
        message = _("This choice does not exist.")
        raise Invalid("wrong-value", message, {"rest": message})
    if undone and not rest:
        words = ngettext(
            "%(count)s task is not done. Say whether it goes to the backlog or into the next sprint.",
            "%(count)s tasks are not done. Say whether they go to the backlog or into the next sprint.",
            len(undone),
        )
        message = words % {"count": len(undone)}
        raise Invalid("rest-asked", message, {"rest": message})
    if rest != RestOfSprint.NEXT or not undone:
        return None
    planned = Sprint.objects.filter(project=sprint.project_id, state=SprintState.PLANNED)
    following = planned.order_by("start_on", "pk").first()
    if following is None:
        message = _("There is no next sprint yet: plan it, or choose the backlog.")
        raise Invalid("no-next-sprint", message, {"rest": message})
    return following.pk


def _locked(sprint: Sprint) -> Sprint:
    """Return the sprint as it is stored, its project locked: sprints of one plan are written one after another."""
    Project.objects.select_for_update().get(pk=sprint.project_id)
    return Sprint.objects.select_related("project").get(pk=sprint.pk)


def _change(sprint: Sprint, edits: list[PlanEdit], actor: Actor, words: str, at: dt.datetime | None = None) -> None:
    """Let the plan follow, told in the ledger with its words."""
    note = words % {"sprint": sprint, "day": date_words(sprint.start_on)}
    change_plan(
        sprint.project, edits, actor=actor, origin=MoveOrigin.SPRINT, reason=Reason(note=note[:500]), as_one=True, at=at
    )
