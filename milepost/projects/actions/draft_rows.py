"""Writing what people decided: the rows of a draft that are new, other or gone."""

from collections import ChainMap
from typing import Any

from milepost.audit.public import create_records, delete_record, update_records, with_first_parts
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict
from milepost.projects.models import Dependency, Task
from milepost.projects.queries.drafts import Draft


def write_rows(draft: Draft, actor: Actor) -> dict[int, int]:
    """Write what people decided; return the numbers that new tasks were given, by those they had in the draft."""
    for link in draft.removed_links.values():
        delete_record(_with_ends(draft, link), actor=actor)
    numbers = _create_tasks(draft, actor)
    changed = [
        (draft.as_stored(draft.rows.tasks[key]), _numbered(values, numbers))
        for key, values in draft.task_changes.items()
        if key not in draft.removed_tasks
    ]
    if changed:
        _all_written(update_records(changed, actor=actor, are_read=True))
    _create_links(draft, numbers, actor)
    _write_parties(draft, numbers, actor)
    links = [(draft.rows.links[key], values) for key, values in draft.link_changes.items()]
    if links:
        _all_written(update_records(links, actor=actor))
    for task in _leaves_first(draft.removed_tasks):
        delete_record(task, actor=actor)
    return numbers


def _create_tasks(draft: Draft, actor: Actor) -> dict[int, int]:
    """Insert new tasks level by level: a parent needs its number before its children name it."""
    numbers: dict[int, int] = {}
    waiting = list(draft.new_tasks)
    while waiting:
        ready = [task for task in waiting if (task.parent_id or 0) >= 0 or task.parent_id in numbers]
        temporary = [task.pk for task in ready]
        for task in ready:
            task.pk = None  # the database gives it
            task.parent_id = numbers.get(task.parent_id or 0, task.parent_id)
        create_records(ready, actor=actor)
        numbers |= {old: task.pk for old, task in zip(temporary, ready, strict=True)}
        waiting = [task for task in waiting if task.pk < 0]
    draft.rows.tasks = {numbers.get(key, key): task for key, task in draft.rows.tasks.items()}
    draft.keys = {key: numbers.get(number, number) for key, number in draft.keys.items()}
    return numbers


def _create_links(draft: Draft, numbers: dict[int, int], actor: Actor) -> None:
    for link in draft.new_links:
        link.pk = None  # the database gives it
        link.predecessor_id = numbers.get(link.predecessor_id, link.predecessor_id)
        link.successor_id = numbers.get(link.successor_id, link.successor_id)
    create_records([_with_ends(draft, link) for link in draft.new_links], actor=actor)


def _with_ends(draft: Draft, link: Dependency) -> Dependency:
    """Give a link the tasks in memory: the log calls it by them, and would read each anew."""
    tasks = ChainMap(draft.rows.tasks, draft.removed_tasks)
    link.predecessor, link.successor = tasks[link.predecessor_id], tasks[link.successor_id]
    return link


def _write_parties(draft: Draft, numbers: dict[int, int], actor: Actor) -> None:
    for party in draft.removed_parties:
        delete_record(party, actor=actor)
    tasks = ((party, numbers.get(key, key)) for key, parties in draft.new_parties.items() for party in parties)
    present = []
    for party, task_id in tasks:
        if task_id in draft.rows.tasks:
            party.task = draft.rows.tasks[task_id]
            present.append(party)
    with with_first_parts(*draft.new_tasks):
        create_records(present, actor=actor)


def _numbered(values: dict[str, Any], numbers: dict[int, int]) -> dict[str, Any]:
    """Return values in which a key to a new task is the number that it was given."""
    if "parent_id" not in values:
        return values
    return {**values, "parent_id": numbers.get(values["parent_id"], values["parent_id"])}


def _leaves_first(tasks: dict[int, Task]) -> list[Task]:
    return sorted(tasks.values(), key=lambda task: (-task.depth, -task.outline_order, -task.pk))


def _all_written(result: tuple[list[Any], list[tuple[Any, Conflict]]]) -> None:
    for _record, conflict in result[1]:
        raise conflict
