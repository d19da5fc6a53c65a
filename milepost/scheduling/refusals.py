"""Plans that cannot be scheduled: links and assignments that lead nowhere, and links in a circle."""

from collections.abc import Collection, Sequence

from milepost.lib.errors import Invalid, NotFound
from milepost.scheduling.checks import Id
from milepost.scheduling.outline import Outline
from milepost.scheduling.records import Link, Plan


def refuse_assignments(plan: Plan, outline: Outline) -> None:
    """Refuse an assignment to a task that is not there."""
    for each in plan.assignments:
        if each.task_id not in outline.tasks:
            words = f"The assignment of “{each.resource_id}” names the task “{each.task_id}”, which does not exist."
            raise Invalid("unknown-task", words, task_id=each.task_id, resource_id=each.resource_id)


def refuse_link(outline: Outline, link: Link) -> None:
    """Refuse a link to nowhere, to itself, or between a summary and its own part."""
    name, tasks = outline.name, outline.tasks
    for each in (link.predecessor_id, link.successor_id):
        if each not in tasks:
            words = (
                f"The link “{link.predecessor_id}” → “{link.successor_id}” names the task “{each}”, "
                "which does not exist."
            )
            raise Invalid("unknown-task", words, task_id=each, link=link)
    if link.predecessor_id == link.successor_id:
        words = f"{name(link.predecessor_id)} is linked to itself."
        raise Invalid("link-to-itself", words, task_id=link.predecessor_id, link=link)
    for above, below in (link.predecessor_id, link.successor_id), (link.successor_id, link.predecessor_id):
        if above in outline.children and above in outline.ancestors(below):
            words = f"The summary {name(above)} is linked to {name(below)}, its own part."
            raise Invalid("link-to-own-child", words, task_ids=(above, below), link=link)


def known_ids(ids: object, plans: Sequence[Plan], function: str) -> frozenset[Id]:
    """Return ids of tasks, all of which one of the plans has; a text by itself is no collection of ids."""
    if isinstance(ids, str) or not isinstance(ids, Collection):
        raise Invalid("wrong-argument", f"{function} takes a tuple of ids, not {ids!r}.", function=function)
    there = {task.id for plan in plans for task in plan.tasks} if ids else set()
    for each in ids:
        if each not in there:
            words = f"{function} names the task “{each}”, which does not exist."
            raise NotFound("unknown-task", words, task_id=each)
    return frozenset(ids)


def from_least(numbers: Sequence[int]) -> Sequence[int]:
    """Return a circle so that it begins with its least number."""
    first = numbers.index(min(numbers))
    return [*numbers[first:], *numbers[:first]]


def cycle(outline: Outline, ids: Sequence[Id], mirrored: bool) -> Invalid:
    """Return the refusal of a circle of links; a summary's nodes are named once."""
    found = [each for at, each in enumerate(ids) if each != ids[at - 1] or len(ids) == 1]
    if mirrored:
        found.reverse()
    path = " → ".join(outline.name(each) for each in [*found, found[0]])
    return Invalid("cycle", f"The links run in a circle: {path}.", task_ids=tuple(found))
