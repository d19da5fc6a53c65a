"""A person who is erased goes from what imports keep: refused values, samples of files, and the files themselves.

What names them by an address, or by their whole name, is found at once in what lies in the database. A file is deleted
at once when its import wrote the person; all other files are read by a job that follows, and deleted when an address of
anybody who was erased stands in them. Their imports stay and can be taken back: the journal holds keys alone.
"""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.events import ContactErased
from milepost.accounts.public import (
    Contact,
    Erased,
    RecordHandler,
    RecordKind,
    address_pattern,
    addresses_ever_of,
    erased_among,
    possible_addresses,
)
from milepost.audit.public import AuditEntry
from milepost.files.public import delete_file, open_file
from milepost.integrations.csv.columns.profiles import TableProfile, cell_text
from milepost.integrations.csv.models import Import, Refusal
from milepost.integrations.csv.reading.tables import open_table
from milepost.jobs.public import retrying
from milepost.lib.actor import SYSTEM, Actor
from milepost.lib.errors import DomainError

_TAKEN_OUT = "…"
_ROWS = 500
_AGAIN = dt.timedelta(minutes=10)


def _refusals(contact: Contact) -> QuerySet[Refusal]:
    named = Q(pk__in=[])
    for address in addresses_ever_of([contact]):
        named |= Q(value__iregex=address_pattern(address)) | Q(reason__iregex=address_pattern(address))
    if _has_whole_name(contact):
        named |= Q(value__icontains=contact.name) | Q(reason__icontains=contact.name)
    return Refusal.objects.filter(named)


def _has_whole_name(contact: Contact) -> bool:
    return " " in contact.name.strip()


def _erase_refusals(contact: Contact, _actor: Actor) -> Erased:
    """Blank the values, and the reasons that quote them; that a row was refused stays."""
    words = _("A person in this row asked to be erased.")
    return Erased(_refusals(contact).update(value=_TAKEN_OUT, reason=str(words)))


def _files(contact: Contact) -> QuerySet[Import]:
    """Return the imports that wrote a person and keep their file or samples of it."""
    batches = AuditEntry.objects.filter(kind=Contact.audit_kind(), key=str(contact.pk)).exclude(batch="")
    return Import.objects.filter(swept_at=None, batch__in=batches.values("batch"))


def _erase_files(contact: Contact, actor: Actor) -> Erased:
    """Delete the files whose imports wrote the person, and blank samples of any file that name them."""
    wrote = set(_files(contact).values_list("pk", flat=True))
    named = re.compile("|".join(_in_python(contact)), re.IGNORECASE)
    count = 0
    for import_ in Import.objects.filter(swept_at=None).exclude(profile={}).select_related("file").iterator():
        if import_.pk in wrote:
            count += _delete_file(import_, actor)
            take_samples_out(import_)
        elif any(named.search(text) for text in _samples(import_)):
            take_samples_out(import_)
            count += 1
    return Erased(count)


def _in_python(contact: Contact) -> Iterator[str]:
    yield r"(?!)"
    for address in addresses_ever_of([contact]):
        yield address_pattern(address)
    if _has_whole_name(contact):
        yield re.escape(contact.name)


def _samples(import_: Import) -> Iterator[str]:
    profile = TableProfile.from_json(import_.profile)
    for column in profile.columns:
        yield from column.samples
    for row in profile.first_rows:
        yield from row


def take_samples_out(import_: Import) -> None:
    """Take the values of the file from what an import remembers of it; its columns stay."""
    profile = TableProfile.from_json(import_.profile)
    profile.first_rows = []
    for column in profile.columns:
        column.samples = []
    Import.objects.filter(pk=import_.pk).update(profile=profile.as_json())


def _delete_file(import_: Import, actor: Actor) -> bool:
    if import_.file is None:
        return False
    delete_file(import_.file, actor=actor)
    return True


def forget_in_files(_event: ContactErased) -> None:
    """Let a job read the files that are kept; in the transaction that marks the event as delivered."""
    search_files.enqueue()


@task
@retrying(max_attempts=5, backoff_seconds=60)
def search_files() -> int:
    """Delete the files in which an address of somebody stands who was erased; return how many. Safe to run twice."""
    count, is_one_busy = 0, False
    for import_ in Import.objects.filter(swept_at=None).exclude(file=None).select_related("file").order_by("pk"):
        is_one_busy = is_one_busy or import_.is_busy
        if not import_.is_busy and _names_somebody(import_):
            with transaction.atomic():
                _delete_file(import_, SYSTEM)
                take_samples_out(import_)
            count += 1
    if is_one_busy:
        search_files.using(run_after=timezone.now() + _AGAIN).enqueue()
    return count


def _names_somebody(import_: Import) -> bool:
    """Say whether an erased person's address stands in a file. What cannot be read is kept: it was refused whole."""
    if import_.file is None or not import_.profile:
        return False
    profile = TableProfile.from_json(import_.profile)
    try:
        with open_file(import_.file) as file:
            table = open_table(file, encoding=profile.encoding, delimiter=profile.delimiter, sheet=profile.sheet)
            for rows in batched(table.rows(), _ROWS):
                texts = (cell_text(cell) for _number, cells in rows for cell in cells if isinstance(cell, str))
                addresses = {one for text in texts if "@" in text for one in possible_addresses(text)}
                if addresses and erased_among(addresses):
                    return True
    except DomainError:
        return False
    return False


def _stay(_loser: Any, _winner: Any, _actor: Actor) -> list[dict[str, Any]]:
    return []


def _nothing(_moved: list[dict[str, Any]], _actor: Actor) -> None:
    """Nothing was moved."""


REFUSED_VALUES = RecordHandler(
    model="integrations.Refusal",
    field="value",
    of=RecordKind.CONTACT,
    label=_("Refused values of imports"),
    rows=_refusals,
    merge=_stay,
    undo=_nothing,
    erase=_erase_refusals,
    stays=True,
    is_exported=False,
)
IMPORTED_FILES = RecordHandler(
    model="integrations.Import",
    field="file",
    of=RecordKind.CONTACT,
    label=_("Files of imports"),
    rows=_files,
    merge=_stay,
    undo=_nothing,
    erase=_erase_files,
    stays=True,
    is_exported=False,
)
