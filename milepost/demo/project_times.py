"""The hours that the simulated company's people noted for their projects of late."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q

from milepost.demo.company.chance import chance
from milepost.identity.public import User
from milepost.projects.public import ContractType, Project, Task, TimeEntry
from milepost.projects.records import Letter

_WEEKS = dt.timedelta(days=42)
_DAY = dt.timedelta(days=1)
_WEEKEND = 5
_QUARTER = 15
_DAY_MOST = 8 * 60
_WORDS = ("", "", "", "Prepared and sent", "Call and follow-up", "Checked with the customer", "Second round")


type _Noted = Counter[tuple[int, dt.date]]


def time_entries_of(
    projects: Sequence[Project], users: Iterable[User], today: dt.date, noted: _Noted
) -> list[TimeEntry]:
    """Return what was noted: all of what was sold, of the rest the last weeks.

    `noted` counts each person's minutes of a day: none is too long.
    """
    sold = {one.pk for one in projects if one.sold_minutes and one.contract_type != ContractType.INCLUDED}
    rows = Task.objects.filter(project__in=projects, is_milestone=False, percent_complete__gt=0, start_on__lte=today)
    rows = rows.filter(parties__letter=Letter.RESPONSIBLE, parties__user__isnull=False)
    rows = rows.filter(Q(finish_on__gte=today - _WEEKS) | Q(project__in=sold))
    columns = ("pk", "project_id", "estimate_minutes", "percent_complete", "start_on", "finish_on", "parties__user")
    found = rows.filter(is_summary=False, estimate_minutes__isnull=False).order_by("pk").values_list(*columns)
    people = {user.pk: user for user in users}
    return [entry for row in found for entry in _entries(row, people, today, noted, is_whole=row[1] in sold)]


def _entries(
    row: tuple[int, int, int, int, dt.date, dt.date, int],
    people: dict[int, User],
    today: dt.date,
    noted: _Noted,
    *,
    is_whole: bool,
) -> Iterator[TimeEntry]:
    task, project, estimate, percent, start, finish, user = row
    draw = chance("time", project, task, user)
    days = [start + _DAY * at for at in range((min(finish, today) - start).days + 1)]
    days = [day for day in days if day.weekday() < _WEEKEND]
    if not days:
        return
    a_day = estimate * percent / 100 * draw.uniform(0.7, 1.4) / len(days)
    for day in days:
        minutes = min(round(a_day / _QUARTER) * _QUARTER, _DAY_MOST - noted[user, day])
        if minutes <= 0 or (day < today - _WEEKS and not is_whole) or not draw.happens(0.85):
            continue
        noted[user, day] += minutes
        note = draw.choice(_WORDS)
        yield TimeEntry(user=people[user], project_id=project, task_id=task, on=day, minutes=minutes, note=note)
