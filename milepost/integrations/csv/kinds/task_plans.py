"""The rows of one project: where each stands in the outline, what it follows, who does it, and what of that is new."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.integrations.csv.kinds.lookups import Faults, People
from milepost.integrations.csv.kinds.task_fields import task_values
from milepost.integrations.csv.records import Fault, Row, Run
from milepost.integrations.csv.task_keys import ImportedTask
from milepost.lib.errors import DomainError
from milepost.lib.text import fold
from milepost.projects.public import (
    Dependency,
    Letter,
    LinkEdit,
    LinkWords,
    NewTask,
    PartyEdit,
    PlanEdit,
    Project,
    Task,
    TaskEdit,
    TaskParty,
    preview_plan,
    read_links,
)

OWN_SOURCE = "milepost"
_OF_LEAVES = frozenset(
    ("constraint_kind", "constraint_at", "duration_minutes", "percent_complete", "state", "is_milestone")
)
type Node = int | str


@dataclass(slots=True)
class Wanted:
    """What one row asks of the plan. `node` names its task: by its number, or by a key of this import if it is new."""

    of: "PlannedProject"
    row: Row
    key: str
    node: Node
    is_new: bool
    faults: list[Fault]
    values: dict[str, Any] = field(default_factory=dict)
    parent: Node | None = None
    links: list[tuple[Node, LinkWords]] = field(default_factory=list)
    parties: list[PartyEdit] = field(default_factory=list)

    def edits(self) -> Iterator[PlanEdit]:
        """Walk what is to be done: the task, who does it. Links come when all tasks are there."""
        if self.is_new:
            yield NewTask(str(self.node), self.values, self.parent)
        elif self.values:
            yield TaskEdit(self.node, self.values)
        yield from self.parties
        for before, link in self.links:
            yield LinkEdit(before, self.node, link.type, link.lag_minutes, link.lag_kind, link.lag_percent)


class PlannedProject:
    """The rows of one project of a file, read against the plan as it is."""

    def __init__(self, project: Project, run: Run, people: People) -> None:
        self.project, self._run, self._people = project, run, people
        self._tasks = {task.pk: task for task in Task.objects.filter(project=project.pk)} if project.pk else {}
        parties = TaskParty.objects.filter(task__project=project.pk) if self._tasks else TaskParty.objects.none()
        doing = parties.filter(letter=Letter.RESPONSIBLE).select_related("user", "contact")
        self._doing = {(party.task_id, fold(str(party.user or party.contact or party.role))) for party in doing}
        self._doing |= {(party.task_id, party.user.email) for party in doing if party.user}
        links = Dependency.objects.filter(successor__project=project.pk) if self._tasks else ()
        self._links: dict[tuple[Node, Node, str], Dependency] = {
            (link.predecessor_id, link.successor_id, link.type): link for link in links
        }

    def read(self, rows: Sequence[Row]) -> list[Wanted]:
        """Return what each row asks. A row below or after one that is refused is refused as well."""
        known = self._known([row.key or self._number(row) for row in rows])
        wanted = [self._begun(row, known) for row in rows]
        self._refuse_twice(wanted)
        self._stand_in_outline(wanted)
        names = {one.key: one for one in reversed(wanted)} | {self._number(one.row): one for one in reversed(wanted)}
        names.pop("", None)
        for one in wanted:
            self._follow(one, names)
            self._who(one)
        self._refuse_with(wanted)
        self._try(wanted)
        return wanted

    def _known(self, keys: Sequence[str]) -> dict[str, Task]:
        """Return the tasks of this project that were imported from this source, by their key there."""
        if not self._tasks:
            return {}
        rows = ImportedTask.objects.filter(source=self._run.settings.source, task__project=self.project.pk)
        asked = set(keys)
        found = {row.key: self._tasks[row.task_id] for row in rows if row.key in asked}
        if self._run.settings.source.lower() == OWN_SOURCE:  # our own table says which task it was
            found |= {str(number): task for number, task in self._tasks.items() if str(number) in asked}
        return found

    def _begun(self, row: Row, known: dict[str, Task]) -> Wanted:
        faults = Faults(self._run, row.values)
        faults.found += row.faults
        key = row.key or self._number(row)
        stored = known.get(key)
        if not key:
            faults.add("wbs", _("A row needs a number, or a key."))
        if stored is None and not row.values.get("title"):
            faults.add("title", _("Say what is to be done."))
        node: Node = stored.pk if stored is not None else f"row {row.number}"
        values = task_values(row, stored, faults)
        return Wanted(self, row, key, node, stored is None, faults.found, values)

    def _number(self, row: Row) -> str:
        return str(row.values.get("wbs") or "").strip().rstrip(".")

    def _refuse_twice(self, wanted: list[Wanted]) -> None:
        seen: dict[str, Wanted] = {}
        for one in wanted:
            number = self._number(one.row)
            first = seen.setdefault(number, one)
            if number and first is not one:
                self._fault(one, "wbs", _("Row %(row)s has this number already.") % {"row": first.row.number})

    def _stand_in_outline(self, wanted: list[Wanted]) -> None:
        """Put each new task below the row that its number or its depth names."""
        numbers = {self._number(one.row): one for one in wanted}
        above: list[Wanted] = []
        for one in wanted:
            number, depth = self._number(one.row), one.row.values.get("depth")
            parent: Wanted | None = None
            if depth is not None:
                first = above[0].row.values["depth"] if above else depth
                place = depth - first
                if place < 0 or place > len(above):
                    self._fault(one, "depth", _("The row above does not stand deep enough for this depth."))
                    continue
                parent = above[place - 1] if place else None
                above[place:] = [one]
            elif "." in number:
                parent = numbers.get(number.rpartition(".")[0])
                if parent is None:
                    name = number.rpartition(".")[0]
                    self._fault(one, "wbs", _("There is no row with the number “%(number)s”.") % {"number": name})
            one.parent = parent.node if parent is not None else None
        summaries = {one.parent for one in wanted}
        for one in wanted:
            if one.node in summaries:  # what is below decides
                one.values = {name: value for name, value in one.values.items() if name not in _OF_LEAVES}

    def _follow(self, one: Wanted, names: dict[str, Wanted]) -> None:
        text = one.row.values.get("follows")
        if not text:
            return
        try:
            found = read_links(str(text), names)
        except ValueError as error:
            self._fault(one, "follows", str(error))
            return
        for link in found:
            before = names[link.number].node
            stored = self._links.get((before, one.node, link.type))
            same = ("lag_kind", "lag_minutes", "lag_percent")
            if stored is None or any(getattr(stored, name) != getattr(link, name) for name in same):
                one.links.append((before, link))

    def _who(self, one: Wanted) -> None:
        """Give the work to colleagues, to people of the account, or to a role of that name; nobody is taken off it."""
        for name in str(one.row.values.get("who") or "").replace(";", ",").split(","):
            text = " ".join(name.split())
            if text and not {(one.node, fold(text)), (one.node, text.lower())} & self._doing:
                one.parties.append(self._party(one.node, text))

    def _party(self, node: Node, text: str) -> PartyEdit:
        try:
            return PartyEdit(task_id=node, user_id=self._people.named(text).pk)
        except ValueError:
            contacts = self._contacts.get(fold(text), [])
            if len(contacts) == 1:
                return PartyEdit(task_id=node, contact_id=contacts[0])
            return PartyEdit(task_id=node, role=text[:80])

    @cached_property
    def _contacts(self) -> dict[str, list[int]]:
        """Return the people of the project's account, by name."""
        found: dict[str, list[int]] = {}
        if self.project.account_id is not None:
            rows = Contact.objects.filter(places__account=self.project.account_id).distinct()
            for key, name in rows.values_list("pk", "name_folded"):
                found.setdefault(name, []).append(key)
        return found

    def _refuse_with(self, wanted: list[Wanted]) -> None:
        """Refuse what stands below or after a row that is refused, until nothing more is."""
        refused = {one.node for one in wanted if one.faults and one.is_new}
        changed = True
        while changed:
            changed = False
            for one in wanted:
                if one.faults:
                    continue
                if one.parent in refused:
                    self._fault(one, "wbs", _("The row above it in the outline was refused, so this one was too."))
                elif any(before in refused for before, _link in one.links):
                    self._fault(one, "follows", _("A row that it follows was refused, so this one was too."))
                else:
                    continue
                changed = True
                if one.is_new:
                    refused.add(one.node)

    def _try(self, wanted: list[Wanted]) -> None:
        """Compute the plan as it would be; where that fails, refuse all rows that would change it."""
        asking = [one for one in wanted if not one.faults]
        edits = in_order([edit for one in asking for edit in one.edits()])
        if not edits:
            return
        try:
            preview_plan(self.project, edits, as_one=True)
        except DomainError as error:
            for one in asking:
                if list(one.edits()):
                    self._fault(one, "follows" if one.links else "", error.message)

    def _fault(self, one: Wanted, name: str, words: str) -> None:
        faults = Faults(self._run, one.row.values)
        faults.add(name, words)
        one.faults.extend(faults.found)


def in_order(edits: Sequence[PlanEdit]) -> list[PlanEdit]:
    """Put links last: they may name tasks that stand further down."""
    return [edit for edit in edits if not isinstance(edit, LinkEdit)] + [
        edit for edit in edits if isinstance(edit, LinkEdit)
    ]
