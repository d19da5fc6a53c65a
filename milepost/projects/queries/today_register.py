"""What the register says to a person's Today: risks whose review is overdue, issues that were handed up to them."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Severity
from milepost.identity.public import User
from milepost.projects.models import Issue, Project, ProjectMember, Risk
from milepost.projects.queries.today_scope import MOST, about, seen_account
from milepost.projects.records import Part
from milepost.projects.records_register import HIGH_FROM
from milepost.ui.public import Reason, TodayGroup, TodayItem, TodaySource, date_words

_GRAVE = {Severity.HIGH: 6, Severity.CRITICAL: 12}


def reviews(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Watched risks of running projects that should have been looked at: one's own, and nobody's where one leads."""
    led = ProjectMember.objects.filter(user=viewer, part=Part.LEAD).values("project")
    rows = Risk.objects.visible_to(viewer).watched().filter(review_on__lt=today)
    rows = rows.filter(Q(owner=viewer) | Q(owner=None, project__in=led), project__in=Project.objects.all().open())
    shown = rows.select_related("project").prefetch_related(seen_account("project", viewer))
    return [_review(one) for one in shown.order_by("review_on", "pk")[:MOST]]


def _review(risk: Risk) -> TodayItem:
    url = reverse("projects:risk-detail", args=[risk.pk])
    words = {"score": risk.score, "level": risk.level.label.lower()}
    due = _("was to be looked at on %(day)s") % {"day": date_words(risk.review_on or risk.created_at)}
    return TodayItem(
        key=f"risk-review:{risk.pk}:{risk.review_on}",
        title=_("Review the risk: %(risk)s") % {"risk": risk},
        group=TodayGroup.NOW,
        rank=60 if risk.score >= HIGH_FROM else 45,
        reasons=(Reason(due, url), Reason(_("%(level)s, %(score)s of 25") % words, url), _project(risk.project)),
        due=risk.review_on,
        action=(_("Look at it"), url),
        icon="alert-triangle",
        **about(risk.project),
    )


def escalated(viewer: User, _today: dt.date) -> Sequence[TodayItem]:
    """Open issues that were handed up to oneself, the gravest first."""
    rows = Issue.objects.visible_to(viewer).escalated().filter(escalated_to=viewer)
    shown = rows.select_related("project", "owner").prefetch_related(seen_account("project", viewer))
    return [_escalated(one) for one in shown.order_by("escalated_at", "pk")[:MOST]]


def _escalated(issue: Issue) -> TodayItem:
    url = reverse("projects:issue-detail", args=[issue.pk])
    since = issue.escalated_at or issue.created_at
    reasons = [Reason(_("handed up to you on %(day)s") % {"day": date_words(since)}, url)]
    reasons.append(Reason(_("severity: %(severity)s") % {"severity": issue.get_severity_display().lower()}, url))
    return TodayItem(
        key=f"issue-escalated:{issue.pk}",
        title=_("Escalated: %(issue)s") % {"issue": issue},
        group=TodayGroup.NOW,
        rank=70 + _GRAVE.get(Severity(issue.severity), 0),
        reasons=(*reasons, _project(issue.project)),
        due=None,
        action=(_("See to it"), url),
        icon="flag",
        **about(issue.project),
    )


def _project(project: Project) -> Reason:
    return Reason(project.name, reverse("projects:project-register", args=[project.pk]))


def register_sources() -> Iterator[TodaySource]:
    """Yield what the room registers."""
    yield TodaySource("reviews", gettext_lazy("risks whose review is overdue"), reviews)
    yield TodaySource("issues", gettext_lazy("issues that were handed up to oneself"), escalated)
