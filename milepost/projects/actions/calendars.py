"""Working calendars: made, changed, removed. What hangs on a changed one is computed anew by a job."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.deletion import ProtectedError
from django.tasks import task
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.jobs.public import paced_batches, retrying
from milepost.lib.actor import SYSTEM, Actor
from milepost.lib.errors import Conflict, DomainError, Invalid
from milepost.projects.actions.plan_changes import Reason, change_plan
from milepost.projects.models import Project, WorkCalendar
from milepost.projects.queries.engine import engine_calendar, midnight
from milepost.projects.records import OPEN_PROJECT_STATES, Letter, MoveOrigin
from milepost.scheduling.public import WorkingTime

_COLUMNS = frozenset(
    ("name", "week", "ranges", "exceptions", "country", "subdivision", "base", "account", "user"),
)
# What only says whose it is or what it is called moves no date.
_HOURS = _COLUMNS - {"name"}
_BASES_DEEP = 4


def create_calendar(name: str, *, actor: Actor, **values: Any) -> WorkCalendar:
    """Make a calendar of hours (`week`, `ranges`, `exceptions`, holidays of a `country`), of an account or a colleague.

    Raises `Invalid` for hours that are none, and `Conflict` where the account or colleague has one already.
    """
    demand(actor, Right.MANAGE_ACCOUNTS)
    calendar = WorkCalendar()
    for column, value in _clean(calendar, {"name": name, **values}).items():
        setattr(calendar, column, value)
    with transaction.atomic():
        _refuse_second(calendar)
        create_record(calendar, actor=actor)
        _refuse_wrong_hours(calendar)
        recompute_calendar.enqueue(calendar.pk)
    return calendar


def change_calendar(
    calendar: WorkCalendar, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> WorkCalendar:
    """Change a calendar; open projects that use it are computed anew by a job, each a root in its own ledger."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    with transaction.atomic():
        clean = _clean(calendar, changes)
        changed = update_record(calendar, clean, actor=actor, expected_version=expected_version)
        _refuse_wrong_hours(changed)
        if _HOURS & set(clean):
            recompute_calendar.enqueue(changed.pk)
    return changed


def delete_calendar(calendar: WorkCalendar, *, actor: Actor, expected_version: int | None = None) -> None:
    """Delete a calendar that nothing uses by name. Raises `Conflict` for one that something does, or the default."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    words = _("“%(name)s” is used; choose another calendar there first.") % {"name": calendar.name}
    if calendar.is_default:
        raise Conflict("calendar-used", words)
    with transaction.atomic():
        projects = [project.pk for project in projects_using(calendar)]
        try:
            delete_record(calendar, actor=actor, expected_version=expected_version)
        except ProtectedError as error:
            raise Conflict("calendar-used", words) from error
        for project_id in projects:
            recompute_project.enqueue(project_id, calendar.name)


def projects_using(calendar: WorkCalendar) -> list[Project]:
    """Return the open projects whose dates a calendar bears on: by itself, or as the base of others."""
    keys, wave = {calendar.pk}, {calendar.pk}
    for _level in range(_BASES_DEEP):
        wave = set(WorkCalendar.objects.filter(base__in=wave).values_list("pk", flat=True)) - keys
        keys |= wave
    calendars = WorkCalendar.objects.filter(pk__in=keys)
    rows = Project.objects.filter(state__in=OPEN_PROJECT_STATES, archived_at=None).exclude(tasks=None)
    if not calendars.filter(is_default=True).exists():
        people = calendars.exclude(user=None).values("user")
        rows = rows.filter(
            Q(calendar__in=keys)
            | Q(tasks__calendar__in=keys)
            | Q(account__in=calendars.exclude(account=None).values("account"))
            | Q(tasks__parties__letter=Letter.RESPONSIBLE, tasks__parties__user__in=people)
        )
    return list(rows.distinct().order_by("pk"))


@task
@retrying(max_attempts=3, backoff_seconds=60)
def recompute_calendar(calendar_id: int) -> int:
    """Compute the projects that use a calendar anew; return how many. Safe to run twice: then nothing moves."""
    calendar = WorkCalendar.objects.filter(pk=calendar_id).first()
    if calendar is None:
        return 0
    done, faults = 0, []
    for batch in paced_batches(projects_using(calendar), size=1):
        for project in batch:
            try:
                _recompute(project, calendar.name)
                done += 1
            except DomainError as error:
                faults.append(f"{project.pk}: {error.message}")
    if faults:
        raise Invalid("plans-not-computed", "; ".join(faults))
    return done


@task
@retrying(max_attempts=3, backoff_seconds=60)
def recompute_project(project_id: int, calendar_name: str) -> bool:
    """Compute one project anew after a calendar is gone; say whether it is still there."""
    project = Project.objects.filter(pk=project_id).first()
    if project is not None:
        _recompute(project, calendar_name)
    return project is not None


def _recompute(project: Project, calendar_name: str) -> None:
    # What is stored is as the calendar was: the difference is its doing.
    change_plan(project, [], actor=SYSTEM, origin=MoveOrigin.CALENDAR, reason=Reason(note=calendar_name[:500]))


def _refuse_second(calendar: WorkCalendar) -> None:
    """Refuse one without a week or a base, of both sides, or of somebody who has one."""
    if calendar.week is None and calendar.base is None:
        message = _("Give it a week, or a calendar on which it builds.")
        raise Invalid("no-week", message, {"week": message})
    if calendar.account is not None and calendar.user is not None:
        raise Invalid("two-sides", _("A calendar is an account's or a colleague's, not both."))
    whose = {"account": calendar.account, "user": calendar.user}
    for name, owner in whose.items():
        if owner is not None and WorkCalendar.objects.filter(**{name: owner}).exists():
            raise Conflict("has-a-calendar", _("%(name)s has a calendar already: change that one.") % {"name": owner})


def _refuse_wrong_hours(calendar: WorkCalendar) -> None:
    """Let the engine read the calendar with its bases, so that no plan meets one that it cannot."""
    chain, base = [calendar], calendar.base
    while base is not None and base.pk not in {one.pk for one in chain}:
        chain.append(base)
        base = base.base
    try:
        day = calendar.created_at.date()
        WorkingTime([engine_calendar(row) for row in chain], [calendar.pk], around=day).next_start(midnight(day))
    except (KeyError, TypeError, ValueError) as error:
        message = _("These hours cannot be read: %(why)s.") % {"why": error}
        raise Invalid("wrong-hours", message, {"week": message}) from error


def _clean(calendar: WorkCalendar, values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - _COLUMNS)
    if unknown:
        message = _("A calendar has no “%(name)s”.") % {"name": unknown[0]}
        raise Invalid("unknown-field", message, {unknown[0]: _("Unknown.")})
    clean: dict[str, Any] = {}
    for name, value in values.items():
        column = WorkCalendar._meta.get_field(name)
        if name in {"base", "account", "user"}:
            clean[name] = value
            continue
        try:
            clean[name] = column.clean(value, calendar)  # type: ignore[union-attr] # columns, no relations
        except ValidationError as error:
            raise Invalid("wrong-value", error.messages[0], {name: error.messages[0]}) from error
    return clean
