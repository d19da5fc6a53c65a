"""Earned value of a project against its agreed plan: in money for who may see it, else in hours."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Count, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import User
from milepost.projects.metrics.earned_value import (
    EarnedValue,
    PlannedWork,
    ValueOnDay,
    earned_share,
    earned_value,
    planned_share,
    values_over_time,
)
from milepost.projects.metrics.rates import cost_of
from milepost.projects.models import Baseline, BaselineTask, Budget, Project, Task, TaskParty
from milepost.projects.queries.money import (
    Fixed,
    PriceBook,
    WorkedDay,
    currency_of,
    fixed_of,
    may_see_money,
    price_book,
    unpriced_minutes,
    worked_days,
)
from milepost.projects.queries.working_days import day_counter
from milepost.projects.records import Letter, PartySide, TaskState
from milepost.projects.records_money import EarningRule

ZERO = Decimal(0)
_POINTS_MOST = 60
_HOUR = 60


class Enough(TextChoices):
    """Whether there is enough to speak of earned value; what is missing first."""

    NO_HOURS = "no-hours", _("No hours are noted for this project yet.")
    NO_BASELINE = "no-baseline", _("There is no baseline to compare with yet.")
    NO_BUDGET = "no-budget", _("The baseline holds no work of ours.")
    YES = "yes", _("Enough")


@dataclass(frozen=True, slots=True)
class EarnedRow:
    """A piece of work behind the figures: a task of the baseline, a fixed cost, or what hours went beside them."""

    title: str
    task_id: int | None
    budget: Decimal
    planned: Decimal
    earned: Decimal
    actual: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Earned:
    """Earned value on a day. `currency` "" is hours. Without enough to say it `value` is None and `enough` says why.

    `unpriced` are minutes without a rate: where there are any, money cannot be said and hours are.
    """

    enough: Enough
    on: dt.date
    rule: EarningRule
    baseline: Baseline | None = None
    currency: str = ""
    value: EarnedValue | None = None
    rows: tuple[EarnedRow, ...] = ()
    points: tuple[ValueOnDay, ...] = ()
    unpriced: int = 0
    has_money: bool = False


@dataclass(slots=True)
class _Facts:
    """What is read of a project, to be counted in money or in hours."""

    project: Project
    book: PriceBook
    days: list[WorkedDay]
    work: list[BaselineTask]
    tasks: dict[int, Task]
    doers: dict[int, list[tuple[int | None, str]]]
    steps: dict[int, tuple[int, int]]
    fixed: Fixed | None
    rule: EarningRule
    noted: Counter[int | None] = field(default_factory=Counter)


def current_baseline(project: Project) -> Baseline | None:
    """Return the baseline that holds now: the newest that was agreed with the customer, else the newest."""
    return Baseline.objects.filter(project=project).order_by("-is_agreement", "-pk").first()


def earned_of(project: Project, viewer: User, on: dt.date) -> Earned:
    """Return earned value on a day. Up to 14 queries, however long the plan is."""
    budget = Budget.objects.filter(project=project).first()
    rule = EarningRule(budget.rule) if budget else EarningRule.PERCENT
    currency = budget.currency if budget else currency_of(project)
    book = price_book(project, currency)
    days = [day for day in worked_days(project, book) if day.on <= on]
    baseline = current_baseline(project)
    if not days or baseline is None:
        missing = Enough.NO_BASELINE if days else Enough.NO_HOURS
        return Earned(missing, on, rule, baseline)
    facts = _facts(project, book, days, baseline, rule)
    if not facts.work:
        return Earned(Enough.NO_BUDGET, on, rule, baseline)
    is_seen = may_see_money(viewer)
    if is_seen:
        facts.fixed = fixed_of(project, currency, on)
    in_money = is_seen and _is_priced(facts)
    said = _counted(facts, on, baseline, currency if in_money else "")
    return replace(said, unpriced=unpriced_minutes(days) if is_seen and book.rates else 0, has_money=is_seen)


def _facts(
    project: Project, book: PriceBook, days: list[WorkedDay], baseline: Baseline, rule: EarningRule
) -> _Facts:  # fmt: skip
    doers: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    parties = TaskParty.objects.filter(task__project=project, letter=Letter.RESPONSIBLE)
    named = set()
    for task_id, side, user_id, role in parties.values_list("task", "side", "user", "role"):
        named.add(task_id)
        if side == PartySide.OURS:
            doers[task_id].append((user_id, role))
    rows = baseline.tasks.filter(is_summary=False, is_milestone=False, finish_at__isnull=False, start_at__isnull=False)
    work = [row for row in rows if row.task_id not in named or row.task_id in doers]
    columns = ("state", "percent_complete", "actual_start", "actual_finish", "estimate_minutes", "duration_minutes")
    tasks = {task.pk: task for task in project.tasks.only(*columns)}
    steps: dict[int, tuple[int, int]] = {}
    if rule == EarningRule.STEPS:
        counted = project.tasks.annotate(
            done=Count("checklist", filter=Q(checklist__is_done=True)), whole=Count("checklist")
        )
        steps = {key: (done, whole) for key, done, whole in counted.values_list("pk", "done", "whole")}
    facts = _Facts(project, book, days, work, tasks, doers, steps, None, rule)
    for day in days:
        facts.noted[day.task_id] += day.minutes
    return facts


def _is_priced(facts: _Facts) -> bool:
    """Say whether all hours, noted and planned, have a rate."""
    if not facts.book.rates or unpriced_minutes(facts.days):
        return False
    return all(_hour(facts, row) is not None for row in facts.work)


def _hour(facts: _Facts, row: BaselineTask) -> Decimal | None:
    """Return what an hour of a task costs by plan: the mean of those who do it, at its first planned day."""
    assert row.start_at is not None  # noqa: S101 - the rows were chosen so
    on = row.start_at.date()
    doers = facts.doers.get(row.task_id or 0) or [(None, "")]
    hours = [facts.book.hour(user_id, on, role) for user_id, role in doers]
    known = [hour for hour in hours if hour is not None]
    return sum(known, ZERO) / len(known) if len(known) == len(hours) else None


def _counted(facts: _Facts, on: dt.date, baseline: Baseline, currency: str) -> Earned:
    count = day_counter(facts.project)
    spent: Counter[int | None] = Counter()
    paid: list[tuple[dt.date, Decimal]] = []
    for day in facts.days:
        amount = (day.cost or ZERO) if currency else Decimal(day.minutes) / _HOUR
        spent[day.task_id] += amount  # type: ignore[assignment] # a Counter adds up whatever adds up
        paid.append((day.on, amount))
    named = [(_planned(facts, row, currency), row.title, row.task_id) for row in facts.work]
    if currency and facts.fixed:
        for cost in facts.fixed.rows:
            if cost.currency != currency:
                continue
            is_spent = cost.spent_on is not None and cost.spent_on <= on
            if is_spent and cost.spent_on:
                paid.append((cost.spent_on, cost.amount))
            budget, day_of = (cost.amount, cost.planned_on) if cost.planned_on else (ZERO, cost.spent_on or on)
            share = Decimal(int(is_spent))
            fixed = PlannedWork(budget, day_of, day_of, share, done_on=cost.spent_on if is_spent else None)
            named.append((fixed, cost.title, None))
    work = [one for one, _title, _task in named]
    value = earned_value(work, sum((amount for _day, amount in paid), ZERO), on, count)
    rows = []
    for one, title, task_id in named:
        actual = Decimal(spent.pop(task_id, 0)) if task_id else ZERO
        planned = one.budget * planned_share(one, on, count)
        rows.append(EarnedRow(title, task_id, one.budget, planned, one.budget * one.earned, actual, one.earned))
    points = values_over_time(work, paid, _days(work, on), on, count)
    return Earned(
        Enough.YES, on, facts.rule, baseline, currency, value, (*rows, *_beside(rows, value)), tuple(points)
    )  # fmt: skip


def _beside(rows: Sequence[EarnedRow], value: EarnedValue) -> list[EarnedRow]:
    """Return the row of what was paid for no work of the baseline, so that the rows add up to the figures."""
    rest = value.actual - sum((row.actual for row in rows), ZERO)
    return [EarnedRow("", None, ZERO, ZERO, ZERO, rest, ZERO)] if rest else []


def _planned(facts: _Facts, row: BaselineTask, currency: str) -> PlannedWork:
    assert row.start_at is not None and row.finish_at is not None  # noqa: S101, PT018 - the rows were chosen so
    minutes = row.duration_minutes if row.estimate_minutes is None else row.estimate_minutes
    budget = cost_of(minutes, _hour(facts, row) or ZERO) if currency else Decimal(minutes) / _HOUR
    task = facts.tasks.get(row.task_id or 0)
    first, last = row.start_at.date(), row.finish_at.date()
    if task is None or task.state == TaskState.DROPPED:
        return PlannedWork(budget, first, last, ZERO)
    is_done = task.state == TaskState.DONE
    whole = task.duration_minutes if task.estimate_minutes is None else task.estimate_minutes
    noted = facts.noted[task.pk]
    share = earned_share(
        facts.rule,
        is_done=is_done,
        has_begun=task.actual_start is not None or task.state != TaskState.TODO,
        percent=task.percent_complete,
        steps=facts.steps.get(task.pk, (0, 0)),
        minutes=(noted, max(0, whole - noted)),
    )
    began = task.actual_start.date() if task.actual_start else (first if share else None)
    done = (task.actual_finish.date() if task.actual_finish else last) if is_done else None
    return PlannedWork(budget, first, last, share, began, done)


def _days(work: Sequence[PlannedWork], on: dt.date) -> list[dt.date]:
    """Return the days of the chart, evenly from the day before the first to the last, with the day asked for."""
    first = min(one.start_on for one in work) - dt.timedelta(days=1)
    last = max([on, *(one.finish_on for one in work)])
    step = max(1, -(-(last - first).days // _POINTS_MOST))
    days = {first + dt.timedelta(days=at) for at in range(0, (last - first).days + 1, step)}
    return sorted(days | {on, last} if first <= on else days | {last})
