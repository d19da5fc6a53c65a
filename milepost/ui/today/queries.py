"""Today as one list: the items of all rooms, without what the person has done or put off."""

import datetime as dt

from django.utils import timezone

from milepost.identity.public import User
from milepost.ui.models import TodayMark
from milepost.ui.shell import allowed
from milepost.ui.today.records import TodayGroup, TodayItem, today_sources

MOST_OF_A_GROUP = 50


def today_of(viewer: User) -> dict[TodayGroup, list[TodayItem]]:
    """Return the items by group, the highest rank first; of equal rank the earliest due, then by key.

    One query for the marks and those of each source. A group holds 50 items at most.
    """
    today = timezone.localdate()
    hidden = hidden_keys(viewer, today)
    found = [item for source in allowed(today_sources, viewer) for item in source.items(viewer, today)]
    found = [item for item in found if item.key not in hidden]
    found.sort(key=lambda item: (-item.rank, item.due or dt.date.max, item.key))
    groups = {group: [item for item in found if item.group is group][:MOST_OF_A_GROUP] for group in TodayGroup}
    return {group: items for group, items in groups.items() if items}


def hidden_keys(viewer: User, today: dt.date) -> set[str]:
    """Return the keys of the items that are done, or put off to a later day."""
    marks = TodayMark.objects.visible_to(viewer).values_list("key", "until")
    return {key for key, until in marks if until is None or until > today}
