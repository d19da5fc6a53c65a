"""`milepost schedule --simulate`: when the plan is likely to end, as JSON or in a few lines."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from milepost.config.cli.schedule_text import paper

if TYPE_CHECKING:
    from milepost.scheduling.public import Simulation

_MOST_TASKS = 8
_WORTH_A_LINE = 0.05


def document(found: "Simulation") -> dict[str, Any]:
    """Return what a simulation found; milestones and tasks by uid, shares from 0 to 1."""
    milestones = [task.id for task in found.plan.tasks if task.id in found.milestone_ids]
    return {
        "runs": found.runs,
        "seed": found.seed,
        "planned_finish": _time(found.planned),
        "planned_finish_probability": found.probability(found.planned),
        "finish": _percentiles(found.percentiles()),
        "milestones": [{"uid": one, **_percentiles(found.percentiles(one))} for one in milestones],
        "tasks": [
            {"uid": one, "criticality": share, "sensitivity": round(found.sensitivity.get(one, 0.0), 4)}
            for one, share in found.criticality.items()
        ],
    }


def show(found: "Simulation") -> None:
    """Print when the plan is likely to end, and what that hangs on."""
    console = paper()
    ends = found.percentiles()
    times = "once" if found.runs == 1 else f"{found.runs} times"
    console.print(f"Simulated {times} (seed {found.seed}), by assumed spreads of durations:")
    console.print("  ".join(f"P{percent} {moment:%Y-%m-%d %H:%M}" for percent, moment in ends.items()))
    console.print(
        f"The planned finish, {found.planned:%Y-%m-%d %H:%M}, holds in {found.probability(found.planned):.0%} of them."
    )
    names = {task.id: task.name for task in found.plan.tasks}
    by_share = sorted(found.criticality.items(), key=lambda pair: -pair[1])[:_MOST_TASKS]
    for task_id, share in by_share:
        if share >= _WORTH_A_LINE:
            console.print(f"  critical in {share:>4.0%}: {names.get(task_id) or task_id}", markup=False)


def _percentiles(found: dict[int, dt.datetime]) -> dict[str, str]:
    return {f"p{percent}": _time(moment) for percent, moment in found.items()}


def _time(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="minutes")
