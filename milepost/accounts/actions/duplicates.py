"""Records that may be one are looked for; somebody says that two are two."""

from django.db import transaction
from django.tasks import task

from milepost.accounts.models import DuplicatePair, NotTheSame
from milepost.accounts.queries.duplicates import found_pairs
from milepost.accounts.records import RecordKind
from milepost.audit.public import create_record
from milepost.identity.public import Right, demand
from milepost.jobs.public import retrying
from milepost.lib.actor import Actor


@task
@retrying(max_attempts=3, backoff_seconds=60)
def look_for_duplicates() -> int:
    """Compare all accounts and all contacts; return the number of pairs found. Safe to run twice."""
    return sum(_look(kind) for kind in RecordKind)


def dismiss_pair(kind: str, one: int, other: int, *, actor: Actor) -> NotTheSame:
    """Remember that two records are two, so that they are not offered again."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    low, high = sorted((one, other))
    pair = {"record_kind": kind, "low_key": low, "high_key": high}
    with transaction.atomic():
        DuplicatePair.objects.filter(**pair).delete()
        return NotTheSame.objects.filter(**pair).first() or create_record(NotTheSame(**pair), actor=actor)


def _look(kind: str) -> int:
    pairs = found_pairs(kind)  # read before the transaction: people write meanwhile
    with transaction.atomic():
        DuplicatePair.objects.filter(record_kind=kind).delete()
        DuplicatePair.objects.bulk_create(pairs, batch_size=500, ignore_conflicts=True)
    return len(pairs)
