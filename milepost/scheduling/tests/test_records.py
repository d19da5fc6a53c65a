"""Records take plain text where an enumeration is meant, and refuse what it does not know."""

import pytest

from milepost.lib.errors import Invalid
from milepost.scheduling.public import Constraint, LagKind, Link, LinkType, Plan, Resource, Task, TaskKind


def test_it_takes_text_for_members():
    link = Link("a", "b", "FF", 60, "elapsed")
    assert link.type is LinkType.FINISH_FINISH
    assert link.lag_kind is LagKind.ELAPSED
    task = Task("a", kind="meeting", constraint="SNET")
    assert task.kind is TaskKind.MEETING
    assert task.constraint is Constraint.START_NO_EARLIER_THAN


@pytest.mark.parametrize(
    ("make", "field", "words"),
    [
        (lambda: Link("a", "b", "XX"), "type", "Link “a” → “b”: type 'XX' is none of FS, SS, FF, SF."),
        (lambda: Link("a", "b", lag_kind="soon"), "lag_kind", "Link “a” → “b”: lag_kind 'soon'"),
        (lambda: Task("a", "Fair", kind="party"), "kind", "Task “Fair”: kind 'party' is none of work, meeting."),
        (lambda: Task("a", constraint="never"), "constraint", "Task “a”: constraint 'never'"),
        (lambda: Resource("r", side="dark"), "side", "Resource “r”: side 'dark'"),
        (lambda: Plan((), schedule_from="middle"), "schedule_from", "Plan: schedule_from 'middle'"),
    ],
)
def test_it_refuses_what_an_enumeration_does_not_know(make, field, words):
    with pytest.raises(Invalid) as refusal:
        make()
    assert (refusal.value.code, list(refusal.value.fields)) == ("unknown-choice", [field])
    assert words in refusal.value.message
