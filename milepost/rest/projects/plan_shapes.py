"""How plans, their changes, slips and forecasts look."""

import datetime as dt
from collections.abc import Collection
from typing import Any, ClassVar, Literal

from pydantic import Field

from milepost.apikit.public import Answer
from milepost.projects.public import (
    Applied,
    Consequences,
    DateMove,
    Forecast,
    ForecastState,
    MoveOrigin,
    PartySide,
    PlanChange,
    SlipEntry,
    SlipLedger,
    TaskDifference,
)
from milepost.rest.accounts.shapes import Reference
from milepost.rest.projects.fields import ShownWallClock, at_the_wall
from milepost.rest.projects.task_shapes import DependencyAnswer, ScheduledTaskAnswer

type Shown = dict[str, Any]


class ScheduleAnswer(Answer):
    """A plan as it stands, of what the caller sees of it."""

    project_id: int
    revision: int
    forecast_on: dt.date | None
    ends_on: dt.date | None
    go_live_id: int | None
    tasks: list[ScheduledTaskAnswer] = Field(description="In the order of the outline.")
    links: list[DependencyAnswer] = Field(description="Those of which the caller sees both ends.")


class MoveAnswer(Answer):
    """A task whose dates differ; null on one side: it is new, or gone."""

    task_id: int | None = Field(description="Null: a task that these changes make.")
    title: str
    is_milestone: bool
    is_shared: bool = Field(description="The customer sees it.")
    start_from: ShownWallClock | None
    start_to: ShownWallClock | None
    finish_from: ShownWallClock | None
    finish_to: ShownWallClock | None
    because_of: int | None = Field(description="The task that moved it.")

    resolve_title: ClassVar[Any] = staticmethod(lambda move: move.label)
    resolve_start_from: ClassVar[Any] = at_the_wall("start_from")
    resolve_start_to: ClassVar[Any] = at_the_wall("start_to")
    resolve_finish_from: ClassVar[Any] = at_the_wall("finish_from")
    resolve_finish_to: ClassVar[Any] = at_the_wall("finish_to")
    resolve_task_id: ClassVar[Any] = staticmethod(lambda move: move.task_id if move.task_id > 0 else None)

    @staticmethod
    def resolve_because_of(move: DateMove) -> int | None:
        return move.because_of if move.because_of and move.because_of > 0 else None


class ConsequencesAnswer(Answer):
    """What changes do to the dates of a plan."""

    revision: int = Field(description="Of the plan that this was computed from, or that the change made.")
    forecast_from: dt.date | None
    forecast_to: dt.date | None
    asks_for_cause: bool = Field(description="Go-live moves, or a milestone that the customer sees: say why.")
    moves: list[MoveAnswer]


class PlanChangedAnswer(ConsequencesAnswer):
    """What changes did, with the numbers of the tasks that they made."""

    tasks: dict[str, int] = Field(description="New tasks by their keys.")


def consequences_shown(found: Consequences, revision: int) -> Shown:
    return {
        "revision": revision,
        "forecast_from": found.forecast_from,
        "forecast_to": found.forecast_to,
        "asks_for_cause": found.asks_for_cause,
        "moves": [MoveAnswer.show(move) for move in found.moves],
    }


def applied_shown(applied: Applied) -> Shown:
    shown = consequences_shown(applied.consequences, applied.project.revision)
    return {**shown, "tasks": {key: task.pk for key, task in applied.tasks.items()}}


class SlipAnswer(Answer):
    """One act that moved go-live."""

    id: int
    at: dt.datetime
    what: str
    by: str
    origin: MoveOrigin
    from_on: dt.date
    to_on: dt.date
    days: int = Field(description="Working days; below 0: time won.")
    side: PartySide
    cause: Reference | None
    note: str
    is_agreed: bool
    task_id: int | None


