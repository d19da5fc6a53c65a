"""What finished sprints of a project came to."""

from collections import defaultdict
from dataclasses import dataclass

from milepost.identity.public import User
from milepost.projects.models import Project, Sprint, SprintReading
from milepost.projects.queries.burndown import Burndown, burn
from milepost.projects.queries.working_days import working_days
from milepost.projects.records import SprintState

SHOWN_MOST = 8
AVERAGED = 3


@dataclass(frozen=True, slots=True)
class Velocity:
    """Finished sprints, the newest first, and what the last three of them got done on average (None: there is none)."""

    sprints: tuple[Burndown, ...]
    minutes: int | None
    most: int


def velocity_of(project: Project, viewer: User) -> Velocity:
    """Return the last eight finished sprints by the tasks that `viewer` sees. Four queries."""
    ended = Sprint.objects.filter(project=project, state=SprintState.DONE).order_by("-end_on", "-pk")[:SHOWN_MOST]
    sprints = list(ended)
    readings: dict[int, list[SprintReading]] = defaultdict(list)
    kept = SprintReading.objects.visible_to(viewer).filter(sprint__in=[one.pk for one in sprints])
    for reading in kept.order_by("at", "pk"):
        readings[reading.sprint_id].append(reading)
    is_working = working_days(project)
    told = tuple(burn(one, readings[one.pk], is_working, one.end_on) for one in sprints)
    lately = [one.done for one in told[:AVERAGED]]
    most = max((max(one.done, one.committed) for one in told), default=0)
    return Velocity(told, round(sum(lately) / len(lately)) if lately else None, most)
