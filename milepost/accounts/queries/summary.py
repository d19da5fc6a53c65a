"""The one sentence that says how an account stands: made of facts by rules, each clause a link to its rows."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.accounts.models import Account, ActionItem, Contact, Escalation, Touchpoint
from milepost.accounts.queries.last_spoken import contacts_spoken_with
from milepost.accounts.records import Clause, Severity, StageKind, Stance, TouchpointState, summary_clauses
from milepost.identity.public import User

MOST_CLAUSES = 5
NEAR_RENEWAL_DAYS = 120
SILENT_DAYS = 30
LONG_IN_STAGE_DAYS = 90
_SEVERITIES = list(Severity.values)


def summary_of(account: Account, viewer: User) -> list[Clause]:
    """Return the clauses that matter most, the weightiest first. One query a rule or two, however long the history."""
    clauses = [clause for rule in summary_clauses for clause in rule(account, viewer)]
    clauses.sort(key=lambda clause: -clause.weight)
    return clauses[:MOST_CLAUSES]


def escalations_clause(account: Account, viewer: User) -> Sequence[Clause]:
    """Open escalations, by the worst of them."""
    rows = list(Escalation.objects.visible_to(viewer).open().filter(account=account))
    if not rows:
        return ()
    worst = max(rows, key=lambda row: _SEVERITIES.index(row.severity))
    words = ngettext("one open escalation (%(severity)s)", "%(count)s open escalations (%(severity)s)", len(rows))
    severity = worst.get_severity_display().lower()
    weight = 60 + 10 * _SEVERITIES.index(worst.severity)
    return (Clause(text=words % {"count": len(rows), "severity": severity}, url=_timeline(account), weight=weight),)


def renewal_clause(account: Account, _viewer: User) -> Sequence[Clause]:
    """The renewal when it is near or past."""
    if account.renewal_date is None:
        return ()
    days = (account.renewal_date - timezone.localdate()).days
    if days < 0:
        words = ngettext("renewal was due %(days)s day ago", "renewal was due %(days)s days ago", -days)
        return (Clause(text=words % {"days": -days}, weight=85),)
    if days > NEAR_RENEWAL_DAYS:
        return ()
    words = ngettext("renews in %(days)s day", "renews in %(days)s days", days) if days else _("renews today")
    return (Clause(text=words % {"days": days}, weight=80 - days // 4),)


def silence_clause(account: Account, viewer: User) -> Sequence[Clause]:
    """How long nobody spoke with the sponsor or the champion, or that neither is named."""
    key_people = list(
        contacts_spoken_with(Contact.objects.visible_to(viewer).active(), viewer)
        .filter(places__account=account, places__stance__in=[Stance.SPONSOR, Stance.CHAMPION])
        .order_by("spoken_at")
    )
    people_url = reverse("accounts:account-detail", args=[account.pk]) + "#panel-people"
    if not key_people:
        return (Clause(text=_("no sponsor or champion named"), url=people_url, weight=45),)
    silent = [one for one in key_people if _days_since(one.spoken_at) is None]
    if silent:
        words = _("nobody has spoken with %(name)s yet") % {"name": silent[0]}
        return (Clause(text=words, url=people_url, weight=50),)
    days = _days_since(key_people[0].spoken_at) or 0
    if days < SILENT_DAYS:
        return ()
    words = _("%(name)s silent for %(days)s days") % {"name": key_people[0], "days": days}
    return (Clause(text=words, url=people_url, weight=min(75, 40 + days // 3)),)


def promises_clause(account: Account, viewer: User) -> Sequence[Clause]:
    """What was agreed and is late."""
    rows = ActionItem.objects.visible_to(viewer).open().filter(account=account, due__lt=timezone.localdate())
    late = rows.count()
    if not late:
        return ()
    words = ngettext("one agreed action is late", "%(count)s agreed actions are late", late)
    return (Clause(text=words % {"count": late}, url=_timeline(account), weight=55),)


def meeting_clause(account: Account, viewer: User) -> Sequence[Clause]:
    """The next meeting that is planned."""
    meetings = Touchpoint.objects.visible_to(viewer).filter(
        account=account, state=TouchpointState.PLANNED, at__gte=timezone.now()
    )
    first = meetings.order_by("at").first()
    if first is None:
        return ()
    days = (timezone.localtime(first.at).date() - timezone.localdate()).days
    words = ngettext("next meeting in %(days)s day", "next meeting in %(days)s days", days)
    text = (
        words % {"days": days}
        if days
        else _("meeting today at %(time)s") % {"time": f"{timezone.localtime(first.at):%H:%M}"}
    )
    return (Clause(text=text, url=_timeline(account), weight=30 if days else 70),)


def stage_clause(account: Account, _viewer: User) -> Sequence[Clause]:
    """Where in its life with us the account is, and that it stays there for long."""
    days = account.days_in_stage(timezone.localdate())
    stage = account.stage
    values = {"stage": stage.name, "days": days}
    if stage.kind == StageKind.STARTING and days > LONG_IN_STAGE_DAYS:
        return (Clause(text=_("%(stage)s for %(days)s days already") % values, weight=52),)
    words = ngettext("%(stage)s for %(days)s day", "%(stage)s for %(days)s days", days)
    text = words % values if days else _("%(stage)s since today") % values
    return (Clause(text=text, weight=20),)


RULES = (
    escalations_clause,
    renewal_clause,
    silence_clause,
    promises_clause,
    meeting_clause,
    stage_clause,
)


def _days_since(moment: dt.datetime | None) -> int | None:
    return None if moment is None else max(0, (timezone.localdate() - timezone.localtime(moment).date()).days)


def _timeline(account: Account) -> str:
    return reverse("accounts:account-detail", args=[account.pk]) + "#panel-timeline"
