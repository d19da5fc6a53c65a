"""What imports leave is swept after a stated time (`IMPORT_KEEP_DAYS`): files, journals, refusals, samples.

Until then an import can be taken back; from the moment that it is marked as swept it cannot, so that no half journal is
ever taken back. An import that was never applied goes as a whole.
"""

import datetime as dt
from itertools import batched

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.tasks import task
from django.utils import timezone

from milepost.files.public import StoredFile, delete_file
from milepost.integrations.csv.beginning import IMPORT_KIND
from milepost.integrations.csv.erasing import take_samples_out
from milepost.integrations.csv.models import Import, ImportRow, Refusal
from milepost.integrations.csv.records import ImportState
from milepost.jobs.public import paced_batches, retrying
from milepost.lib.actor import SYSTEM

_ORPHANS_KEPT = dt.timedelta(days=1)
_ROWS = 500
_PREPARED = (ImportState.DRAFT, ImportState.CHECKED)
_AT_WORK = (ImportState.READING, ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)


@task
@retrying(max_attempts=3, backoff_seconds=300)
def sweep_imports() -> int:
    """Sweep what is old enough; return how many imports. Safe to run twice, and goes on where one was cut off."""
    _sweep_orphans()
    before = timezone.now() - dt.timedelta(days=settings.IMPORT_KEEP_DAYS)
    old = Q(created_at__lt=before) & (Q(applied_at=None) | Q(applied_at__lt=before))
    count = Import.objects.filter(old, swept_at=None).exclude(state__in=_AT_WORK).update(swept_at=timezone.now())
    for import_ in _to_empty().select_related("file"):
        _empty(import_)
    Import.objects.filter(state__in=_PREPARED).exclude(swept_at=None).delete()
    return count


def _to_empty() -> QuerySet[Import]:
    """Return the imports that are marked as swept, and hold something still."""
    rows, refusals = (model.objects.filter(run=OuterRef("pk")) for model in (ImportRow, Refusal))
    return Import.objects.exclude(swept_at=None).filter(~Q(file=None) | Exists(rows) | Exists(refusals))


def _empty(import_: Import) -> None:
    for model in (ImportRow, Refusal):
        keys = list(model.objects.filter(run=import_).order_by("id").values_list("pk", flat=True))
        for batch in paced_batches(keys, _ROWS):
            model.objects.filter(pk__in=batch).delete()
    with transaction.atomic():
        if import_.profile:
            take_samples_out(import_)
        if import_.file is not None:
            delete_file(import_.file, actor=SYSTEM)


def _sweep_orphans() -> None:
    """Delete files that were stored for an import which was never made: who stored them died, or was refused."""
    old = StoredFile.objects.filter(owner_kind=IMPORT_KIND, created_at__lt=timezone.now() - _ORPHANS_KEPT)
    for some in batched(old.order_by("pk").iterator(), _ROWS):
        known = set(Import.objects.filter(batch__in=[one.owner_key for one in some]).values_list("batch", flat=True))
        for stored in some:
            if stored.owner_key not in known:
                delete_file(stored, actor=SYSTEM)
