"""Files of deleted touchpoints go when nobody can put the touchpoint back any more."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from milepost.accounts.models import Touchpoint
from milepost.audit.public import Action, AuditEntry
from milepost.files.public import StoredFile, delete_file
from milepost.jobs.public import paced_batches, retrying
from milepost.lib.actor import SYSTEM

KEPT = dt.timedelta(days=30)


@task
@retrying(max_attempts=3, backoff_seconds=60)
def sweep_touchpoint_files() -> int:
    """Delete the files of touchpoints that were deleted 30 days ago; return how many. Safe to run twice."""
    files = StoredFile.objects.filter(owner_kind=Touchpoint.audit_kind())
    owners = files.order_by("owner_key").values_list("owner_key", flat=True).distinct()
    return sum(_sweep(keys) for keys in paced_batches(list(owners)))


def _sweep(keys: Sequence[str]) -> int:
    """Delete the files of those of the touchpoints that are gone for long; one without an entry in the log is, too."""
    numbers = [int(key) for key in keys if key.isdecimal()]
    count = 0
    with transaction.atomic():
        present = {str(key) for key in Touchpoint.objects.filter(pk__in=numbers).values_list("pk", flat=True)}
        gone = set(keys) - present
        deleted = AuditEntry.objects.filter(kind=Touchpoint.audit_kind(), key__in=gone, action=Action.DELETE)
        lately = set(deleted.filter(at__gt=timezone.now() - KEPT).values_list("key", flat=True))
        for stored in StoredFile.objects.filter(owner_kind=Touchpoint.audit_kind(), owner_key__in=gone - lately):
            delete_file(stored, actor=SYSTEM)
            count += 1
    return count
