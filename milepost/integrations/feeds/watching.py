"""What the clock does every minute: feeds that are due are begun, folders are looked into, broken runs are ended."""

from collections.abc import Sequence

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from milepost.audit.public import update_record
from milepost.integrations.feeds.clock import next_due
from milepost.integrations.feeds.ending import end_run
from milepost.integrations.feeds.folders import Found, files_in
from milepost.integrations.feeds.models import Feed, FeedRun, SeenFile
from milepost.integrations.feeds.records import RunState, SeenState, Way
from milepost.integrations.feeds.running import begin_run, mend_run
from milepost.jobs.public import retrying
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict, DomainError


@task
@retrying(max_attempts=1)
def watch_feeds() -> int:
    """Begin what is due; return how many runs were begun. Safe to run twice."""
    for run in FeedRun.objects.open().select_related("feed__owner"):
        mend_run(run)
    now = timezone.now()
    due = Feed.objects.filter(is_active=True, next_at__lte=now).select_related("owner", "mapping")
    return sum(_begin(feed) for feed in due.order_by("pk"))


def _begin(feed: Feed) -> bool:
    try:
        if feed.way == Way.FOLDER:
            return look_into_folder(feed)
        with transaction.atomic():
            begin_run(feed)
            update_record(feed, {"next_at": next_due(feed, timezone.now())}, actor=SYSTEM)
    except Conflict:  # at work still, or changed at this moment: the next minute sees it
        return False
    return True


def look_into_folder(feed: Feed, *, asked_by: str = "") -> bool:
    """Look into a feed's folder and begin with the oldest file that is complete and was not taken; say if one was.

    A file is complete when size and time are what they were at the look before.
    """
    if FeedRun.objects.open().filter(feed=feed).exists():
        return False
    try:
        found = files_in(feed.place, feed.pattern)
    except DomainError as error:
        with transaction.atomic():
            run = FeedRun.objects.create(feed=feed, asked_by=asked_by[:200])
            end_run(run, RunState.FAILED, error.message)
        return False
    taken = {SeenState.DONE} if asked_by else {SeenState.DONE, SeenState.REFUSED}
    ready = next((one for one in _complete(feed, found, taken)), None)
    if ready is None:
        return False
    begin_run(feed, file_name=ready.name, asked_by=asked_by)
    return True


def _complete(feed: Feed, found: Sequence[Found], taken: set[SeenState]) -> list[Found]:
    """Return the files that look as they did the last time and are not taken; note how all of them look now."""
    known = {seen.name: seen for seen in feed.seen.all()}
    ready: list[Found] = []
    new: list[SeenFile] = []
    for one in found:
        seen = known.get(one.name)
        if seen is not None and (seen.size, seen.modified_ns) == (one.size, one.modified_ns):
            if seen.state not in taken:
                ready.append(one)
            continue
        new.append(
            SeenFile(feed=feed, name=one.name, size=one.size, modified_ns=one.modified_ns, seen_at=timezone.now())
        )
    SeenFile.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["feed", "name"],
        update_fields=["size", "modified_ns", "seen_at", "state"],
    )
    return ready
