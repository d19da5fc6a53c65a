"""The daily mail of what is unread, in each person's morning."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from milepost.identity.mail import send_mail
from milepost.identity.models import Notification, User
from milepost.jobs.public import once

HOUR = 7
_MOST = 20


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    link: str


def people_at_breakfast(now: dt.datetime) -> Iterator[tuple[int, str]]:
    """Yield the id and local day of each active person who wants the digest, has news, and whose clock shows seven."""
    waiting = Notification.objects.unread().filter(mailed_at=None).values("user")
    people = User.objects.active().filter(wants_digest=True, pk__in=waiting)
    for user_id, zone in people.values_list("pk", "timezone"):
        local = now.astimezone(zoneinfo.ZoneInfo(zone))
        if local.hour == HOUR:
            yield user_id, local.date().isoformat()


def claim(user_id: int, day: str, enqueue: Callable[[int, str], object]) -> None:
    """Enqueue a person's digest of a day, once however often the hour's run is repeated."""
    with once(f"digest:{user_id}:{day}") as is_first:
        if is_first:
            enqueue(user_id, day)


def mail_digest(user_id: int, day: str) -> None:
    """Mail what is unread and was not mailed yet, then mark it.

    No transaction is open while the mail server answers: that would keep every writer waiting. If it refuses,
    nothing is marked and the job tries again; a worker that dies in between sends twice, with one Message-ID.
    """
    user = User.objects.active().filter(pk=user_id, wants_digest=True).first()
    if user is None:
        return
    news = list(Notification.objects.visible_to(user).unread().filter(mailed_at=None).order_by("-id"))
    if not news:
        return
    _send(user, news, day)
    Notification.objects.filter(pk__in=[notice.pk for notice in news]).update(mailed_at=timezone.now())


def _send(user: User, news: list[Notification], day: str) -> None:
    preferences_url = settings.BASE_URL + reverse("web:preferences")
    with translation.override(user.language):
        subject = ngettext("%(count)s thing waits for you", "%(count)s things wait for you", len(news))
        context = {
            "notifications": [_Line(notice.text, _absolute(notice.url)) for notice in news[:_MOST]],
            "more_count": max(0, len(news) - _MOST),
            "inbox_url": settings.BASE_URL + reverse("web:notification-list"),
            "preferences_url": preferences_url,
        }
        # One Message-ID a day: should a crash send it again, mail programs show it once.
        host = settings.BASE_URL.partition("://")[2].partition(":")[0]
        headers = {"List-Unsubscribe": f"<{preferences_url}>", "Message-ID": f"<digest-{user.pk}-{day}@{host}>"}
        send_mail("digest", user.email, subject % {"count": len(news)}, context, headers)


def _absolute(url: str) -> str:
    return settings.BASE_URL + (url if url.startswith("/") else "/")
