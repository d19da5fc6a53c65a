"""The register of a project as its tab shows it: short lists, and the matrix of its risks."""

from dataclasses import dataclass

from django.db.models import F, Prefetch

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.projects.models import Decision, Issue, Project, Risk, RiskTask
from milepost.projects.records import OPEN_PROJECT_STATES
from milepost.projects.records_register import HIGH_FROM, Impact, Probability, RiskLevel, level_of

SHOWN_MOST = 10


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The watched risks of one probability and impact."""

    probability: Probability
    impact: Impact
    level: RiskLevel
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """`risks` are watched, the gravest first; `issues` open; `decisions` standing, the newest first.

    `more_…`: how many there are besides, of any state. `matrix` has a row for each probability, the highest first.
    """

    risks: tuple[Risk, ...]
    issues: tuple[Issue, ...]
    decisions: tuple[Decision, ...]
    matrix: tuple[tuple[MatrixCell, ...], ...]
    more_risks: int
    more_issues: int
    more_decisions: int


def register_of(project: Project) -> Register:
    """Return the register of a project. Seven queries at most."""
    everything = Risk.objects.filter(project=project)
    watched = sorted(
        everything.watched().select_related("owner"), key=lambda risk: (-risk.score, risk.number)
    )  # fmt: skip
    all_issues = Issue.objects.filter(project=project)
    issues = list(all_issues.open().select_related("owner", "escalated_to").order_by("-pk")[:SHOWN_MOST])
    all_decisions = Decision.objects.filter(project=project)
    decisions = list(
        all_decisions.filter(replaced_by=None)
        .select_related("user", "contact")
        .order_by("-decided_on", "-pk")[:SHOWN_MOST]
    )
    return Register(
        risks=tuple(watched[:SHOWN_MOST]),
        issues=tuple(issues),
        decisions=tuple(decisions),
        matrix=matrix_of(watched),
        more_risks=everything.count() - len(watched[:SHOWN_MOST]),
        more_issues=all_issues.count() - len(issues),
        more_decisions=all_decisions.count() - len(decisions),
    )


def matrix_of(risks: list[Risk]) -> tuple[tuple[MatrixCell, ...], ...]:
    """Return the cells of the matrix: a row for each probability, the highest first, impact rising to the right."""

    def cell(probability: Probability, impact: Impact) -> MatrixCell:
        here = tuple(one for one in risks if (one.probability, one.impact) == (probability, impact))
        return MatrixCell(probability, impact, level_of(probability * impact), here)

    return tuple(tuple(cell(row, impact) for impact in Impact) for row in reversed(Probability))


def risk_with_measures(project_risk: Risk) -> Risk:
    """Return a risk with what its page shows: the tasks against it, and the issue that it became."""
    measures = RiskTask.objects.select_related("task").order_by("task__outline_order", "pk")
    rows = Risk.objects.select_related("project__account", "owner")
    return rows.prefetch_related(Prefetch("measures", measures), "issues").get(pk=project_risk.pk)


@dataclass(frozen=True, slots=True)
class AccountWatch:
    """How many issues of an account's open projects were handed up, and how many of their watched risks are high."""

    escalated: int
    high_risks: int


def account_watch(account: Account, viewer: User) -> AccountWatch:
    """Return what of an account's projects needs an eye, as the viewer may see it. Two queries."""
    here = {"project__account": account, "project__state__in": OPEN_PROJECT_STATES, "project__archived_at": None}
    escalated = Issue.objects.visible_to(viewer).escalated().filter(**here).count()
    risks = Risk.objects.visible_to(viewer).watched().filter(**here)
    high = risks.annotate(weight=F("probability") * F("impact")).filter(weight__gte=HIGH_FROM).count()
    return AccountWatch(escalated, high)
