"""The tree of a plan's tasks: which are summaries, what lies below them, and the numbers of the outline."""

from collections.abc import Iterable
from copy import copy

from milepost.lib.errors import Invalid
from milepost.scheduling.checks import Id, by_id
from milepost.scheduling.records import Plan
from milepost.scheduling.task_records import Task


class Outline:
    """Parents and children. Raises `Invalid`: an id used twice, an unknown parent, a task that is its own ancestor."""

    __slots__ = ("_numbers", "children", "tasks")

    def __init__(self, plan: Plan) -> None:
        self.tasks: dict[Id, Task] = by_id(plan.tasks, "task")
        self.children: dict[Id, list[Id]] = {}
        self._numbers: dict[Id, str] = {}
        for task in plan.tasks:
            if task.parent_id is not None:
                self.children.setdefault(task.parent_id, []).append(task.id)
        self._check()

    def with_tasks(self, tasks: Iterable[Task]) -> "Outline":
        """Return the same tree with other records of some tasks."""
        other = copy(self)
        other.tasks = {**self.tasks, **{task.id: task for task in tasks}}
        return other

    def leaves(self, summary_id: Id) -> list[Task]:
        """Return the active tasks below a summary that are no summaries themselves."""
        found, open_ids = [], list(reversed(self.children[summary_id]))
        while open_ids:
            each = open_ids.pop()
            if each in self.children:
                open_ids += reversed(self.children[each])
            elif self.tasks[each].is_active:
                found.append(self.tasks[each])
        return found

    def ancestors(self, task_id: Id) -> list[Id]:
        """Return the summaries above a task, the nearest first."""
        found = []
        parent = self.tasks[task_id].parent_id
        while parent is not None:
            found.append(parent)
            parent = self.tasks[parent].parent_id
        return found

    def deepest_first(self) -> list[Id]:
        """Return the summaries in an order in which each comes after those below it."""
        found: list[Id] = []
        open_ids = [task_id for task_id in self.children if self.tasks[task_id].parent_id is None]
        while open_ids:
            each = open_ids.pop()
            found.append(each)
            open_ids += [child for child in self.children[each] if child in self.children]
        return found[::-1]

    def number(self, task_id: Id) -> str:
        """Return the outline number: `2.1.3`."""
        if not self._numbers:
            roots = [task.id for task in self.tasks.values() if task.parent_id is None]
            open_ids = [(each, str(at)) for at, each in enumerate(roots, 1)]
            while open_ids:
                each, number = open_ids.pop()
                self._numbers[each] = number
                open_ids += [(child, f"{number}.{at}") for at, child in enumerate(self.children.get(each, ()), 1)]
        return self._numbers[task_id]

    def name(self, task_id: Id) -> str:
        """Return what a message calls a task."""
        task = self.tasks.get(task_id)
        return f"“{task.name}”" if task and task.name else f"“{task_id}”"

    def _check(self) -> None:
        for parent in self.children:
            if parent not in self.tasks:
                child = self.children[parent][0]
                words = f"{self.name(child)} lies below “{parent}”, which does not exist."
                raise Invalid("unknown-parent", words, task_id=child, parent_id=parent)
        for parent in self.children:
            seen = [parent]
            above = self.tasks[parent].parent_id
            while above is not None:
                if above in seen:
                    path = " → ".join(self.name(each) for each in (*seen, above))
                    raise Invalid("outline-cycle", f"A task lies below itself: {path}.", task_ids=tuple(seen))
                seen.append(above)
                above = self.tasks[above].parent_id
