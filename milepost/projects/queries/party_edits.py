"""Edits of who has which part in a task: who may have one, and on whose side they stand."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from milepost.accounts.public import AccountContact, Contact
from milepost.identity.public import User
from milepost.lib.errors import Invalid, NotFound
from milepost.projects.models import Task, TaskParty
from milepost.projects.queries.clean_values import refuse_unwritable
from milepost.projects.queries.drafts import Draft, KnownPeople
from milepost.projects.queries.plan_rows import take_calendars
from milepost.projects.records import Letter, PartySide
from milepost.projects.records_plan import PartyEdit, PartyRemoval


def put_party(draft: Draft, edit: PartyEdit) -> Task:
    """Give somebody a part; who has it already keeps it."""
    task = draft.task(edit.task_id)
    is_new_here = edit.user_id is not None and edit.user_id not in draft.people.colleagues
    party = TaskParty(task=task, **party_values(draft.people, draft.project.account_id, edit))
    if is_new_here:
        take_calendars(draft.rows, Q(user=edit.user_id))
    if not any(_is_same(party, known) for known in _parties(draft, task)):
        draft.new_parties.setdefault(task.pk, []).append(party)
        if party.letter == Letter.RESPONSIBLE:
            draft.rows.parties.append(party)
    return task


def remove_party(draft: Draft, edit: PartyRemoval) -> Task:
    party = TaskParty.objects.filter(pk=edit.party_id, task__in=[key for key in draft.rows.tasks if key > 0]).first()
    if party is None:
        raise NotFound("unknown-party", _("The plan has no such part."))
    draft.removed_parties.append(party)
    draft.rows.parties = [known for known in draft.rows.parties if known.pk != party.pk]
    return draft.task(party.task_id)


def _parties(draft: Draft, task: Task) -> list[TaskParty]:
    """Return those of a task who are stored and stay, or are to be put there; one query for a stored task."""
    gone = {party.pk for party in draft.removed_parties}
    stored = TaskParty.objects.filter(task=task.pk) if task.pk > 0 else ()
    return [
        party for party in (*stored, *draft.new_parties.get(task.pk, ())) if party.pk is None or party.pk not in gone
    ]


def _is_same(one: TaskParty, other: TaskParty) -> bool:
    names = ("task_id", "letter", "user_id", "contact_id", "role")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def party_values(people: KnownPeople, account_id: int | None, edit: PartyEdit) -> dict[str, Any]:
    """Return the columns of a part in a task that belongs to an account, or to none.

    Raises `Invalid`: nobody or several named, an unknown letter or side, a colleague who left, a contact of another
    account.
    """
    role = edit.role.strip()
    refuse_unwritable("role", role)
    if [edit.user_id is not None, edit.contact_id is not None, bool(role)].count(True) != 1:
        raise Invalid("one-party", _("Name one person or one role."))
    if edit.letter not in Letter.values:
        raise Invalid("wrong-letter", _("A part is R, A, C or I."), {"letter": _("R, A, C or I.")})
    return {
        "letter": edit.letter,
        "user": _colleague(people, edit.user_id) if edit.user_id is not None else None,
        "contact": _contact(people, account_id, edit.contact_id) if edit.contact_id is not None else None,
        "role": role[:80],
        "side": _side(edit),
    }


def _side(edit: PartyEdit) -> str:
    if edit.contact_id is not None:
        return PartySide.THEIRS
    if edit.user_id is not None:
        return PartySide.OURS
    if edit.side not in PartySide.values:
        raise Invalid("wrong-side", _("Say whose role it is."), {"side": _("Say whose role it is.")})
    return edit.side


def _colleague(people: KnownPeople, user_id: int) -> User:
    """Return who works here; asked for once in an act."""
    if user_id not in people.colleagues:
        found = User.objects.filter(pk=user_id, is_active=True).first()
        if found is None:
            message = _("This colleague is not here, or left.")
            raise Invalid("wrong-person", message, {"user_id": message})
        people.colleagues[user_id] = found
    return people.colleagues[user_id]


def _contact(people: KnownPeople, account_id: int | None, contact_id: int) -> Contact:
    """Return one of the account's people; asked for once in an act."""
    if contact_id not in people.contacts:
        places = AccountContact.objects.filter(account=account_id, contact__pk=contact_id).select_related("contact")
        found = places.first() if account_id is not None else None
        if found is None:
            message = _("This is not a contact of the account.")
            raise Invalid("stranger", message, {"contact_id": message})
        people.contacts[contact_id] = found.contact
    return people.contacts[contact_id]
