"""What accounts say to a person's Today: meetings, promises, escalations, silence, renewals.

A person's *book* are the accounts on whose team they are today. Each source makes one or two queries and offers at most
as many items as a group of Today shows.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milepost.accounts.models import (
    Account,
    AccountContact,
    AccountTeamMember,
    ActionItem,
    Escalation,
    Touchpoint,
)
from milepost.accounts.queries.last_spoken import places_spoken_with
from milepost.accounts.records import Severity, StageKind, Stance, TouchpointState
from milepost.identity.public import User
from milepost.ui.public import Reason, TodayGroup, TodayItem, TodaySource, date_words, lateness

MOST = 50
WEEK_DAYS = 7
SILENT_DAYS = {Stance.SPONSOR.value: 60, Stance.CHAMPION.value: 30}
RENEWAL_NEAR_DAYS, RENEWAL_SEEN_DAYS = 30, 90
_SEVERITY_URGENCY = {Severity.LOW: 55, Severity.MEDIUM: 65, Severity.HIGH: 80, Severity.CRITICAL: 95}


def meetings(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Meetings of today and of the next days: of one's book, or that one attends."""
    start = timezone.make_aware(dt.datetime.combine(today, dt.time.min))
    mine = Q(account__in=_book(viewer)) | Q(attendees__user=viewer) | Q(author=viewer)
    rows = Touchpoint.objects.visible_to(viewer).filter(
        mine,
        account__archived_at=None,
        state=TouchpointState.PLANNED,
        at__gte=start,
        at__lt=start + dt.timedelta(days=WEEK_DAYS),
    )
    return [_meeting(row, today) for row in rows.select_related("account").distinct().order_by("at", "pk")[:MOST]]


def _meeting(row: Touchpoint, today: dt.date) -> TodayItem:
    at = timezone.localtime(row.at)
    is_today = at.date() == today
    when = _("today at %(time)s") if is_today else _("%(day)s at %(time)s")
    words = when % {"time": f"{at:%H:%M}", "day": date_words(at.date())}
    return TodayItem(
        key=f"meeting:{row.pk}:{row.at:%Y%m%d%H%M}",
        title=_("Meet: %(subject)s") % {"subject": row.subject},
        group=TodayGroup.NOW if is_today else TodayGroup.WEEK,
        rank=90 if is_today else 45,
        reasons=(Reason(words, reverse("accounts:touchpoint-detail", args=[row.pk])),),
        due=at.date(),
        action=(_("Brief"), reverse("accounts:account-brief", args=[row.account_id])),
        icon="calendar-event",
        about=row.account.name,
        about_url=_address(row.account),
    )


