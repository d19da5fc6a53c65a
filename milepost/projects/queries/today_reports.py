"""What status reports say to a person's Today: that one is due."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Max, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.projects.models import Project, ProjectMember
from milepost.projects.records import Part, ProjectState
from milepost.projects.records_reports import DAYS_OF_RHYTHM, ReportState
from milepost.ui.public import Reason, TodayGroup, TodayItem, TodaySource, date_words, lateness

MOST = 50


def reports_due(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Projects that one leads whose rhythm has passed since the last report, or since their start."""
    led = ProjectMember.objects.filter(user=viewer, part=Part.LEAD).values("project")
    rows = Project.objects.visible_to(viewer).filter(pk__in=led, state=ProjectState.ACTIVE, archived_at=None)
    last = Max("status_reports__on", filter=Q(status_reports__state=ReportState.SENT))
    told: QuerySet[Any] = rows.annotate(told_on=Coalesce(last, "start_on"))
    passed = Q()
    for rhythm, days in DAYS_OF_RHYTHM.items():
        passed |= Q(report_rhythm=rhythm, told_on__lte=today - dt.timedelta(days=days))
    seen = Prefetch("account", Account.objects.visible_to(viewer))
    return [_due(one, today) for one in told.filter(passed).prefetch_related(seen).order_by("told_on", "pk")[:MOST]]


def _due(project: Any, today: dt.date) -> TodayItem:
    url = reverse("projects:project-reports", args=[project.pk])
    due = project.told_on + dt.timedelta(days=DAYS_OF_RHYTHM[project.report_rhythm])
    about = {}
    if project.account is not None:
        about = {
            "about": project.account.name,
            "about_url": reverse("accounts:account-detail", args=[project.account.pk]),
        }
    return TodayItem(
        key=f"report-due:{project.pk}:{due}",
        title=_("Report on %(project)s") % {"project": project.name},
        group=TodayGroup.NOW,
        rank=56 + lateness(due, today),
        reasons=(
            Reason(_("last told on %(day)s") % {"day": date_words(project.told_on)}, url),
            Reason(project.get_report_rhythm_display().lower(), url),
        ),
        due=due,
        action=(_("Write it"), url),
        icon="clipboard-list",
        **about,
    )


def report_sources() -> Iterator[TodaySource]:
    """Yield what the room registers."""
    yield TodaySource("reports", gettext_lazy("status reports that are due"), reports_due)
