"""Hours of a project: sold, used, remaining, and who used them."""

from dataclasses import dataclass

from django.db.models import Sum

from milepost.identity.public import User
from milepost.projects.models import Project, TimeEntry


@dataclass(frozen=True, slots=True)
class PersonsTime:
    user_id: int
    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """In minutes. Without time sold (`sold_minutes` None) nothing remains; below 0 more was used than sold.

    `people` are those whose entries the viewer sees, the most first; to who sees the whole project they add up to what
    was used.
    """

    sold_minutes: int | None
    used_minutes: int
    people: tuple[PersonsTime, ...]

    @property
    def remaining_minutes(self) -> int | None:
        return None if self.sold_minutes is None else self.sold_minutes - self.used_minutes


def project_hours(project: Project, viewer: User) -> Hours:
    """Return what was sold and used. Running timers count from when they are stopped. Two queries."""
    entries = TimeEntry.objects.filter(project=project)
    used = entries.aggregate(total=Sum("minutes"))["total"] or 0
    seen = entries.visible_to(viewer).values("user", "user__name").annotate(total=Sum("minutes")).filter(total__gt=0)
    people = [PersonsTime(row["user"], row["user__name"], row["total"]) for row in seen.order_by("-total", "user")]
    return Hours(project.sold_minutes, used, tuple(people))
