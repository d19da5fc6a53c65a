"""Who is in a segment: computed by a job, kept with the moment of entering and leaving, told once."""

from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_noop

from milepost.accounts.events import AccountEnteredSegment, AccountLeftSegment
from milepost.accounts.models import Segment, SegmentMember
from milepost.accounts.queries.segments import segment_query
from milepost.audit.public import update_record
from milepost.jobs.public import emit_many, retrying
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import DomainError

_ROWS = 500
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

    The segment's row is locked, so that of two runs the second finds nothing to do and each event is emitted once. A
    segment that cannot be computed says why (`fault`) and keeps its members: nobody has left it.
    """
    with transaction.atomic():
        segment = Segment.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=segment_id).first()
        if segment is None:
            return 0, 0
        now = timezone.now()
        try:
            wanted = set(segment_query(segment, segment.owner).order_by().values_list("pk", flat=True))
        except DomainError as error:
            # Without the field's name: others read this, who may know of less than the owner.
            fault = _UNASKABLE if error.code == "filter" else error.message[:_LONGEST_FAULT]
            update_record(segment, {"fault": fault, "refreshed_at": now}, actor=SYSTEM)
            return 0, 0
        present = set(segment.members.filter(left_at=None).values_list("account", flat=True))
        entered, left = sorted(wanted - present), sorted(present - wanted)
        rows = [SegmentMember(segment=segment, account_id=key, entered_at=now) for key in entered]
        SegmentMember.objects.bulk_create(rows, batch_size=_ROWS)
        for start in range(0, len(left), _ROWS):
            segment.members.filter(left_at=None, account__in=left[start : start + _ROWS]).update(left_at=now)
        emit_many([AccountEnteredSegment(key, segment.pk) for key in entered])
        emit_many([AccountLeftSegment(key, segment.pk) for key in left])
        update_record(segment, {"fault": "", "refreshed_at": now}, actor=SYSTEM)
    return len(entered), len(left)
