"""What somebody must know before they talk to a customer, readable in a minute."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milepost.accounts.models import (
    Account,
    AccountContact,
    AccountTeamMember,
    ActionItem,
    Contact,
    Escalation,
    StageChange,
    Ticket,
    Touchpoint,
)
from milepost.accounts.queries.last_spoken import places_spoken_with, spoken
from milepost.accounts.queries.summary import summary_of
from milepost.accounts.records import Clause, Stance, TouchpointState
from milepost.identity.public import User

MOST_CHANGES = 12
MOST_PEOPLE = 8
LOOK_BACK_DAYS = 30
_STANCE_ORDER = [Stance.SPONSOR, Stance.DECISION_MAKER, Stance.CHAMPION, Stance.DETRACTOR, Stance.USER]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened: when, and in a few words what."""

    at: dt.datetime
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the customer: what they are to us, and when we last spoke."""

    contact: Contact
    stance: str
    is_coming: bool
    spoken_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Brief:
    """The brief of one account. `since` is the last time that both sides spoke, or None when they never did.

    `changes` are the newest first, since then or of the last 30 days; `ours` and `theirs` the open promises, the
    earliest due first; `people` those who come to the next meeting, else those who matter.
    """

    account: Account
    clauses: list[Clause]
    meeting: Touchpoint | None
    since: dt.datetime | None
    changes: list[Change]
    ours: list[ActionItem]
    theirs: list[ActionItem]
    people: list[Person]
    colleagues: list[AccountTeamMember]

    @property
    def says_who_comes(self) -> bool:
        """Say whether `people` are those who will be at the meeting; else it is not known, and they are all."""
        return any(person.is_coming for person in self.people)


def brief_of(account: Account, viewer: User) -> Brief:
    """Return the brief as `viewer` may see it. A constant number of queries."""
    since = _last_spoken(account, viewer)
    start = since or timezone.now() - dt.timedelta(days=LOOK_BACK_DAYS)
    promises = list(
        ActionItem.objects.visible_to(viewer).open().filter(account=account).select_related("owner", "contact")
    )
    promises.sort(key=lambda item: (item.due is None, item.due or dt.date.max, item.pk))
    meeting = _next_meeting(account, viewer)
    team = AccountTeamMember.objects.visible_to(viewer).current().filter(account=account).select_related("user")
    return Brief(
        account=account,
        clauses=summary_of(account, viewer),
        meeting=meeting,
        since=since,
        changes=_changes(account, viewer, start),
        ours=[item for item in promises if item.contact_id is None],
        theirs=[item for item in promises if item.contact_id is not None],
        people=_people(account, viewer, meeting),
        colleagues=list(team.order_by("role", "pk")),
    )


def _last_spoken(account: Account, viewer: User) -> dt.datetime | None:
    held = Touchpoint.objects.visible_to(viewer).filter(account=account, **spoken())
    newest: dt.datetime | None = held.aggregate(at=Max("at"))["at"]
    return newest


def _next_meeting(account: Account, viewer: User) -> Touchpoint | None:
    planned = Touchpoint.objects.visible_to(viewer).filter(account=account, state=TouchpointState.PLANNED)
    return planned.filter(at__gte=timezone.now() - dt.timedelta(hours=1)).order_by("at", "pk").first()


def _changes(account: Account, viewer: User, start: dt.datetime) -> list[Change]:
    day = timezone.localtime(start).date()
    stages = StageChange.objects.visible_to(viewer).filter(account=account, on__gte=day).select_related("to_stage")
    team = AccountTeamMember.objects.visible_to(viewer).filter(account=account, since__gte=day).select_related("user")
    escalations = Escalation.objects.visible_to(viewer).filter(account=account)
    tickets = Ticket.objects.visible_to(viewer).filter(account=account, opened_at__gt=start)
    touchpoints = Touchpoint.objects.visible_to(viewer).filter(account=account, at__gt=start, at__lte=timezone.now())
    found = [
        *(Change(_noon(one.on), _("Now %(stage)s") % {"stage": one.to_stage}) for one in stages),
        *(
            Change(_noon(one.since), _("%(name)s is %(role)s") % {"name": one.user, "role": one.get_role_display()})
            for one in team
        ),
        *(
            Change(one.opened_at, _("Escalation: %(subject)s") % {"subject": one.subject})
            for one in escalations.filter(opened_at__gt=start)
        ),
        *(
            Change(one.closed_at or start, _("Escalation closed: %(subject)s") % {"subject": one.subject})
            for one in escalations.filter(closed_at__gt=start)
        ),
        *(
            Change(one.opened_at, _("Ticket: %(subject)s") % {"subject": one.subject})
            for one in _newest(tickets, "opened_at")
        ),
        *(Change(one.at, f"{one.get_kind_display()}: {one.subject}") for one in _newest(touchpoints, "at")),
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)[:MOST_CHANGES]


def _people(account: Account, viewer: User, meeting: Touchpoint | None) -> list[Person]:
    places = list(
        places_spoken_with(AccountContact.objects.visible_to(viewer), viewer)
        .filter(account=account, contact__archived_at=None, contact__left_on=None)
        .select_related("contact")
    )
    coming = set(meeting.attendees.values_list("contact", flat=True)) if meeting else set()
    if any(place.contact_id in coming for place in places):
        places = [place for place in places if place.contact_id in coming]
    places.sort(key=lambda place: (_STANCE_ORDER.index(Stance(place.stance)), place.contact.name))
    return [
        Person(place.contact, place.get_stance_display(), place.contact_id in coming, place.spoken_at)
        for place in places[:MOST_PEOPLE]
    ]


def _newest[M: (Ticket, Touchpoint)](rows: QuerySet[M], by: str) -> QuerySet[M]:
    return rows.order_by(f"-{by}")[:MOST_CHANGES]


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def as_text(brief: Brief) -> str:
    """Return the brief as plain text, for a mail or a chat."""
    lines = [str(brief.account), "; ".join(str(clause.text) for clause in brief.clauses), ""]
    if brief.meeting:
        lines += [f"{_('Next meeting')}: {_when(brief.meeting.at)}, {brief.meeting.subject}", ""]
    lines += _section(
        _("There") if brief.says_who_comes else _("Who matters"), [_person_line(one) for one in brief.people]
    )
    lines += _section(_("New since we last spoke"), [f"{_when(one.at)}: {one.text}" for one in brief.changes])
    lines += _section(_("We promised"), [_promise_line(item) for item in brief.ours])
    lines += _section(_("They promised"), [_promise_line(item) for item in brief.theirs])
    return "\n".join(lines).strip() + "\n"


def _section(title: str, rows: Sequence[str]) -> list[str]:
    return [title, *(f"- {row}" for row in rows), ""] if rows else []


def _person_line(person: Person) -> str:
    at = person.spoken_at
    last = _("last spoken %(day)s") % {"day": _when(at)} if at else _("never spoken with")
    return ", ".join(filter(None, [person.contact.name, person.contact.title, person.stance, last]))


def _promise_line(item: ActionItem) -> str:
    who = item.owner or item.contact
    due = _("due %(day)s") % {"day": date_format(item.due, "D j M")} if item.due else ""
    return ", ".join(filter(None, [item.text, str(who) if who else "", due]))


def _when(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "D j M")