def promises(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """What one has promised and is due this week, and what customers of one's book owe us and is late."""
    soon = today + dt.timedelta(days=WEEK_DAYS)
    ours = Q(owner=viewer, due__lte=soon)
    theirs = Q(account__in=_book(viewer), contact__isnull=False, due__lt=today)
    rows = (
        ActionItem.objects.visible_to(viewer)
        .open()
        .filter(ours | theirs, account__archived_at=None)
        .select_related("account", "contact")
    )
    return [_promise(row, today) for row in rows.order_by("due", "pk")[:MOST]]


def _promise(row: ActionItem, today: dt.date) -> TodayItem:
    is_theirs = row.contact is not None
    is_late = row.due is not None and row.due < today
    group = TodayGroup.WAITING if is_theirs else TodayGroup.NOW if row.due and row.due <= today else TodayGroup.WEEK
    title = _("Ask for: %(text)s") if is_theirs else _("Do: %(text)s")
    who = _("%(name)s promised it") % {"name": row.contact} if is_theirs else _("you promised it")
    return TodayItem(
        key=f"action:{row.pk}:{row.due}",
        title=title % {"text": row.text},
        group=group,
        rank=(50 if is_theirs else 70 if group is TodayGroup.NOW else 40) + lateness(row.due, today),
        reasons=(
            Reason(who, reverse("accounts:action-edit", args=[row.pk])),
            *((Reason(_late(row.due, today)),) if is_late and row.due else ()),
        ),
        due=row.due,
        action=(_("Open"), reverse("accounts:action-edit", args=[row.pk])),
        icon="checkbox",
        about=row.account.name,
        about_url=_address(row.account),
    )


def escalations(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Open escalations that one owns, or that are on one's book."""
    rows = Escalation.objects.visible_to(viewer).open()
    rows = rows.filter(Q(owner=viewer) | Q(account__in=_book(viewer)), account__archived_at=None).select_related(
        "account"
    )
    return [_escalation(row, today) for row in rows.order_by("opened_at", "pk")[:MOST]]


def _escalation(row: Escalation, today: dt.date) -> TodayItem:
    opened = timezone.localtime(row.opened_at).date()
    days = (today - opened).days
    since = ngettext("open for %(days)s day", "open for %(days)s days", days) if days else _("opened today")
    url = reverse("accounts:escalation-detail", args=[row.pk])
    return TodayItem(
        key=f"escalation:{row.pk}:{row.severity}",
        title=_("Settle: %(subject)s") % {"subject": row.subject},
        group=TodayGroup.NOW,
        rank=_SEVERITY_URGENCY[Severity(row.severity)] + min(20, max(0, days)),
        reasons=(
            Reason(_("escalation, %(severity)s") % {"severity": row.get_severity_display().lower()}, url),
            Reason(since % {"days": days}),
        ),
        action=(_("Open"), url),
        icon="flag",
        about=row.account.name,
        about_url=_address(row.account),
    )


def silence(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Sponsors and champions of one's book with whom nobody has spoken for too long, or ever."""
    rows = (
        places_spoken_with(AccountContact.objects.visible_to(viewer), viewer)
        .filter(account__in=_living_book(viewer), stance__in=SILENT_DAYS)
        .filter(contact__archived_at=None, contact__left_on=None)
        .select_related("account", "contact")
    )
    waiting = Q()
    for stance, days in SILENT_DAYS.items():
        waiting |= Q(stance=stance, spoken_at__lt=timezone.now() - dt.timedelta(days=days))
    rows = rows.filter(waiting | Q(spoken_at=None))
    return [_silence(row, today) for row in rows.order_by("spoken_at", "pk")[:MOST]]


def _silence(row: AccountContact, today: dt.date) -> TodayItem:
    last = row.spoken_at
    days = (today - timezone.localtime(last).date()).days if last else None
    words = _("nobody has spoken with them yet") if days is None else _("silent for %(days)s days") % {"days": days}
    is_sponsor = row.stance == Stance.SPONSOR
    return TodayItem(
        key=f"silence:{row.pk}:{last:%Y%m%d}" if last else f"silence:{row.pk}:never",
        title=_("Speak with %(name)s") % {"name": row.contact},
        group=TodayGroup.WEEK,
        rank=(50 if is_sponsor else 42) + min(20, (days or 0) // 10),
        reasons=(
            Reason(row.get_stance_display(), reverse("accounts:contact-detail", args=[row.contact_id])),
            Reason(words, _timeline(row.account_id)),
        ),
        action=(_("Log a call"), reverse("accounts:touchpoint-new", args=[row.account_id])),
        icon="phone",
        about=row.account.name,
        about_url=_address(row.account),
    )


def renewals(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Renewal dates of one's book that are near, or past."""
    until = today + dt.timedelta(days=RENEWAL_SEEN_DAYS)
    rows = _living_book(viewer).filter(renewal_date__lte=until, renewal_date__gte=today - dt.timedelta(days=365))
    return [_renewal(row, today) for row in rows.order_by("renewal_date", "pk")[:MOST]]


def _renewal(row: Account, today: dt.date) -> TodayItem:
    due = row.renewal_date or today
    days = (due - today).days
    if days < 0:
        words, group, rank = _late(due, today), TodayGroup.NOW, 75 + lateness(due, today)
    else:
        words = ngettext("renews in %(days)s day", "renews in %(days)s days", days) % {"days": days}
        is_near = days <= RENEWAL_NEAR_DAYS
        group = TodayGroup.WEEK if is_near else TodayGroup.WATCHING
        rank = 60 + (RENEWAL_NEAR_DAYS - days) // 2 if is_near else 30 + (RENEWAL_SEEN_DAYS - days) // 4
    return TodayItem(
        key=f"renewal:{row.pk}:{due}",
        title=_("Secure the renewal"),
        group=group,
        rank=rank,
        reasons=(Reason(words, reverse("accounts:account-detail", args=[row.pk])),),
        due=due,
        action=(_("Brief"), reverse("accounts:account-brief", args=[row.pk])),
        icon="refresh",
        about=row.name,
        about_url=_address(row),
    )


def book_by_stage(viewer: User) -> list[tuple[str, int, str]]:
    """Return each stage with the number of accounts of one's book in it, and the address of these rows."""
    counts: dict[tuple[int, str, int], int] = {}
    for position, name, pk in _book(viewer).values_list("stage__position", "stage__name", "stage_id"):
        counts[position, name, pk] = counts.get((position, name, pk), 0) + 1
    url = reverse("accounts:account-list")
    return [(name, count, f"{url}?stage={pk}") for (_position, name, pk), count in sorted(counts.items())]


def _book(viewer: User) -> QuerySet[Account]:
    mine = AccountTeamMember.objects.current().filter(user=viewer)
    return Account.objects.visible_to(viewer).active().filter(pk__in=mine.values("account"))


def _living_book(viewer: User) -> QuerySet[Account]:
    return _book(viewer).exclude(stage__kind=StageKind.GONE)


def _address(account: Account) -> str:
    return reverse("accounts:account-detail", args=[account.pk])


def _timeline(account_id: int) -> str:
    return reverse("accounts:account-timeline", args=[account_id])


def _late(due: dt.date, today: dt.date) -> str:
    days = (today - due).days
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def sources() -> Iterator[TodaySource]:
    """Yield what the room registers."""
    yield TodaySource("meetings", gettext_lazy("meetings of this week, with their brief"), meetings)
    yield TodaySource("promises", gettext_lazy("what was promised and is due or late, on both sides"), promises)
    yield TodaySource("escalations", gettext_lazy("open escalations"), escalations)
    yield TodaySource("silence", gettext_lazy("sponsors and champions with whom nobody spoke"), silence)
    yield TodaySource("renewals", gettext_lazy("renewal dates that are near or past"), renewals)
