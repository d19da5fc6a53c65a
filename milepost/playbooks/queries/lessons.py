"""What the runs of a playbook teach: what steps took against what was planned, who was waited for, the outcome."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Sum

from milepost.identity.public import User
from milepost.playbooks.models import Playbook, Run, RunStep
from milepost.playbooks.reading.measures import DAY_MINUTES
from milepost.playbooks.records import PlaybookDocument, Step
from milepost.projects.public import Lesson, PartySide, ProjectState

# Fewer tell of single customers, not of the step.
RUNS_NEEDED = 3
_SAID_MOST = 20
_SHARE_OFF = 0.25
_MINUTES_OFF = DAY_MINUTES // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLesson:
    """One step over all runs. `made` and `done` count them; `took_minutes` is the median of those done.

    `better_minutes` is the length that it had better be given; None where it is right, or too few say so.
    """

    step: Step
    made: int
    done: int
    took_minutes: int | None
    better_minutes: int | None
    waited: tuple[tuple[PartySide, int, int], ...]

    @property
    def done_share(self) -> int:
        return round(self.done / self.made * 100) if self.made else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What a playbook's runs came to: how many in each state, of the ended how many in time, and each step."""

    runs: int
    running: int
    done: int
    cancelled: int
    dated: int
    in_time: int
    late_days: int | None
    steps: tuple[StepLesson, ...]


def lessons(playbook: Playbook, document: PlaybookDocument) -> Lessons:
    """Return what all runs of a playbook teach, whatever their version. Four queries: what they took is kept."""
    states = dict(
        Run.objects.filter(playbook=playbook).values_list("project__state").annotate(count=Count("pk")).order_by()
    )
    done = states.get(ProjectState.DONE, 0)
    cancelled = states.get(ProjectState.CANCELLED, 0)
    ended = Run.objects.filter(
        playbook=playbook, project__target_on__isnull=False, project__actual_on__isnull=False
    ).values_list("project__target_on", "project__actual_on")
    off = [(actual - target).days for target, actual in ended if target and actual]
    return Lessons(
        runs=sum(states.values()),
        running=sum(states.values()) - done - cancelled,
        done=done,
        cancelled=cancelled,
        dated=len(off),
        in_time=sum(days <= 0 for days in off),
        late_days=round(median(late)) if (late := [days for days in off if days > 0]) else None,
        steps=tuple(_steps(playbook, document)),
    )


def lessons_said(playbook: Playbook, viewer: User) -> list[Lesson]:
    """Return what people wrote down in projects begun from a playbook, the newest first. One query."""
    begun = Run.objects.visible_to(viewer).filter(playbook=playbook).values("project")
    rows = Lesson.objects.visible_to(viewer).filter(project__in=begun).select_related("project")
    return list(rows.order_by("-pk")[:_SAID_MOST])


def _steps(playbook: Playbook, document: PlaybookDocument) -> Iterable[StepLesson]:
    made: dict[str, int] = defaultdict(int)
    took: dict[str, dict[int, int]] = defaultdict(dict)
    rows = RunStep.objects.filter(playbook=playbook).values_list("step", "took_minutes").annotate(count=Count("pk"))
    for key, minutes, count in rows.order_by():
        made[key] += count
        if minutes is not None:
            took[key][minutes] = count
    waited = _waited(playbook)
    for step in document.steps:
        done, middle = sum(took[step.key].values()), _median(took[step.key])
        yield StepLesson(
            step=step,
            made=made[step.key],
            done=done,
            took_minutes=middle,
            better_minutes=_better(step, middle, done),
            waited=tuple(waited.get(step.key, ())),
        )


def _waited(playbook: Playbook) -> dict[str, list[tuple[PartySide, int, int]]]:
    """Return by step for which side it was waited, in how many runs, and how many days in each."""
    found: dict[str, list[tuple[PartySide, int, int]]] = defaultdict(list)
    held = RunStep.objects.filter(playbook=playbook, waited_days__isnull=False).order_by()
    rows = held.values_list("step", "waited_for").annotate(count=Count("pk"), days=Sum("waited_days"))
    for key, side, count, days in rows.order_by("-days"):
        found[key].append((PartySide(side), count, round(days / count)))
    return found


def _median(counts: dict[int, int]) -> int | None:
    """Return the median of values that are given with how often each is there."""
    left = (sum(counts.values()) + 1) // 2
    for value in sorted(counts):
        left -= counts[value]
        if left <= 0:
            return value
    return None


def _better(step: Step, took: int | None, done: int) -> int | None:
    if took is None or done < RUNS_NEEDED or step.is_milestone:
        return None
    off = abs(took - step.lasts_minutes)
    return took if off >= max(_MINUTES_OFF, step.lasts_minutes * _SHARE_OFF) else None
