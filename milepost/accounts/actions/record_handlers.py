"""What each table of the room does when an account or a contact is merged, or a contact erased."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.actions.addresses_erased import ATTENDED_BY_ADDRESS, MAIL_BY_ADDRESS
from milepost.accounts.actions.contact_keys import CONTACT_KEYS
from milepost.accounts.actions.record_rows import moving_rows, staying_rows
from milepost.accounts.actions.record_trees import tree_rows
from milepost.accounts.actions.rows_past_the_log import FACTS, STREAM
from milepost.accounts.actions.team import SINGLE_ROLES
from milepost.accounts.models import (
    Account,
    AccountContact,
    AccountDomain,
    AccountTag,
    AccountTeamMember,
    ActionItem,
    Attendee,
    CapturedMail,
    Contact,
    ContactEmail,
    Escalation,
    ExternalId,
    FactChange,
    SegmentMember,
    StageChange,
    Ticket,
    Touchpoint,
)
from milepost.accounts.records import MovedRows, RecordHandler, Stance
from milepost.audit.public import update_record
from milepost.lib.actor import Actor


def _end_a_double_role(member: AccountTeamMember, winner: Account) -> Mapping[str, Any] | None:
    """Who holds a role at the winner keeps it; the other's part ends today, and is dropped if it never began."""
    today = timezone.localdate()
    if member.until is not None and member.until <= today:
        return {}
    same = Q() if member.role in SINGLE_ROLES else Q(user=member.user_id)
    held = AccountTeamMember.objects.filter(same, Q(until=None) | Q(until__gt=today), account=winner, role=member.role)
    if not held.exists():
        return {}
    return None if member.since > today else {"until": today}


def _one_first_person(place: AccountContact, winner: Account) -> Mapping[str, Any]:
    has_first = place.is_primary and AccountContact.objects.filter(account=winner, is_primary=True).exists()
    return {"is_primary": False} if has_first else {}


def _one_main_address(email: ContactEmail, winner: Contact) -> Mapping[str, Any]:
    has_main = email.is_primary and ContactEmail.objects.filter(contact=winner, is_primary=True).exists()
    return {"is_primary": False} if has_main else {}


def _telling_stances(handler: RecordHandler, other: str) -> RecordHandler:
    """Let the place that stays say the stance of the one that is dropped, where it says no more than "user"."""

    def merge(loser: Any, winner: Any, actor: Actor) -> MovedRows:
        kept = {getattr(place, other): place for place in handler.rows(winner)}
        for place in handler.rows(loser):
            own = kept.get(getattr(place, other))
            if own is not None and own.stance == Stance.USER != place.stance:
                update_record(own, {"stance": place.stance}, actor=actor)
        return handler.merge(loser, winner, actor)

    return replace(handler, merge=merge)


_TEAM_NOTE = _("Who holds a role at the one that stays keeps it; the other's part ends today.")
_LIFE = _("They stay with the archived record: they tell of its own life.")

HANDLERS: tuple[RecordHandler, ...] = (
    # Accounts
    tree_rows(Account, "parent", _("Accounts below")),
    moving_rows(Touchpoint, "account", _("Touchpoints"), note=_("A mail that was captured for both is kept once.")),
    moving_rows(ActionItem, "account", _("Agreed actions")),
    moving_rows(Escalation, "account", _("Escalations")),
    moving_rows(Ticket, "account", _("Support tickets")),
    moving_rows(AccountTeamMember, "account", _("Account team"), adapt=_end_a_double_role, note=_TEAM_NOTE),
    moving_rows(AccountTag, "account", _("Tags")),
    moving_rows(AccountDomain, "account", _("Domains")),
    moving_rows(ExternalId, "account", _("External ids")),
    moving_rows(CapturedMail, "account", _("Captured mail")),
    _telling_stances(moving_rows(AccountContact, "account", _("People"), adapt=_one_first_person), "contact_id"),
    staying_rows(StageChange, "account", _("Changes of stage"), _LIFE),
    staying_rows(FactChange, "account", _("Changes of figures"), _LIFE),
    staying_rows(SegmentMember, "account", _("Memberships of segments"), _LIFE),
    FACTS,
    STREAM,
    # Contacts; what is found by an address goes before the addresses do.
    MAIL_BY_ADDRESS,
    ATTENDED_BY_ADDRESS,
    tree_rows(Contact, "reports_to", _("People who report to them"), on_erase="blank"),
    moving_rows(Attendee, "contact", _("Attendances"), on_erase="delete"),
    moving_rows(ActionItem, "contact", _("Promises"), on_erase="blank"),
    moving_rows(Ticket, "contact", _("Support tickets"), on_erase="blank"),
    _telling_stances(moving_rows(AccountContact, "contact", _("Accounts"), on_erase="delete"), "account_id"),
    moving_rows(ContactEmail, "contact", _("Mail addresses"), adapt=_one_main_address, on_erase="delete"),
    CONTACT_KEYS,
)
