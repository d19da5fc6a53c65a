"""When a plan is likely to end: its forward pass run thousands of times with drawn durations.

Source: R. M. Van Slyke, "Monte Carlo methods and the PERT problem", Operations Research 11 (1963), 839-860, also for
the criticality of a task: the share of runs in which it lies on the critical path.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from milepost.lib.errors import Invalid, NotFound
from milepost.scheduling.checks import Id, not_negative, number, wanted
from milepost.scheduling.records import Plan, ScheduleFrom
from milepost.scheduling.refusals import known_ids
from milepost.scheduling.schedules import schedule
from milepost.scheduling.uncertainty import CERTAIN, Uncertainty
from milepost.scheduling.words import counted

if TYPE_CHECKING:
    from milepost.scheduling.drawing import Drawn

MOST_RUNS = 100_000
PERCENTS = (10, 50, 80, 95)


class Simulation:
    """What `simulate` found. Dates are wall-clock `datetime` of the plan's zone, to the minute.

    `planned` is the finish of the plan as it stands, for comparison.
    """

    def __init__(self, plan: Plan, drawn: "Drawn", planned: dt.datetime, seed: int) -> None:
        self.plan = plan
        self.runs = drawn.runs
        self.seed = seed
        self.planned = planned
        self._drawn = drawn

    def __repr__(self) -> str:
        """Say what is likely, for those who try it at a prompt."""
        half, likely = (f"{self.finish(percent):%Y-%m-%d %H:%M}" for percent in (50, 80))
        return f"<Simulation of {counted(self.runs, 'run')}: P50 {half}, P80 {likely}>"

    def finish(self, percent: float, task_id: Id | None = None) -> dt.datetime:
        """Return the moment by which the plan (or one milestone) has finished in `percent` (0 to 100) of the runs.

        80 per cent is 80, not 0.8.

        The smallest drawn moment that so many runs reach or come before; no value between two runs is made up.
        Raises `NotFound` for a task that is not simulated (unknown, a summary, inactive), `Invalid` ("wrong-percent").
        """
        if number(percent) or not 0 <= percent <= 100:  # noqa: PLR2004 - per cent
            raise Invalid(
                "wrong-percent", f"A share lies between 0 and 100 per cent, not at {percent}.", percent=percent
            )
        return self._drawn.moment(self._drawn.quantile(self._ends(task_id), percent))

    def percentiles(self, task_id: Id | None = None) -> dict[int, dt.datetime]:
        """Return P10, P50, P80 and P95 of the plan's finish, or of one milestone's."""
        return {percent: self.finish(percent, task_id) for percent in PERCENTS}

    def probability(self, target: dt.datetime, task_id: Id | None = None) -> float:
        """Return the share of runs, 0 to 1, in which the plan (or one milestone) has finished by `target`.

        Raises `NotFound` ("not-simulated") as `finish` does, and `Invalid` for a target that is no moment.
        """
        return self._drawn.share_until(self._ends(task_id), target)

    @property
    def milestone_ids(self) -> frozenset[Id]:
        """The ids for which `finish`, `percentiles` and `probability` answer."""
        return frozenset(self._drawn.milestones)

    @property
    def criticality(self) -> Mapping[Id, float]:
        """The share of runs, 0 to 1, in which the plan's finish hung on a task; by id, summaries left out."""
        return self._drawn.criticality

    @cached_property
    def sensitivity(self) -> Mapping[Id, float]:
        """How closely the finish follows a task's duration: Spearman's rank correlation, -1 to 1; by id.

        0 for a task that does not vary. The shared factor moves all tasks at once and so raises all of them.
        """
        return self._drawn.sensitivity()

    def _ends(self, task_id: Id | None) -> Any:
        if task_id is None:
            return self._drawn.end
        found = self._drawn.milestones.get(task_id)
        if found is None:
            raise NotFound(
                "not-simulated",
                f"“{task_id}” is no milestone of the plan; name it in `task_ids` to have it simulated too.",
                task_id=task_id,
            )
        return found


def simulate(
    plan: Plan,
    *,
    runs: int = 5000,
    seed: int = 0,
    uncertainty: Uncertainty | None = None,
    task_ids: tuple[Id, ...] = (),
) -> Simulation:
    """Draw the plan's finish `runs` times.

    What is done stays as it is; what is left of each task varies by its spread and by a factor that all tasks of a run
    share (`Uncertainty`; default: assumptions that `learn` should replace). Links, calendars, constraints, pins and the
    status date hold in every run. Milestones are kept by themselves, and so are the tasks in `task_ids`. Tasks that
    stand as late as possible are drawn as early as possible; a plan that is scheduled from its finish is drawn from the
    start that this leads to. The same plan, seed and runs give the same result, whatever the order of tasks' links.

    Raises what `schedule` raises, `NotFound` ("unknown-task") for what `task_ids` or `Uncertainty.of_task` name, and
    `Invalid` ("wrong-runs", "wrong-argument"). Cost: some 0.1 µs a task and run; memory 8 bytes a task and run. Needs
    numpy.

    >>> import datetime as dt
    >>> from milepost.scheduling.public import Link, Plan, Task
    >>> tasks = (Task("build", duration_minutes=4800), Task("train", duration_minutes=960), Task("live"))
    >>> plan = Plan(tasks, (Link("build", "train"), Link("train", "live")), start=dt.datetime(2026, 3, 2, 8))
    >>> found = simulate(plan, runs=500, seed=7)
    >>> found.finish(10) < found.finish(50, "live") < found.finish(80) < found.finish(95)
    True
    >>> found.criticality["build"]
    1.0
    """
    from milepost.scheduling.drawing import draw  # noqa: PLC0415 - numpy is loaded only by those who simulate

    wanted(plan, Plan, "simulate()")
    wanted(runs, int, "simulate(runs=…)")
    wanted(
        CERTAIN if uncertainty is None else uncertainty,
        Uncertainty,
        "simulate(uncertainty=…)",
        "write Uncertainty(of_task={…})",
    )
    named = known_ids(task_ids, [plan], "simulate(task_ids=…)")
    if uncertainty is not None:
        known_ids(uncertainty.of_task, [plan], "simulate(uncertainty=…)")
    if wrong := not_negative(seed):
        raise Invalid("wrong-argument", f"simulate(seed=…): seed {wrong}.", {"seed": wrong}, function="simulate()")
    if not 1 <= runs <= MOST_RUNS:
        raise Invalid("wrong-runs", f"A simulation takes 1 to {MOST_RUNS} runs, not {runs}.", runs=runs)
    dated = schedule(plan)
    if plan.schedule_from is ScheduleFrom.FINISH:
        plan = replace(plan, schedule_from=ScheduleFrom.START, start=dated.start)
    drawn = draw(plan, runs, seed, uncertainty or Uncertainty(), named)
    return Simulation(plan, drawn, dated.finish, seed)
