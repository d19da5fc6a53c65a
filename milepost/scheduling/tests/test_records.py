"""Records take plain text where an enumeration is meant, and refuse what it does not know."""

import pytest

from milepost.lib.errors import Invalid
from milepost.scheduling.public import Constraint, LagKind, Link, LinkType, Task, TaskKind


def test_it_takes_text_for_members():
    link = Link("a", "b", "FF", 60, "elapsed")
    assert link.type is LinkType.FINISH_FINISH
    assert link.lag_kind is LagKind.ELAPSED
    task = Task("a", kind="meeting", constraint="SNET")
    assert task.kind is TaskKind.MEETING
    assert task.constraint is Constraint.START_NO_EARLIER_THAN


@pytest.mark.parametrize(
    "make",
    [lambda: Link("a", "b", "XX"), lambda: Link("a", "b", lag_kind="soon"), lambda: Task("a", kind="party")],
)
def test_it_refuses_what_an_enumeration_does_not_know(make):
    with pytest.raises(Invalid) as refusal:
        make()
    assert refusal.value.code == "unknown-choice"
