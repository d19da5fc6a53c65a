"""When a project is likely to go live: simulated, as uncertain as finished projects have shown work to be."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from milepost.identity.public import User
from milepost.projects.models import Baseline, BaselineTask, Project, Task, WorkCalendar
from milepost.projects.queries.consequences import day_of_finish
from milepost.projects.queries.engine import engine_calendar, engine_plan, midnight
from milepost.projects.queries.plan_rows import plan_rows
from milepost.projects.records import ProjectState, TaskState
from milepost.scheduling.public import Simulation, WorkingTime, learn, simulate

HISTORY_NEEDED = 5
_HISTORY_MOST = 100
_RUNS = 2000
_DRIVERS = 5
_NEXT_DAY = dt.timedelta(days=1)


class ForecastState(StrEnum):
    LIKELY = "likely"
    REACHED = "reached"
    NO_PLAN = "no-plan"
    NO_HISTORY = "no-history"


@dataclass(frozen=True, slots=True)
class ForecastDriver:
    """A task on which the date hangs: in which share of the runs, and how closely the date follows its length."""

    task_id: int
    title: str
    critical_share: float
    sensitivity: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """How likely which day is. `planned_on` is what the plan comes to as it stands, `target_on` what was agreed.

    Only a forecast that is `likely` has days and a probability (of the target, 0 to 1; None without a target). It was
    learned from `finished_projects`, which are of the project's own kind where `is_own_kind`. `drivers` are those that
    the viewer sees, the strongest first.
    """

    state: ForecastState
    planned_on: dt.date | None
    target_on: dt.date | None
    actual_on: dt.date | None
    finished_projects: int = 0
    is_own_kind: bool = False
    p50_on: dt.date | None = None
    p80_on: dt.date | None = None
    p95_on: dt.date | None = None
    target_probability: float | None = None
    drivers: tuple[ForecastDriver, ...] = ()


def project_forecast(project: Project, viewer: User) -> Forecast:
    """Return how likely which day of go-live is; the same for the same plan and history.

    History are projects that are done and had a baseline: actual by agreed working time of each task. Those of the same
    kind count where there are five with two tasks or more, else those of all kinds; with fewer than five altogether
    there is not enough history and no day is said. What the project itself has finished already is taken into account.
    Cost: four queries and those of `plan_rows`, and 2,000 runs of the plan.
    """
    known = Forecast(ForecastState.NO_PLAN, project.forecast_on, project.target_on, project.actual_on)
    if project.actual_on is not None:
        return replace(known, state=ForecastState.REACHED)
    rows = plan_rows(project)
    if not rows.tasks:
        return known
    ratios = _Ratios(project)
    groups, is_own_kind = ratios.of_finished()
    known = replace(known, finished_projects=len(groups), is_own_kind=is_own_kind)
    if len(groups) < HISTORY_NEEDED:
        return replace(known, state=ForecastState.NO_HISTORY)
    uncertainty = learn(groups, ratios.of_project())
    return _drawn(
        known, project, simulate(engine_plan(rows), runs=_RUNS, seed=project.pk, uncertainty=uncertainty), viewer
    )


def _drawn(known: Forecast, project: Project, drawn: Simulation, viewer: User) -> Forecast:
    go_live = project.go_live_id if project.go_live_id in drawn.milestone_ids else None
    p50, p80, p95 = (day_of_finish(drawn.finish(percent, go_live)) for percent in (50, 80, 95))
    target = drawn.probability(midnight(project.target_on) + _NEXT_DAY, go_live) if project.target_on else None
    return replace(
        known,
        state=ForecastState.LIKELY,
        p50_on=p50,
        p80_on=p80,
        p95_on=p95,
        target_probability=target,
        drivers=tuple(_drivers(project, drawn, viewer)),
    )


def _drivers(project: Project, drawn: Simulation, viewer: User) -> Iterable[ForecastDriver]:
    """Yield the tasks that decide most: those that are often critical and vary the date."""
    weights = {
        int(key): share * max(0.0, drawn.sensitivity.get(key, 0.0)) for key, share in drawn.criticality.items() if share
    }
    strongest = sorted((key for key in weights if weights[key] > 0), key=lambda key: (-weights[key], key))
    seen = Task.objects.visible_to(viewer).open().filter(project=project, pk__in=strongest)
    titles = dict(seen.values_list("pk", "title"))
    for key in [key for key in strongest if key in titles][:_DRIVERS]:
        yield ForecastDriver(key, titles[key], drawn.criticality[key], drawn.sensitivity[key])


@dataclass(slots=True)
class _Ratios:
    """Actual by agreed working time of tasks that are done, in the organisation's hours."""

    project: Project

    def of_finished(self) -> tuple[list[list[float]], bool]:
        """Return the ratios of each finished project, newest first, and whether all are of the project's kind."""
        done = Project.objects.filter(state=ProjectState.DONE).exclude(pk=self.project.pk).order_by("-pk")
        own = self._groups(done.filter(kind=self.project.kind)[:_HISTORY_MOST])
        if len(own) >= HISTORY_NEEDED:
            return own, True
        return self._groups(done[:_HISTORY_MOST]), False

    def of_project(self) -> list[float]:
        """Return the ratios of what the project itself has finished."""
        return next(iter(self._groups([self.project], fewest=1)), [])

    def _groups(self, projects: Iterable[Project], fewest: int = 2) -> list[list[float]]:
        baselines: dict[int, int] = {}
        keys = [project.pk for project in projects]
        for baseline in Baseline.objects.filter(project__in=keys).order_by("-is_agreement", "pk"):
            baselines.setdefault(baseline.project_id, baseline.pk)
        found: dict[int, list[float]] = defaultdict(list)
        done = BaselineTask.objects.filter(
            baseline__in=list(baselines.values()),
            task__state=TaskState.DONE,
            task__is_summary=False,
            task__is_elapsed=False,
            duration_minutes__gt=0,
        )
        columns = ("baseline__project", "duration_minutes", "task__actual_start", "task__actual_finish")
        rows = [row for row in done.values_list(*columns) if row[2] is not None and row[3] is not None]
        hours = _hours(min(row[2] for row in rows).date()) if rows else None
        for key, planned, start, finish in rows:
            worked = hours.between(start, finish) if hours else 0
            if worked > 0:
                found[key].append(worked / planned)
        return [ratios for ratios in found.values() if len(ratios) >= fewest]


def _hours(around: dt.date) -> WorkingTime:
    """Return the organisation's working time."""
    return WorkingTime([engine_calendar(row) for row in WorkCalendar.objects.filter(is_default=True)], around=around)
