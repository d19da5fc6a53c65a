"""What feeds ran is swept with the imports (`IMPORT_KEEP_DAYS`), as far as nothing hangs on it."""

import datetime as dt

from django.conf import settings
from django.db.models import Max, Q
from django.tasks import task
from django.utils import timezone

from milepost.integrations.feeds.models import Feed, FeedRun
from milepost.integrations.feeds.records import RunState, Way
from milepost.jobs.public import paced_batches, retrying

_ROWS = 500


@task
@retrying(max_attempts=3, backoff_seconds=300)
def sweep_runs() -> int:
    """Delete old runs and return how many. Safe to run twice.

    The last run of each feed stays, as it says how the feed fares, and of folders every run that imported something:
    by it a content is known that must not be imported again.
    """
    before = timezone.now() - dt.timedelta(days=settings.IMPORT_KEEP_DAYS)
    last = Feed.objects.annotate(last=Max("runs__id")).values("last")
    known = Q(feed__way=Way.FOLDER, state=RunState.IMPORTED)
    old = FeedRun.objects.filter(ended_at__lt=before).exclude(known).exclude(pk__in=last.filter(last__isnull=False))
    keys = list(old.order_by("pk").values_list("pk", flat=True))
    for batch in paced_batches(keys, _ROWS):
        FeedRun.objects.filter(pk__in=batch).delete()
    return len(keys)
