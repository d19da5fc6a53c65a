"""Asking a customer for what is late: the message is a person's own, that it was sent is written down."""

from milepost.audit.public import record_event
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.projects.models import Task
from milepost.projects.queries.nudges import NUDGED


def note_nudge(task: Task, *, actor: Actor) -> None:
    """Write down that the customer was asked for a task today."""
    demand(actor, Right.WRITE)
    record_event(task, NUDGED, actor=actor)
