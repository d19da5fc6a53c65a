"""A person is erased on request: from every table, from the index, from the log; what stays is said, and why.

docs/decisions/0005-what-stays-of-an-erased-person.md tells what the log may keep.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.db import transaction
from django.db.models import ForeignKey, Q
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import wrong
from milepost.accounts.actions.relationship_facts import figures_once
from milepost.accounts.events import ContactErased
from milepost.accounts.models import Contact, Merge, Tombstone
from milepost.accounts.queries.former_addresses import addresses_ever_of, keys_ever_of, keys_that_name
from milepost.accounts.queries.merges import handlers_of
from milepost.accounts.queries.person_files import FileMention, files_that_name, names_ever_of
from milepost.accounts.queries.person_texts import Mention, texts_that_name
from milepost.accounts.queries.tombstones import tombstone_digest
from milepost.accounts.records import RecordHandler, RecordKind, Words
from milepost.audit.public import (
    Action,
    AuditEntry,
    delete_record,
    log_maintenance,
    new_batch,
    record_event,
    update_record,
)
from milepost.identity.public import Right, demand
from milepost.jobs.public import emit
from milepost.lib.actor import Actor, entering
from milepost.lib.errors import Conflict
from milepost.lib.text import fold

ERASED_NAME = "–"


@dataclass(frozen=True, slots=True)
class ErasedRows:
    """What was done to one table: rows deleted or blanked, rows kept with the reason."""

    label: Words
    count: int
    kept: int = 0
    why: Words = ""


@dataclass(slots=True)
class ErasureReport:
    """What an erasure did.

    `mentions` are texts and `files` are files that name the person still: people wrote them, and must judge them.
    """

    rows: list[ErasedRows] = field(default_factory=list)
    log_entries: int = 0
    addresses: int = 0
    mentions: list[Mention] = field(default_factory=list)
    files: list[FileMention] = field(default_factory=list)

    @property
    def naming_files(self) -> list[FileMention]:
        return [one for one in self.files if one.is_read]

    @property
    def closed_files(self) -> list[FileMention]:
        """Return the files that could not be looked into."""
        return [one for one in self.files if not one.is_read]


def erase_contact(
    contact: Contact, *, actor: Actor, expected_version: int | None = None, named: str | None = None
) -> ErasureReport:
    """Erase a person for good, with all who were merged into them; their addresses are not taken in again.

    `named` is what somebody wrote as the person's name, so that a slip erases nobody else: `Invalid` when it is
    another. Raises `Conflict`: `stale` when somebody changed the contact meanwhile, `merged` when it is part of
    another one.
    """
    demand(actor, Right.MANAGE_ACCOUNTS)
    if named is not None and " ".join(fold(named).split()) != " ".join(fold(contact.name).split()):
        raise wrong("name", _("This is not the name. Nothing was erased."), "wrong-name")
    # Before the transaction: nobody must wait while files are read.
    report = ErasureReport(files=_files_of([contact, *_merged_into(contact)]))
    with transaction.atomic(), figures_once():
        people = [_locked(contact, expected_version), *_merged_into(contact)]
        addresses = addresses_ever_of(people)
        report.mentions = texts_that_name(names_ever_of(people), sorted(addresses))
        with entering(batch=new_batch()) as entrance:
            for person in reversed(people):
                _erase_rows(person, actor, report)
                _forget_merges(person, actor)
                _delete(person, actor)
        report.log_entries = _blank_log(people, addresses, entrance.batch, actor)
        _put_tombstones(addresses)
        report.addresses = len(addresses)
        for person in people:
            _note(person, report, actor)
            emit(ContactErased(person.pk))
    return report


def _files_of(people: list[Contact]) -> list[FileMention]:
    return files_that_name(people, [*names_ever_of(people), *addresses_ever_of(people)])


def _locked(contact: Contact, expected_version: int | None) -> Contact:
    stored = Contact._base_manager.select_for_update(of=("self",)).filter(pk=contact.pk).first()
    if stored is None:
        raise Conflict("deleted", _("“%(name)s” was deleted meanwhile.") % {"name": contact})
    if stored.version != (contact.version if expected_version is None else expected_version):
        words = _("“%(name)s” was changed meanwhile, so nothing was erased. Look at the page again.")
        raise Conflict("stale", words % {"name": stored}, current={}, version=stored.version)
    onward = Merge.objects.filter(record_kind=RecordKind.CONTACT, loser_key=stored.pk, undone_at=None).first()
    if onward is not None:
        words = _("“%(name)s” is part of another contact: %(label)s. Erase that one, or take the merge back first.")
        raise Conflict("merged", words % {"name": stored, "label": onward.label})
    return stored


def _merged_into(contact: Contact) -> list[Contact]:
    """Return the contacts that were merged into this one, and into those."""
    found: list[Contact] = []
    keys = [contact.pk]
    while keys:
        merges = Merge.objects.filter(record_kind=RecordKind.CONTACT, winner_key__in=keys, undone_at=None)
        known = {contact.pk, *(person.pk for person in found)}
        losers = Contact._base_manager.filter(pk__in=merges.values("loser_key")).exclude(pk__in=known)
        keys = [person.pk for person in losers]
        found += losers
    return found


def _erase_rows(person: Contact, actor: Actor, report: ErasureReport) -> None:
    for handler in handlers_of(RecordKind.CONTACT):
        if handler.erase is not None:
            done = handler.erase(person, actor)
            if done.count or done.kept:
                report.rows.append(ErasedRows(handler.label, done.count, done.kept, done.why))


def _forget_merges(person: Contact, actor: Actor) -> None:
    """A merge of an erased person keeps that it happened, and can no longer be taken back."""
    either = Q(winner_key=person.pk) | Q(loser_key=person.pk)
    for merge in Merge.objects.filter(either, record_kind=RecordKind.CONTACT):
        update_record(merge, {"label": ERASED_NAME, "moved": {}}, actor=actor)


def _delete(person: Contact, actor: Actor) -> None:
    person = Contact._base_manager.get(pk=person.pk)
    delete_record(person, actor=actor)


def _blank_log(people: list[Contact], addresses: set[str], batch: str, actor: Actor) -> int:
    """Take names and values from the entries of the people and of every row that was ever theirs."""
    keys: dict[str, set[str]] = defaultdict(set)
    keys[Contact.audit_kind()] = {str(person.pk) for person in people}
    for kind, named in keys_that_name(addresses).items():
        keys[kind] |= named
    for handler in handlers_of(RecordKind.CONTACT):
        if handler.is_personal and _is_key(handler):
            keys[handler.model.lower()] |= keys_ever_of(handler.model, handler.field, people)
    for kind, key in AuditEntry.objects.of_batch(batch).filter(action=Action.DELETE).values_list("kind", "key"):
        keys[kind].add(key)
    for kind in ("accounts.merge", "accounts.capturedmail"):
        rows = AuditEntry.objects.of_batch(batch).filter(kind=kind)
        keys[kind] |= set(rows.values_list("key", flat=True))
    count = 0
    with log_maintenance(_("A contact was erased on request"), actor=actor):
        for kind, some in keys.items():
            entries = AuditEntry.objects.filter(kind=kind, key__in=some)
            count += entries.update(label=ERASED_NAME, changes={})
    return count


def _is_key(handler: RecordHandler) -> bool:
    return isinstance(apps.get_model(handler.model)._meta.get_field(handler.field), ForeignKey)


def _put_tombstones(addresses: set[str]) -> None:
    rows = [Tombstone(digest=tombstone_digest(address)) for address in sorted(addresses)]
    Tombstone.objects.bulk_create(rows, ignore_conflicts=True)


def _note(person: Contact, report: ErasureReport, actor: Actor) -> None:
    """Log that somebody was erased, by whom, and how much: the one thing that is kept about them."""
    nobody = Contact(pk=person.pk, name=ERASED_NAME)
    counts = {str(one.label): [one.count, 0] for one in report.rows}
    record_event(nobody, "erased-on-request", actor=actor, changes=counts)
