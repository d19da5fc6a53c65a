"""Background work as people see it: cards for `ui/work.html`."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from milepost.identity.public import User
from milepost.jobs.public import Work

# How long a finished piece of work is still news on a page that is opened anew.
NEWS = dt.timedelta(seconds=20)
MOST_CARDS = 4


@dataclass(frozen=True, slots=True)
class WorkCard:
    """One piece of work and its addresses."""

    work: Work
    url: str
    cancel_url: str


def card_of(work: Work) -> WorkCard:
    """Return the card; the pages behind its addresses are the web room's."""
    return WorkCard(work, reverse("web:work-detail", args=[work.pk]), reverse("web:work-cancel", args=[work.pk]))


def cards_of(user: User, *, beside: str) -> list[WorkCard]:
    """Return what the person waits for or has just got, newest first, but what the page `beside` shows. One query."""
    news = Q(finished_at=None) | (Q(finished_at__gte=timezone.now() - NEWS) & ~Q(result_url=beside))
    return [card_of(work) for work in Work.objects.of(user.as_actor()).filter(news)[:MOST_CARDS]]
