"""What projects add to the one sentence that says how an account stands."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.accounts.public import Account, Clause
from milepost.identity.public import User
from milepost.projects.models import Project
from milepost.projects.queries.project_head import late_days
from milepost.projects.queries.slips import slip_ledger
from milepost.projects.queries.working_days import day_counters
from milepost.projects.records import PartySide, ProjectState
from milepost.ui.public import date_words

_RUNNING_MOST = 20
_NEAR_DAYS = 45


def projects_clause(account: Account, viewer: User) -> Sequence[Clause]:
    """The project that is latest against its target, and on whose side that lies; else the next one that goes live."""
    rows = Project.objects.visible_to(viewer).filter(account=account, state=ProjectState.ACTIVE, archived_at=None)
    running = list(rows.filter(forecast_on__isnull=False, actual_on=None).order_by("forecast_on", "pk")[:_RUNNING_MOST])
    if not running:
        return ()
    counters = day_counters(running)
    late = [(late_days(project, counters[project.pk]) or 0, project) for project in running]
    days, worst = max(late, key=lambda each: each[0])
    if days > 0:
        return (_late(worst, days, viewer),)
    return _next(running[0])


def _late(project: Project, days: int, viewer: User) -> Clause:
    words = ngettext(
        "“%(project)s” %(days)s working day late%(side)s", "“%(project)s” %(days)s working days late%(side)s", days
    )
    text = words % {"project": project.name, "days": days, "side": _side(project, viewer)}
    url = reverse("projects:project-history", args=[project.pk])
    return Clause(text=text, url=url, weight=55 + min(25, days))


def _side(project: Project, viewer: User) -> str:
    """Return on whose side most of the days lie, where the ledger says so."""
    ledger = slip_ledger(project, viewer=viewer)
    days = ledger.days_by_side() if ledger is not None else {}
    side = max(days, key=lambda each: days[each], default="")
    if not side or days[side] <= 0:
        return ""
    words = {
        PartySide.OURS: _(" (our side)"),
        PartySide.THEIRS: _(" (their side)"),
        PartySide.THIRD: _(" (a third party)"),
    }
    return words[PartySide(side)]


def _next(project: Project) -> Sequence[Clause]:
    day = project.forecast_on
    if day is None or not 0 <= (day - timezone.localdate()).days <= _NEAR_DAYS:
        return ()
    text = _("“%(project)s” goes live on %(day)s") % {"project": project.name, "day": date_words(day)}
    return (Clause(text=text, url=reverse("projects:project-detail", args=[project.pk]), weight=35),)
