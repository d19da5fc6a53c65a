"""When a feed is due."""

import datetime as dt
import zoneinfo

from milepost.integrations.feeds.models import Feed
from milepost.integrations.feeds.records import Rhythm

# After a failure it is tried again sooner than it is due; after one more than these it pauses.
RETRIES = (dt.timedelta(minutes=15), dt.timedelta(hours=1), dt.timedelta(hours=4), dt.timedelta(hours=12))


def next_due(feed: Feed, after: dt.datetime) -> dt.datetime:
    """Return the next moment after `after`: on the hour, or at the feed's hour in its time zone."""
    if feed.rhythm == Rhythm.HOURLY:
        return after.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    zone = zoneinfo.ZoneInfo(feed.timezone)
    day = after.astimezone(zone).date()
    for days in range(9):
        date = day + dt.timedelta(days=days)
        moment = dt.datetime.combine(date, dt.time(feed.hour), zone).astimezone(dt.UTC)
        if moment > after and (feed.rhythm == Rhythm.DAILY or date.weekday() == feed.weekday):
            return moment
    raise AssertionError("a week has every weekday")
