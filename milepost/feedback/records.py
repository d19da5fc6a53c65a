"""Choices of requests, and where upper rooms say what a request can become."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.lib.registry import Registry


class RequestKind(models.TextChoices):
    """What somebody wants."""

    QUESTION = "question", _("Question")
    SERVICE = "service", _("Something to be done")
    WISH = "wish", _("Wish for the product")
    COMPLAINT = "complaint", _("Complaint")


class RequestDoor(models.TextChoices):
    """Which way it came."""

    PAGE = "page", _("Written down by a colleague")
    MAIL = "mail", _("Mail")
    API = "api", _("API")
    PORTAL = "portal", _("Portal")


class RequestState(models.TextChoices):
    """Where it stands. New ones wait for somebody to decide what becomes of them."""

    NEW = "new", _("New")
    WORK = "work", _("In work")
    WAITING = "waiting", _("Waits for them")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")
    JOINED = "joined", _("Joined with another")


OPEN_STATES = (RequestState.NEW, RequestState.WORK, RequestState.WAITING)
ENDS = (RequestState.DONE, RequestState.DECLINED, RequestState.JOINED)


class Outcome(models.TextChoices):
    """What it became."""

    ANSWER = "answer", _("An answer")
    TASK = "task", _("A task")
    PROJECT = "project", _("A project")


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """What a request became, as the viewer may see it. `sentence` is what the requester may be told of it."""

    words: str
    url: str
    sentence: str


@dataclass(frozen=True, slots=True)
class OutcomeSource:
    """Of one kind of outcome: `shown(key, viewer)` tells what a request became, None where the viewer sees nothing."""

    key: str
    shown: Callable[[str, Any], OutcomeShown | None]


outcome_sources: Registry[OutcomeSource] = Registry(
    "feedback.outcomes", "what requests became, as the room that has it says it", key=lambda source: source.key
)


@dataclass(frozen=True, slots=True)
class TriageOffer:
    """Something that a request can become: a page that makes it, given the request's number as `pk`."""

    key: str
    label: Any
    icon: str
    url_name: str
    order: int
    right: Any = None


triage_offers: Registry[TriageOffer] = Registry(
    "feedback.triage", "what a request can become besides an answer", key=lambda offer: offer.key
)
