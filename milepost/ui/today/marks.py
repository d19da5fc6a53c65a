"""Marks on items of Today: done, or put off until a day. Each person has their own."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.ui.models import TodayMark

LONGEST_DAYS = 92
_LONGEST_KEY = 120


def put_off(viewer: User, key: str, until: dt.date) -> TodayMark:
    """Hide an item from its person until a day. Raises `Invalid` for a day that is past or more than 92 days off."""
    days = (until - timezone.localdate()).days
    if not 0 < days <= LONGEST_DAYS:
        words = _("Choose a day within the next %(days)s days.") % {"days": LONGEST_DAYS}
        raise Invalid("wrong-day", words, {"until": words})
    return _mark(viewer, key, until)


def set_done(viewer: User, key: str) -> TodayMark:
    """Hide an item from its person for as long as its cause stays the same."""
    return _mark(viewer, key, None)


def take_back(viewer: User, key: str) -> None:
    """Show an item again."""
    for mark in TodayMark.objects.visible_to(viewer).filter(key=key):
        delete_record(mark, actor=viewer.as_actor())


def _mark(viewer: User, key: str, until: dt.date | None) -> TodayMark:
    if not key or len(key) > _LONGEST_KEY or not key.isprintable():
        raise Invalid("wrong-key", _("There is no such item."))
    mark = TodayMark.objects.visible_to(viewer).filter(key=key).first()
    if mark is not None:
        return update_record(mark, {"until": until}, actor=viewer.as_actor())
    return create_record(TodayMark(user=viewer, key=key, until=until), actor=viewer.as_actor())
