"""The portfolio: the projects of a list as bars over months, those that are red first."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.projects.models import Baseline, Project, ProjectMember
from milepost.projects.queries.month_scale import MonthScale, scale_of
from milepost.projects.queries.project_head import ScheduleWord
from milepost.projects.queries.schedules import Schedule, schedules_of
from milepost.projects.queries.standings import Standing, standings
from milepost.projects.records import Part, ProjectKind, ProjectState
from milepost.ui.public import LayoutPage

PAGE_ROWS = 25
FIRST_PAGE = "0"
GROUPS = (
    ("account", gettext_lazy("Account")),
    ("lead", gettext_lazy("Lead")),
    ("kind", gettext_lazy("Kind")),
    ("state", gettext_lazy("State")),
)
_COLUMNS = ("name", "name_folded", "kind", "account_id", "ends_on")


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One project: where it stands, what was agreed first, its places on the scale in per cent (None: no such day)."""

    standing: Standing
    agreed_on: dt.date | None
    begin: float
    end: float
    golive: float | None
    target: float | None
    agreed: float | None
    actual: float | None
    tail: float | None

    @property
    def width(self) -> float:
        return round(max(0.3, self.end - self.begin), 2)

    @property
    def tail_width(self) -> float:
        return round(max(0.0, (self.tail or 0) - self.end), 2)


@dataclass(frozen=True, slots=True)
class PortfolioGroup:
    """Rows below one heading; `count` and `red` are of the whole group, also of what other pages show."""

    label: str
    count: int
    red: int
    rows: Sequence[PortfolioRow]


def draw_portfolio(matching: QuerySet[Project], viewer: User, group: str, after: str) -> LayoutPage:
    """Return one page of the portfolio. Twelve queries, however many projects there are."""
    today = timezone.localdate()
    found = schedules_of(matching, *_COLUMNS)
    label = _labels(found, matching, viewer, group)
    order = _in_order(found, label)
    begin = _place_after(order, after)
    shown = order[begin : begin + PAGE_ROWS]
    scale = scale_of([one.project for one in found], today)
    groups = _groups(shown, order, label, _rows([one.project.pk for one in shown], viewer, scale, today))
    context = {"groups": groups, "is_grouped": bool(group), "scale": scale, "summary": _summary(found)}
    following = str(shown[-1].project.pk) if begin + PAGE_ROWS < len(order) else None
    return LayoutPage(context, len(order), following, _before(order, begin))


def _labels(
    found: Sequence[Schedule], matching: QuerySet[Project], viewer: User, group: str
) -> Callable[[Project], str]:
    """Return what names the group of a project."""
    if group == "account":
        rows = Account.objects.visible_to(viewer).filter(pk__in=matching.order_by().values("account"))
        names: Mapping[int | None, str] = dict(rows.values_list("pk", "name"))
        return lambda project: names.get(project.account_id, _("No account"))
    if group == "lead":
        leads = ProjectMember.objects.filter(part=Part.LEAD, user__isnull=False)
        rows_of = leads.filter(project__in=matching.order_by().values("pk")).order_by("-pk")
        people: Mapping[int, str] = dict(rows_of.values_list("project", "user__name"))
        return lambda project: people.get(project.pk, _("Nobody leads it"))
    if group == "kind":
        return lambda project: str(ProjectKind(project.kind).label)
    if group == "state":
        return lambda project: str(ProjectState(project.state).label)
    return lambda _project: ""


def _in_order(found: Sequence[Schedule], label: Callable[[Project], str]) -> list[Schedule]:
    """Return the worst first; of groups, the one with the worst project."""
    worst: dict[str, tuple[int, int]] = {}
    for one in found:
        name = label(one.project)
        worst[name] = min(worst.get(name, one.urgency), one.urgency)

    def key(one: Schedule) -> tuple[Any, ...]:
        name, project = label(one.project), one.project
        return worst[name], name, one.urgency, project.forecast_on or dt.date.max, project.name_folded, project.pk

    return sorted(found, key=key)


def _place_after(order: Sequence[Schedule], after: str) -> int:
    """Return where a page begins: behind the project that the cursor names."""
    if after in {"", FIRST_PAGE}:
        return 0
    places = {str(one.project.pk): at for at, one in enumerate(order)}
    if after not in places:
        raise Invalid("wrong-cursor", _("This page belongs to another list. Begin again at the first page."))
    return places[after] + 1


def _before(order: Sequence[Schedule], begin: int) -> str | None:
    if begin == 0:
        return None
    before = begin - PAGE_ROWS - 1
    return str(order[before].project.pk) if before >= 0 else FIRST_PAGE


def _rows(keys: Sequence[int], viewer: User, scale: MonthScale, today: dt.date) -> dict[int, PortfolioRow]:
    account = Prefetch("account", Account.objects.visible_to(viewer))
    projects = list(Project.objects.filter(pk__in=keys).prefetch_related(account))
    agreed: dict[int, dt.date | None] = {}
    baselines = Baseline.objects.visible_to(viewer).filter(project__in=keys).order_by("-is_agreement", "pk")
    for key, day in baselines.values_list("project", "forecast_on"):
        agreed.setdefault(key, day)
    return {one.project.pk: _row(one, agreed.get(one.project.pk), scale) for one in standings(projects, viewer, today)}


def _row(standing: Standing, agreed_on: dt.date | None, scale: MonthScale) -> PortfolioRow:
    project = standing.project
    reached = project.actual_on or project.forecast_on or project.ends_on
    tail = project.ends_on if reached and project.ends_on and project.ends_on > reached else None
    return PortfolioRow(
        standing,
        agreed_on,
        begin=scale.place(project.start_on),
        end=scale.end_of(reached or project.start_on),
        golive=scale.mark(project.forecast_on if project.actual_on is None else None),
        target=scale.mark(project.target_on),
        agreed=scale.mark(agreed_on),
        actual=scale.mark(project.actual_on),
        tail=scale.end_of(tail) if tail else None,
    )


def _groups(
    shown: Sequence[Schedule], order: Sequence[Schedule], label: Callable[[Project], str], rows: dict[int, PortfolioRow]
) -> list[PortfolioGroup]:
    counts: dict[str, list[int]] = {}
    for one in order:
        count = counts.setdefault(label(one.project), [0, 0])
        count[0] += 1
        count[1] += one.word is ScheduleWord.VERY_LATE
    groups: dict[str, list[PortfolioRow]] = {}
    for one in shown:
        # What was deleted between the two queries is not there.
        groups.setdefault(label(one.project), []).extend([rows[one.project.pk]] if one.project.pk in rows else [])
    return [PortfolioGroup(name, counts[name][0], counts[name][1], some) for name, some in groups.items()]


def _summary(found: Sequence[Schedule]) -> list[tuple[ScheduleWord, int]]:
    """Return how many projects have each word, the worst first."""
    counts = dict.fromkeys(ScheduleWord, 0)
    for one in found:
        counts[one.word] += 1
    return [(word, count) for word, count in counts.items() if count]
