"""Load: what people have to do, week by week, against the hours that they have."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import Right, User
from milepost.projects.models import Task, TaskParty
from milepost.projects.queries.due import running
from milepost.projects.queries.work_hours import WorkHours, hours_of_people
from milepost.projects.records import Letter

WEEK = dt.timedelta(days=7)
WEEKS = 13
# The one place in which load is defined; the page shows it.
DEFINITION = _(
    "Planned: what is left of the estimate of each open task in running projects, spread over the working days from "
    "its start to its end by the person's own calendar, in equal shares for those of us who do it. A task without an "
    "estimate counts with its length; done work does not count. Capacity: the hours of the person's calendar, "
    "holidays and part time taken off. This week counts from today on."
)
_FULL_SHARE = 0.9
_WHOLE = 100


class LoadWord(models.TextChoices):
    """How full a week is: red, amber, and what has no colour."""

    OVER = "over", _("over-full")
    FULL = "full", _("full")
    FREE = "free", _("room")
    AWAY = "away", _("no hours")


@dataclass(frozen=True, slots=True)
class LoadTask:
    """One task's part of somebody's week. `is_estimated`: somebody said how much work it is."""

    task_id: int
    minutes: float
    is_estimated: bool


@dataclass(slots=True)
class WeekLoad:
    """A week of one person. `week_on` is its Monday."""

    week_on: dt.date
    capacity_minutes: int
    tasks: list[LoadTask] = field(default_factory=list)

    @property
    def planned_minutes(self) -> int:
        return round(sum(task.minutes for task in self.tasks))

    @property
    def free_minutes(self) -> int:
        return self.capacity_minutes - self.planned_minutes

    @property
    def over_minutes(self) -> int:
        return -self.free_minutes

    @property
    def word(self) -> LoadWord:
        """Return the word for the week: over-full with more than there is time for, full from nine tenths on."""
        planned, capacity = self.planned_minutes, self.capacity_minutes
        if planned > capacity:
            return LoadWord.OVER
        if capacity == 0:
            return LoadWord.AWAY
        return LoadWord.FULL if planned >= _FULL_SHARE * capacity else LoadWord.FREE


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """The weeks of one person, the first one first."""

    person: User
    weeks: Sequence[WeekLoad]

    @property
    def over(self) -> int:
        return sum(week.word is LoadWord.OVER for week in self.weeks)


def people_with_load(viewer: User) -> QuerySet[User]:
    """Return whose load somebody sees: everyone's, or their own alone."""
    active: QuerySet[User] = User.objects.visible_to(viewer).filter(is_active=True)
    return active if viewer.may(Right.READ_ALL) else active.filter(pk=viewer.pk)


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def load_of(
    people: Sequence[User], viewer: User, today: dt.date, first: dt.date | None = None, weeks: int = WEEKS
) -> list[PersonLoad]:
    """Return the load of people in so many weeks from the Monday `first` on (default: of this week).

    Of the tasks that `viewer` sees. Three queries, and one more for each level of calendars based on others.
    """
    begin = max(first or monday_of(today), monday_of(today))
    hours = hours_of_people(people, today)
    loads = {one.pk: PersonLoad(one, empty_weeks(hours[one.pk], begin, weeks, today)) for one in people}
    for part in _parts(loads.keys(), viewer, begin, begin + WEEK * weeks):
        spread(part, loads[part.user_id].weeks, hours[part.user_id], today)
    return list(loads.values())


def empty_weeks(hours: WorkHours, begin: dt.date, weeks: int, today: dt.date) -> list[WeekLoad]:
    """Return weeks with their capacity and no task yet."""
    mondays = [begin + WEEK * at for at in range(weeks)]
    return [WeekLoad(monday, hours.between(max(monday, today), monday + WEEK)) for monday in mondays]


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """What somebody has to do of one task, as it is read."""

    user_id: int
    task_id: int
    estimate: int | None
    length: int
    percent: int
    start_on: dt.date | None
    finish_on: dt.date
    shared_by: int

    @property
    def minutes(self) -> float:
        whole = self.length if self.estimate is None else self.estimate
        return whole * (_WHOLE - self.percent) / _WHOLE / max(1, self.shared_by)


def _parts(people: Iterable[int], viewer: User, begin: dt.date, after: dt.date) -> Iterator[PlannedPart]:
    doing = TaskParty.objects.filter(task=OuterRef("pk"), letter=Letter.RESPONSIBLE, user__isnull=False).order_by()
    sharers = Subquery(doing.values("task").annotate(people=Count("pk")).values("people"))
    tasks = Task.objects.visible_to(viewer).open().filter(running(), is_summary=False, is_milestone=False)
    # What should have ended already is work of this week.
    near = Q(start_on__lt=after) | Q(start_on=None, finish_on__lt=after)
    tasks = tasks.filter(near, finish_on__isnull=False)
    mine = tasks.filter(parties__user__in=list(people), parties__letter=Letter.RESPONSIBLE)
    columns = ("estimate_minutes", "duration_minutes", "percent_complete", "start_on", "finish_on", "sharers")
    rows = mine.annotate(sharers=sharers).values_list("parties__user", "pk", *columns)
    for row in rows.order_by("finish_on", "pk"):
        yield PlannedPart(*row)


def spread(part: PlannedPart, weeks: Sequence[WeekLoad], hours: WorkHours, today: dt.date) -> None:
    """Put a task's minutes into the weeks in which they are to be worked; those before and after are not shown."""
    begin = max(part.start_on or part.finish_on, today)
    after = max(part.finish_on, begin) + dt.timedelta(days=1)
    minutes, whole = part.minutes, hours.between(begin, after)
    if minutes <= 0:
        return
    for week in weeks[max(0, (begin - weeks[0].week_on).days // 7) :]:
        if week.week_on >= after:
            break
        # Where the person does not work at all meanwhile, it stands in the week in which it begins.
        here = hours.between(max(begin, week.week_on), min(after, week.week_on + WEEK)) / whole if whole else 1.0
        if here and (whole or week.week_on <= begin):
            week.tasks.append(LoadTask(part.task_id, minutes * here, part.estimate is not None))
