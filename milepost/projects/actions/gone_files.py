"""Files of tasks, projects and lines of scopes that are deleted go a month later: until then an undo finds them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from itertools import batched
from typing import Any

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from milepost.audit.public import Action, AuditEntry
from milepost.files.public import StoredFile, delete_file
from milepost.jobs.public import retrying
from milepost.lib.actor import SYSTEM
from milepost.projects.models import ChangeRequest, Delivery, Project, ScopeItem, Signer, Task

FILES_KEPT = dt.timedelta(days=30)
_ROWS = 500
_OWNERS: dict[str, Any] = {
    model.audit_kind(): model for model in (ChangeRequest, Delivery, Project, ScopeItem, Signer, Task)
}


@task
@retrying(max_attempts=3, backoff_seconds=300)
def sweep_files_of_gone() -> int:
    """Delete the files whose owner was deleted a month ago or earlier; return how many. Safe to run twice."""
    rows = StoredFile.objects.filter(owner_kind__in=_OWNERS).order_by("pk")
    count = 0
    for some in batched(rows.iterator(chunk_size=_ROWS), _ROWS):
        for stored in _without_owner(some):
            with transaction.atomic():
                delete_file(stored, actor=SYSTEM)
            count += 1
    return count


def _without_owner(some: Sequence[StoredFile]) -> list[StoredFile]:
    """Return those whose owner is gone for long. Two queries for each kind of owner."""
    keys: dict[str, set[str]] = defaultdict(set)
    for stored in some:
        keys[stored.owner_kind].add(stored.owner_key)
    gone = {(kind, key) for kind, owners in keys.items() for key in _gone(kind, owners)}
    return [stored for stored in some if (stored.owner_kind, stored.owner_key) in gone]


def _gone(kind: str, keys: set[str]) -> set[str]:
    there = _OWNERS[kind].objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    missing = keys - {str(key) for key in there.values_list("pk", flat=True)}
    lately = AuditEntry.objects.filter(kind=kind, key__in=missing, action=Action.DELETE)
    return missing - set(lately.filter(at__gt=timezone.now() - FILES_KEPT).values_list("key", flat=True))
