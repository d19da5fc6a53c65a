"""Time spent: noted for a day, or by a timer. A day has no more than 24 hours."""

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.models import Project, Task, TimeEntry
from milepost.projects.models.work import DAY_MINUTES


def log_time(
    work: Task | Project, minutes: int, *, user: User, actor: Actor, on: dt.date | None = None, note: str = ""
) -> TimeEntry:
    """Note that somebody worked so many minutes on a day (default: today) for a project or one of its tasks.

    Raises `Invalid`: no minutes, more than a day has, a day to come, a task without a project.
    """
    demand(actor, Right.WRITE)
    project, task = _subject(work)
    day = on or timezone.localdate()
    with transaction.atomic():
        _refuse(minutes, day, user)
        entry = TimeEntry(user=user, project=project, task=task, on=day, minutes=minutes, note=note.strip()[:300])
        return create_record(entry, actor=actor)


def change_time(
    entry: TimeEntry,
    *,
    user: User,
    actor: Actor,
    minutes: int | None = None,
    note: str | None = None,
    expected_version: int | None = None,
) -> TimeEntry:
    """Give one's own entry other minutes or words. A running one has its minutes when it is stopped."""
    _demand_own(entry, user, actor)
    with transaction.atomic():
        if minutes is not None:
            if entry.started_at is not None:
                raise Conflict("still-running", _("Stop the timer first."))
            _refuse(minutes, entry.on, entry.user, without=entry)
        given = {"minutes": minutes, "note": None if note is None else note.strip()[:300]}
        changes = {name: value for name, value in given.items() if value is not None}
        return update_record(entry, changes, actor=actor, expected_version=expected_version)


def set_day(work: Task | Project, on: dt.date, minutes: int, *, was: int, user: User, actor: Actor) -> int:
    """Let somebody's entries of a day for a task (or a project without a task) come to so many minutes.

    `was`: the minutes that they saw; raises `Conflict` with those of now in its details when they are others meanwhile.
    More is added to the last entry, less is taken off the last ones. Returns the minutes of now.
    """
    demand(actor, Right.WRITE)
    project, task = _subject(work)
    with transaction.atomic():
        rows = TimeEntry.objects.select_for_update().filter(user=user, project=project, task=task, on=on)
        entries = list(rows.filter(started_at=None).order_by("-pk"))
        stored = sum(entry.minutes for entry in entries)
        if stored != was:
            words = _("Meanwhile it is %(hours)s h there; nothing was written.") % {"hours": f"{stored / 60:.2f}"}
            raise Conflict("changed-meanwhile", words, minutes=stored)
        if minutes > stored and entries:
            change_time(entries[0], user=user, actor=actor, minutes=entries[0].minutes + minutes - stored)
        elif minutes > stored:
            log_time(work, minutes, user=user, actor=actor, on=on)
        _take_off(entries, stored - minutes, user, actor)
    return minutes


def _take_off(entries: list[TimeEntry], less: int, user: User, actor: Actor) -> None:
    for entry in entries:
        taken = min(less, entry.minutes)
        if taken <= 0:
            return
        less -= taken
        if taken == entry.minutes:
            delete_time(entry, user=user, actor=actor)
        else:
            change_time(entry, user=user, actor=actor, minutes=entry.minutes - taken)


def delete_time(entry: TimeEntry, *, user: User, actor: Actor) -> None:
    _demand_own(entry, user, actor)
    delete_record(entry, actor=actor)


def start_timer(work: Task | Project, *, user: User, actor: Actor, note: str = "") -> TimeEntry:
    """Let a timer run from now; one that runs elsewhere is stopped."""
    demand(actor, Right.WRITE)
    project, task = _subject(work)
    with transaction.atomic():
        stop_timer(user, actor=actor)
        now = timezone.now()
        entry = TimeEntry(user=user, project=project, task=task, on=timezone.localdate(now), started_at=now)
        entry.note = note.strip()[:300]
        return create_record(entry, actor=actor)


def stop_timer(user: User, *, actor: Actor) -> TimeEntry | None:
    """Stop somebody's timer and note its minutes on the day on which it was started; None if none runs.

    At least a minute; no more than what is left of that day, so that a timer that was forgotten does no harm.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic():
        entry = TimeEntry.objects.select_for_update().running().filter(user=user).first()
        if entry is None or entry.started_at is None:
            return None
        ran = round((timezone.now() - entry.started_at).total_seconds() / 60)
        left = DAY_MINUTES - _minutes_of(user, entry.on, without=entry)
        minutes = max(0, min(left, entry.minutes + max(1, ran)))
        return update_record(entry, {"minutes": minutes, "started_at": None}, actor=actor)


def _subject(work: Task | Project) -> tuple[Project, Task | None]:
    if isinstance(work, Project):
        return work, None
    if work.project is None:
        raise Invalid("no-project", _("Time is noted for projects; “%(task)s” has none.") % {"task": work.title})
    return work.project, work


def _refuse(minutes: int, day: dt.date, user: User, without: TimeEntry | None = None) -> None:
    if day > timezone.localdate():
        raise Invalid("not-yet", _("Time is noted for days that have begun."), {"on": _("A day to come.")})
    if minutes < 1:
        raise Invalid("no-minutes", _("Note at least a minute."), {"minutes": _("At least 1.")})
    total = minutes + _minutes_of(user, day, without=without)
    if total > DAY_MINUTES:
        message = _("A day has 24 hours; with this it would be %(hours)s.") % {"hours": round(total / 60, 1)}
        raise Invalid("more-than-a-day", message, {"minutes": message})


def _minutes_of(user: User, day: dt.date, without: TimeEntry | None = None) -> int:
    entries = TimeEntry.objects.filter(user=user, on=day)
    if without is not None:
        entries = entries.exclude(pk=without.pk)
    return entries.aggregate(total=Sum("minutes"))["total"] or 0


def _demand_own(entry: TimeEntry, user: User, actor: Actor) -> None:
    demand(actor, Right.WRITE)
    if entry.user_id != user.pk:
        raise NotAllowed("not-yours", _("Everybody notes their own time."))
