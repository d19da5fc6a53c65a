"""Choices of closing a project, and what upper rooms offer for its hand-over."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.lib.actor import Actor
from milepost.lib.registry import Registry


class EndKind(models.TextChoices):
    """What may be open when a project ends."""

    TASK = "task", _("Task")
    DELIVERABLE = "deliverable", _("Deliverable")
    CHANGE = "change", _("Change request")


class Fate(models.TextChoices):
    """What becomes of what is open."""

    FINISHED = "finished", _("Is finished")
    DROPPED = "dropped", _("Is dropped")
    CARRIED = "carried", _("Goes into the hand-over")


class LessonKind(models.TextChoices):
    WELL = "well", _("Went well")
    BETTER = "better", _("To do better")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverRequest:
    """A project that ends, for its hand-over to `keeper`, who looks after the account from now on."""

    account: Account
    name: str
    keeper: User | None
    viewer: User
    actor: Actor
    on: dt.date


@dataclass(frozen=True, slots=True)
class HandOver:
    """A way to begin the hand-over as a project of its own; `begin` answers with the number of that project.

    `is_offered` says whether it can be begun now by somebody.
    """

    key: str
    label: str | Promise
    order: int
    begin: Callable[[HandOverRequest], int]
    is_offered: Callable[[User], bool]


hand_overs: Registry[HandOver] = Registry(
    "projects.hand-overs", "projects that a closing can begin for the hand-over", key=lambda way: way.key
)
