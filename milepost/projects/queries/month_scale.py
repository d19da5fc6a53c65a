"""Days as places on a scale of months, in per cent of its width."""

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

from milepost.projects.models import Project

_BACK = dt.timedelta(days=240)
_AHEAD = dt.timedelta(days=420)
_LABELS_MOST = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month on the scale: where it begins, and whether there is room for its name."""

    first: dt.date
    place: float
    is_named: bool


@dataclass(frozen=True, slots=True)
class MonthScale:
    """The whole months from `first` up to before `after`, with today."""

    first: dt.date
    after: dt.date
    today_on: dt.date

    def place(self, day: dt.date) -> float:
        """Return where a day begins; what lies beyond an edge is at the edge."""
        share = (day - self.first).days / (self.after - self.first).days
        return round(100 * min(1.0, max(0.0, share)), 2)

    def end_of(self, day: dt.date) -> float:
        return self.place(day + dt.timedelta(days=1))

    def mark(self, day: dt.date | None) -> float | None:
        """Return the middle of a day, None for none and for one beyond the scale."""
        if day is None or not self.first <= day < self.after:
            return None
        return round((self.place(day) + self.end_of(day)) / 2, 2)

    @property
    def today(self) -> float | None:
        return self.mark(self.today_on)

    @property
    def months(self) -> list[Month]:
        days = [self.first]
        while (following := _month_after(days[-1])) < self.after:
            days.append(following)
        every = -(-len(days) // _LABELS_MOST)
        return [Month(day, self.place(day), at % every == 0) for at, day in enumerate(days)]


def scale_of(projects: Sequence[Project], today: dt.date) -> MonthScale:
    """Return the months in which projects lie, from eight months ago to fourteen ahead at most."""
    days = [today, *(project.start_on for project in projects)]
    ends = [day for one in projects for day in (one.forecast_on, one.target_on, one.actual_on, one.ends_on) if day]
    first = max(min(days), today - _BACK)
    last = min(max([*ends, today + dt.timedelta(days=31)]), today + _AHEAD)
    return MonthScale(first.replace(day=1), _month_after(last), today)


def _month_after(day: dt.date) -> dt.date:
    return day.replace(day=1) + dt.timedelta(days=monthrange(day.year, day.month)[1])
