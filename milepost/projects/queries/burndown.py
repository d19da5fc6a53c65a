"""The burndown of a sprint: what was left at the end of each working day, from what was kept at the time."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from milepost.identity.public import User
from milepost.projects.models import Sprint, SprintReading
from milepost.projects.queries.working_days import IsWorking, working_days
from milepost.projects.records import ReadingKind

_DAY = dt.timedelta(days=1)
_DAYS_MOST = 400
_SCOPE = frozenset({ReadingKind.ADDED, ReadingKind.REMOVED, ReadingKind.ESTIMATED})


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """A task that came into a running sprint, left it, or was estimated anew; `minutes`: by how much more is left."""

    reading: SprintReading
    on: dt.date
    minutes: int


@dataclass(frozen=True, slots=True)
class BurnDay:
    """A working day at its end, in minutes: what is left (None: not known yet), what would be ideally."""

    on: dt.date
    left: int | None
    ideal: int
    changes: tuple[ScopeChange, ...]

    @property
    def scope(self) -> int:
        """Return by how much the scope grew that day."""
        return sum(change.minutes for change in self.changes)


@dataclass(frozen=True, slots=True)
class Burndown:
    """A sprint that was started. Minutes of effort: committed at the start, left now (or at its end), done in it.

    Left is what was committed, and what the scope grew by, less what was worked off.
    """

    sprint: Sprint
    committed: int
    left: int
    done: int
    days: tuple[BurnDay, ...]
    changes: tuple[ScopeChange, ...]

    @property
    def scope(self) -> int:
        """Return by how much the scope grew since the start."""
        return sum(change.minutes for change in self.changes)


def burndown_of(sprint: Sprint, viewer: User) -> Burndown | None:
    """Return the burndown of the tasks that `viewer` sees; None before the sprint was started. Three queries."""
    if sprint.started_at is None:
        return None
    readings = SprintReading.objects.visible_to(viewer).filter(sprint=sprint).order_by("at", "pk")
    return burn(sprint, list(readings), working_days(sprint.project), _day_of(timezone.now()))


def burn(sprint: Sprint, readings: Sequence[SprintReading], is_working: IsWorking, today: dt.date) -> Burndown:
    """Compute a burndown from its readings, the oldest first. What happens on a day off is told with the next one."""
    last_day = max(sprint.end_on, _day_of(sprint.finished_at) if sprint.finished_at else today)
    days = _working(sprint.start_on, last_day, is_working)
    planned = sum(day <= sprint.end_on for day in days)
    committed = sum(one.remaining_minutes for one in readings if one.kind == ReadingKind.COMMITTED)
    known_until = _day_of(sprint.finished_at) if sprint.finished_at else today
    changes = _changes(readings)
    told = _by_day(changes, days)
    left = _left_after(readings)
    began = _day_of(sprint.started_at) if sprint.started_at else sprint.start_on
    rows = tuple(
        BurnDay(
            on=day,
            left=left(day) if began <= day <= known_until else None,
            ideal=max(0, round(committed * (planned - number) / planned)) if planned else 0,
            changes=tuple(told.get(day, ())),
        )
        for number, day in enumerate(days, 1)
    )
    last = {one.task_key: one for one in readings}
    now = [one for one in last.values() if one.is_in]
    return Burndown(
        sprint=sprint,
        committed=committed,
        left=sum(one.remaining_minutes for one in now),
        done=sum(one.effort_minutes for one in now if one.is_done),
        days=rows,
        changes=tuple(changes),
    )


def _working(first: dt.date, last: dt.date, is_working: IsWorking) -> list[dt.date]:
    span = min((last - first).days + 1, _DAYS_MOST)
    return [day for day in (first + _DAY * at for at in range(span)) if is_working(day)]


def _left_after(readings: Iterable[SprintReading]) -> Callable[[dt.date], int]:
    """Return a function that says what was left when a day ended; asked for the days in their order."""
    waiting = list(readings)[::-1]
    left: dict[int, int] = {}

    def after(day: dt.date) -> int:
        while waiting and _day_of(waiting[-1].at) <= day:
            one = waiting.pop()
            left[one.task_key] = one.remaining_minutes if one.is_in else 0
        return sum(left.values())

    return after


def _changes(readings: Iterable[SprintReading]) -> list[ScopeChange]:
    found: list[ScopeChange] = []
    left: dict[int, int] = {}
    for one in readings:
        now = one.remaining_minutes if one.is_in else 0
        if one.kind in _SCOPE:
            found.append(ScopeChange(one, _day_of(one.at), now - left.get(one.task_key, 0)))
        left[one.task_key] = now
    return found


def _by_day(changes: Iterable[ScopeChange], days: Sequence[dt.date]) -> dict[dt.date, list[ScopeChange]]:
    told: dict[dt.date, list[ScopeChange]] = {}
    for change in changes:
        day = next((day for day in days if day >= change.on), days[-1] if days else change.on)
        told.setdefault(day, []).append(change)
    return told


def _day_of(moment: dt.datetime) -> dt.date:
    """Return the day of a moment on the installation's wall clock."""
    return timezone.localdate(moment, timezone.get_default_timezone())
