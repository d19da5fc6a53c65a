"""Levelling: delays tasks until nobody has more work than time, in one plan or in several at once.

>>> import datetime as dt
>>> from milepost.scheduling.public import Assignment, Link, Plan, Resource, Task, schedule
>>> plan = Plan(
...     start=dt.datetime(2026, 3, 2, 8),
...     tasks=(Task("map", duration_minutes=960), Task("train", duration_minutes=480), Task("go-live")),
...     links=(Link("map", "go-live"), Link("train", "go-live")),
...     resources=(Resource("maria", "Maria"),),
...     assignments=(Assignment("map", "maria"), Assignment("train", "maria")),
... )
>>> print(schedule(plan).finish)
2026-03-03 17:00:00
>>> levelled = level([plan], method=LevellingMethod.GREEDY)
>>> [(move.task_id, str(move.start_to)) for move in levelled.comparisons[0].moves]
[('map', '2026-03-03 08:00:00'), ('go-live', '2026-03-04 17:00:00')]
>>> print(schedule(levelled.plans[0]).finish, levelled.overloads)
2026-03-04 17:00:00 ()

The solver is OR-Tools' CP-SAT, the extra `levelling`; without it the greedy schedule is the result.
"""

from collections.abc import Collection, Sequence

from milepost.lib.errors import Invalid
from milepost.scheduling.changes import compare
from milepost.scheduling.checks import Id, member, positive, share, wanted, whole, within
from milepost.scheduling.levelling_bounds import least_finish
from milepost.scheduling.levelling_greedy import greedy
from milepost.scheduling.levelling_loads import capacities, overloads
from milepost.scheduling.levelling_plans import dated_plans
from milepost.scheduling.levelling_projects import Project, projects_of
from milepost.scheduling.levelling_records import Levelled, LevellingAim, LevellingMethod, Overload, Reached
from milepost.scheduling.levelling_score import least
from milepost.scheduling.levelling_serial import booked
from milepost.scheduling.levelling_solver import Effort, Solved, solve
from milepost.scheduling.records import Plan
from milepost.scheduling.refusals import known_ids
from milepost.scheduling.schedules import Schedule, schedule
from milepost.scheduling.task_records import MOST_PRIORITY

__all__ = ["Levelled", "LevellingAim", "LevellingMethod", "Overload", "Reached", "level", "overloads"]

_MOST_SEED = 2**31 - 1  # as much as the solver takes
_MISSING = "OR-Tools is not installed (the extra “levelling”): this is the greedy schedule."


def level(
    plans: Sequence[Plan],
    *,
    seconds: float = 10,
    priorities: Sequence[int] | None = None,
    splittable: Collection[Id] | bool = False,
    method: LevellingMethod = LevellingMethod.SOLVER,
    seed: int = 1,
    workers: int = 1,
) -> Levelled:
    """Return these plans with tasks delayed so that nobody has more work than time.

    Capacity is `Resource.units` in the working time of the calendar on which somebody works; the same id is the same
    person in all plans. `priorities` are the projects' (0 to 1000, usually 500), tasks have their own; 1000 is never
    delayed. `splittable` names tasks that may be interrupted (True: all); they get `splits`, unless a link or a
    constraint asks for their finish or several people do them on calendars of their own. Links, constraints, pins and
    what has begun are never violated: where they leave no room, an overload is left and listed.

    Made small, in this order: lateness after deadlines, the projects' finishes, and movement; see `Reached`. Plans
    may be levelled again: earlier delays are taken back first. With one worker the same seed gives the same result as
    long as the solver ends before `seconds` are over.

    Raises `Invalid` with code `zones-differ`, `priorities-differ` or `wrong-argument`, `NotFound` with code
    `unknown-task` for what `splittable` names, and what `schedule` raises. Cost: the greedy
    schedule takes milliseconds for a hundred tasks; the solver takes at most `seconds`.
    """
    method = member(LevellingMethod, method, "method", "level()")
    if isinstance(plans, Plan | Schedule):
        raise Invalid("wrong-argument", "level() takes a list of plans: write level([plan]).", function="level()")
    if not isinstance(plans, Sequence) or not plans:
        raise Invalid("wrong-argument", "level() takes a list of at least one plan.", function="level()")
    for each in plans:
        wanted(each, Plan, "level()")
    if not isinstance(priorities, Sequence | None):
        raise Invalid("wrong-argument", "level() takes a list of priorities, one for each plan.", function="level()")
    _refuse_effort(seconds, workers, seed, priorities or ())
    weights = [500] * len(plans) if priorities is None else list(priorities)
    if len(weights) != len(plans):
        words = f"There must be one priority for each plan: {len(weights)} for {len(plans)}."
        raise Invalid("priorities-differ", words, {"priorities": "one for each plan"})
    before = [schedule(plan) for plan in plans]
    ids = splittable if isinstance(splittable, bool) else known_ids(splittable, plans, "level(splittable=…)")
    projects = projects_of(plans, weights, ids)
    solved = _best(projects, capacities(plans), method, Effort(seconds, seed, workers))
    found, notice = solved.placement, solved.notice
    after, kept = dated_plans(projects, found)
    return Levelled(
        plans=tuple(each.plan for each in after),
        comparisons=tuple(compare(old, new) for old, new in zip(before, after, strict=True)),
        reached=tuple(
            Reached(aim, value, bound)
            for aim, value, bound in zip(LevellingAim, found.score, solved.bounds, strict=True)
        ),
        method=LevellingMethod.GREEDY if method is LevellingMethod.GREEDY or notice else LevellingMethod.SOLVER,
        overloads=overloads(after),
        overloads_before=overloads(before),
        kept=kept,
        notice=notice,
    )


def _refuse_effort(seconds: float, workers: int, seed: int, priorities: Sequence[int]) -> None:
    asked = (
        ("seconds", share(seconds)),
        ("workers", positive(workers)),
        ("seed", within(0, _MOST_SEED, whole)(seed)),
        ("priorities", next((wrong for each in priorities if (wrong := within(0, MOST_PRIORITY, whole)(each))), "")),
    )
    for name, wrong in asked:
        if wrong:
            raise Invalid("wrong-argument", f"level({name}=…): {name} {wrong}.", {name: wrong}, function="level()")


def _best(projects: Sequence[Project], room: dict[Id, int], method: LevellingMethod, effort: Effort) -> Solved:
    profiles = booked(projects, room)
    found = greedy(projects, profiles, effort.seed)
    if not found.stuck:
        for project in projects:
            known = project.finish(found.positions[project.place])
            project.least_finish = least_finish(project, room, known)
    if method is LevellingMethod.GREEDY:
        return Solved(found, least(projects))
    try:
        return solve(projects, profiles, found, effort)
    except ImportError:
        return Solved(found, least(projects), _MISSING)
