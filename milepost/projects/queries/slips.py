"""The slip ledger: why the forecast is not what the baseline said, in effects that add up."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from milepost.identity.public import Right, User
from milepost.projects.models import Baseline, PlanChange, Project
from milepost.projects.queries.working_days import day_counter
from milepost.projects.records import MoveOrigin


@dataclass(frozen=True, slots=True)
class SlipEntry:
    """One act that moved go-live: from a day to a day, by so many working days (fewer than 0: a recovery)."""

    change: PlanChange
    from_on: dt.date
    to_on: dt.date
    days: int


@dataclass(frozen=True, slots=True)
class SlipLedger:
    """All moves of go-live since a baseline, oldest first.

    Days are working days of the project's calendar as it is now, the same for all entries, so that the effects and
    `unattributed_days` add up to `total_days`, which is the forecast less the baseline. Unattributed is what no act
    tells of: zero unless something wrote past the plan's own actions. `hidden_days` belong to acts that began at tasks
    which the viewer does not see: part of the sum, too, and nothing else is told of them.
    """

    baseline: Baseline
    from_on: dt.date
    to_on: dt.date
    total_days: int
    entries: tuple[SlipEntry, ...]
    unattributed_days: int
    hidden_days: int = 0

    @property
    def agreed_days(self) -> int:
        """Return what changes did that were agreed with the customer."""
        return sum(entry.days for entry in self.entries if entry.change.is_agreed)

    def days_by_side(self) -> dict[str, int]:
        """Return the working days of each side, changes that were agreed left out."""
        return _sums((entry for entry in self.entries if not entry.change.is_agreed), lambda entry: entry.change.side)

    def days_by_origin(self) -> dict[str, int]:
        """Return the working days of each kind of act."""
        return _sums(self.entries, lambda entry: entry.change.origin)

    @property
    def unexplained(self) -> tuple[SlipEntry, ...]:
        """Return the moves for which nobody has given a cause yet."""
        kept = (MoveOrigin.RECOMPUTED,)
        return tuple(one for one in self.entries if not one.change.is_cause_given and one.change.origin not in kept)


def first_baseline(project: Project) -> Baseline | None:
    """Return the baseline that slips are told against: the first agreement, else the first one."""
    return Baseline.objects.filter(project=project).order_by("-is_agreement", "pk").first()


def slip_ledger(project: Project, baseline: Baseline | None = None, *, viewer: User | None = None) -> SlipLedger | None:
    """Return the ledger since a baseline (default: the first agreement, else the first); None without one, or a plan.

    A `viewer` who does not see the whole project reads the acts of their own tasks alone; None: everything.
    Cost: two queries (with a viewer three) and those of `plan_rows`.
    """
    since = baseline or first_baseline(project)
    if since is None or since.forecast_on is None or project.forecast_on is None:
        return None
    changes = PlanChange.objects.filter(project=project, pk__gt=since.after_change_id).select_related("cause", "task")
    moving = [change for change in changes.order_by("pk") if change.forecast_from != change.forecast_to]
    count = day_counter(project)
    entries = [
        SlipEntry(change, change.forecast_from, change.forecast_to, count(change.forecast_from, change.forecast_to))
        for change in moving
        if change.forecast_from is not None and change.forecast_to is not None
    ]
    seen = _seen(entries, viewer)
    total = count(since.forecast_on, project.forecast_on)
    told, shown = (sum(entry.days for entry in some) for some in (entries, seen))
    return SlipLedger(
        since, since.forecast_on, project.forecast_on, total, tuple(seen), total - told, hidden_days=told - shown
    )


def _seen(entries: Sequence[SlipEntry], viewer: User | None) -> list[SlipEntry]:
    """Return those whose acts a viewer may read about."""
    if viewer is None or viewer.may(Right.READ_ALL):
        return list(entries)
    keys = [entry.change.pk for entry in entries]
    visible = set(PlanChange.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True))
    return [entry for entry in entries if entry.change.pk in visible]


def _sums(entries: Iterable[SlipEntry], key: Callable[[SlipEntry], str]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for entry in entries:
        sums[key(entry)] += entry.days
    return dict(sums)
