"""Who is in a segment: computed by a job, kept with the moment of entering and leaving, told once."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_noop

from milepost.accounts.events import AccountEnteredSegment, AccountLeftSegment
from milepost.accounts.models import Segment, SegmentMember
from milepost.accounts.queries.segments import segment_query
from milepost.audit.public import update_record
from milepost.jobs.public import emit_many, paced_batches, retrying
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import DomainError

_MOST_AT_ONCE = 200
_LONGEST_FAULT = 300
_UNASKABLE = gettext_noop("It asks for a field or a value that is no more, or that its owner may no longer see.")


@task
@retrying(max_attempts=5, backoff_seconds=10)
def refresh_segment(segment_id: int) -> None:
    """Compute one segment's members; safe to run twice."""
    compute_members(segment_id)


@task
@retrying(max_attempts=3, backoff_seconds=60)
def refresh_segments() -> int:
    """Let each segment be computed by a job of its own; return how many."""
    keys = list(Segment.objects.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        refresh_segment.enqueue(key)
    return len(keys)


def compute_members(segment_id: int) -> tuple[int, int]:
    """Note who entered and who left since the last time; return how many of each.

    In short transactions, so that nobody waits behind a large segment. Each asks anew of its own accounts with the
    segment's row locked: of two runs, or after one that was killed, each event is emitted once. A segment that cannot
    be computed says why (`fault`) and keeps its members: nobody has left it.
    """
    counts = [0, 0]
    try:
        for batch in paced_batches(_candidates(segment_id), _MOST_AT_ONCE):
            moved = _move(segment_id, batch)
            counts = [sum(pair) for pair in zip(counts, moved, strict=True)]
        fault = ""
    except DomainError as error:
        # Without the field's name: others read this, who may know of less than the owner.
        fault = _UNASKABLE if error.code == "filter" else error.message[:_LONGEST_FAULT]
    with transaction.atomic():
        if segment := _locked(segment_id):
            update_record(segment, {"fault": fault, "refreshed_at": timezone.now()}, actor=SYSTEM)
    return counts[0], counts[1]


def _candidates(segment_id: int) -> list[int]:
    """Return the accounts that seem to have entered or left. Two queries."""
    segment = Segment.objects.select_related("owner").filter(pk=segment_id).first()
    return sorted(_wanted(segment) ^ _present(segment)) if segment else []


def _move(segment_id: int, accounts: Collection[int]) -> tuple[int, int]:
    """Write who of these accounts entered and who left; return how many of each."""
    with transaction.atomic():
        segment = _locked(segment_id)
        if segment is None:
            return 0, 0
        wanted, present = _wanted(segment, pk__in=accounts), _present(segment, account__in=accounts)
        entered, left, now = sorted(wanted - present), sorted(present - wanted), timezone.now()
        rows = [SegmentMember(segment=segment, account_id=key, entered_at=now) for key in entered]
        SegmentMember.objects.bulk_create(rows)
        segment.members.filter(left_at=None, account__in=left).update(left_at=now)
        emit_many([AccountEnteredSegment(key, segment.pk) for key in entered])
        emit_many([AccountLeftSegment(key, segment.pk) for key in left])
    return len(entered), len(left)


def _locked(segment_id: int) -> Segment | None:
    rows = Segment.objects.select_for_update(of=("self",)).select_related("owner")
    return rows.filter(pk=segment_id).first()


def _wanted(segment: Segment, **among: Any) -> set[int]:
    return set(segment_query(segment, segment.owner).filter(**among).order_by().values_list("pk", flat=True))


def _present(segment: Segment, **among: Any) -> set[int]:
    return set(segment.members.filter(left_at=None, **among).values_list("account", flat=True))