class SlipsAnswer(Answer):
    """Why the forecast is not what the baseline said: effects, unattributed and hidden days add up to the total."""

    baseline_id: int
    from_on: dt.date
    to_on: dt.date
    total_days: int
    agreed_days: int = Field(description="Of changes that were agreed with the customer.")
    unattributed_days: int
    hidden_days: int = Field(description="Of acts that began at tasks which the caller does not see.")
    days_by_side: dict[str, int] = Field(description="Agreed changes left out.")
    slips: list[SlipAnswer] = Field(description="The oldest first.")


def slips_shown(ledger: SlipLedger, seen: Collection[int]) -> Shown:
    return {
        "baseline_id": ledger.baseline.pk,
        "from_on": ledger.from_on,
        "to_on": ledger.to_on,
        "total_days": ledger.total_days,
        "agreed_days": ledger.agreed_days,
        "unattributed_days": ledger.unattributed_days,
        "hidden_days": ledger.hidden_days,
        "days_by_side": ledger.days_by_side(),
        "slips": [_slip_shown(entry, seen) for entry in ledger.entries],
    }


def _slip_shown(entry: SlipEntry, seen: Collection[int]) -> Shown:
    change: PlanChange = entry.change
    return {
        "id": change.pk,
        "at": change.at,
        "what": change.label,
        "by": change.by_label,
        "origin": change.origin,
        "from_on": entry.from_on,
        "to_on": entry.to_on,
        "days": entry.days,
        "side": change.side,
        "cause": Reference.show(change.cause) if change.cause else None,
        "note": change.note,
        "is_agreed": change.is_agreed,
        "task_id": change.task_id if change.task_id in seen else None,
    }


class DriverAnswer(Answer):
    """A task on which go-live hangs."""

    task_id: int
    title: str
    critical_share: float = Field(description="Of the runs, 0 to 1.")
    sensitivity: float = Field(description="How closely the date follows its length, -1 to 1.")


class ForecastAnswer(Answer):
    """How likely which day of go-live is; only `likely` has days."""

    state: ForecastState
    planned_on: dt.date | None
    target_on: dt.date | None
    actual_on: dt.date | None
    finished_projects: int = Field(description="From which it was learned; five are needed.")
    is_own_kind: bool
    p50_on: dt.date | None
    p80_on: dt.date | None
    p95_on: dt.date | None
    target_probability: float | None = Field(description="0 to 1.")
    drivers: list[DriverAnswer]

    @staticmethod
    def resolve_drivers(forecast: Forecast) -> list[Shown]:
        return [DriverAnswer.show(driver) for driver in forecast.drivers]


class BaselineAnswer(Answer):
    """The plan as it was at a moment, never changed."""

    id: int
    project_id: int
    name: str
    taken_at: dt.datetime
    by: str
    is_agreement: bool
    revision: int
    forecast_on: dt.date | None

    resolve_by: ClassVar[Any] = staticmethod(lambda baseline: baseline.by_label)


class TaskThenAnswer(Answer):
    """A task as it was at one of two moments."""

    title: str
    wbs: str
    start_at: ShownWallClock | None
    finish_at: ShownWallClock | None
    duration_minutes: int
    estimate_minutes: int | None

    resolve_start_at: ClassVar[Any] = at_the_wall("start_at")
    resolve_finish_at: ClassVar[Any] = at_the_wall("finish_at")


class DifferenceAnswer(Answer):
    """One task that differs."""

    task_id: int | None = Field(description="Null: it was deleted since.")
    kind: Literal["added", "removed", "changed"]
    before: TaskThenAnswer | None
    after: TaskThenAnswer | None

    @staticmethod
    def resolve_before(one: TaskDifference) -> Shown | None:
        return TaskThenAnswer.show(one.before) if one.before else None

    @staticmethod
    def resolve_after(one: TaskDifference) -> Shown | None:
        return TaskThenAnswer.show(one.after) if one.after else None


class ComparisonAnswer(Answer):
    """What differs from one baseline to another, or to the plan as it is now."""

    from_id: int
    to_id: int | None = Field(description="Null: the plan as it is now.")
    differences: list[DifferenceAnswer]
