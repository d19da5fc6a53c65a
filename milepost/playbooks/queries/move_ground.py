"""What stands in a project that was begun from a playbook: which task is which step, and what people made of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from milepost.accounts.public import Account
from milepost.playbooks.models import Run, RunStep
from milepost.playbooks.queries.roles import fillings
from milepost.playbooks.records import PlaybookDocument, Role
from milepost.playbooks.records_start import Filling, Person
from milepost.projects.public import (
    ChecklistItem,
    Dependency,
    Letter,
    Task,
    TaskComment,
    TaskParty,
    TaskState,
    TimeEntry,
)

LETTERS = (
    (Letter.RESPONSIBLE, "does"),
    (Letter.ACCOUNTABLE, "answers"),
    (Letter.CONSULTED, "asked"),
    (Letter.INFORMED, "told"),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Tasks by key of step (of those still there) and of phase; their links by ends and type; parts, checklists.

    `made` are the steps that the run made, gone ones included. `talked` are tasks with comments, `begun` those that
    were begun, done, cancelled, or had time written on them, `children` what stands below a task.
    """

    made: frozenset[str]
    tasks: Mapping[str, Task]
    phases: Mapping[str, Task]
    links: Mapping[tuple[int, int, str], Dependency]
    parties: Mapping[int, list[TaskParty]]
    checklists: Mapping[int, list[ChecklistItem]]
    talked: frozenset[int]
    begun: frozenset[int]
    children: Mapping[int, set[int]]


def ground_of(run: Run, document: PlaybookDocument) -> Ground:
    """Return what stands in the project of a run that was begun from `document`. Seven queries."""
    made = dict(RunStep.objects.filter(run=run).values_list("step", "task_id"))
    rows = Task.objects.in_bulk(list(Task.objects.filter(project=run.project_id).values_list("pk", flat=True)))
    tasks = {key: rows[number] for key, number in made.items() if number in rows}
    timed = TimeEntry.objects.filter(task__project=run.project_id).values_list("task", flat=True)
    links = Dependency.objects.filter(successor__project=run.project_id)
    parties = TaskParty.objects.filter(task__project=run.project_id).select_related("user", "contact")
    comments = TaskComment.objects.filter(task__project=run.project_id).values_list("task", flat=True)
    begun = {task.pk for task in rows.values() if task.state != TaskState.TODO or task.percent_complete}
    return Ground(
        frozenset(made),
        tasks,
        dict(_phases(document, tasks, rows)),
        {(link.predecessor_id, link.successor_id, link.type): link for link in links},
        _by_task(parties),
        _by_task(ChecklistItem.objects.filter(task__project=run.project_id)),
        frozenset(comments),
        frozenset(begun | set(timed)),
        _children(rows.values()),
    )


def people_of(document: PlaybookDocument, account: Account, ground: Ground, roles: Iterable[Role]) -> list[Filling]:
    """Return who fills each of `roles`: who has its parts in the project, else whom the account names for it."""
    votes: dict[str, Counter[Person | None]] = defaultdict(Counter)
    sides = {role.key: role.side for role in document.roles}
    for step in document.steps:
        if step.key not in ground.tasks:
            continue
        parties = ground.parties.get(ground.tasks[step.key].pk, [])
        for letter, name in LETTERS:
            for side in set(sides.values()):
                keys = [key for key in getattr(step, name) if sides[key] == side]
                found = [party for party in parties if party.letter == letter and party.side == side]
                if len(keys) == len(found) == 1:
                    votes[keys[0]][_person(found[0])] += 1
    return [
        Filling(role=each.role, person=votes[each.role.key].most_common(1)[0][0]) if votes[each.role.key] else each
        for each in fillings(tuple(roles), account, {})
    ]


def _children(tasks: Iterable[Task]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for task in tasks:
        if task.parent_id is not None:
            found[task.parent_id].add(task.pk)
    return found


def _person(party: TaskParty) -> Person | None:
    if party.user is not None and not party.user.is_active:
        return None
    return party.user or party.contact


def _by_task[R: (TaskParty, ChecklistItem)](rows: Iterable[R]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.task_id].append(row)
    return found


def _phases(
    document: PlaybookDocument, tasks: Mapping[str, Task], rows: Mapping[int, Task]
) -> Iterable[tuple[str, Task]]:
    """Yield the task of each phase: the one below which most of its steps stand."""
    for phase in document.phases:
        above = Counter(task.parent_id for step in phase.steps if (task := tasks.get(step.key)) and task.parent_id)
        if above:
            yield phase.key, rows[above.most_common(1)[0][0]]
