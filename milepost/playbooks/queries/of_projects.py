"""A project as the beginning of a playbook: its tasks as steps, its people as roles, no name of anybody."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.public import AccountContact, AccountTeamMember, Stance, TeamRole
from milepost.playbooks.drafting.outlines import free_key
from milepost.playbooks.reading.measures import LENGTH_MINUTES_MOST
from milepost.playbooks.reading.writing import step_data
from milepost.playbooks.records import DayKind, Offset, Step, StepLink
from milepost.projects.public import ChecklistItem, Dependency, Letter, PartySide, Project, Task, TaskParty

_LETTERS = {
    Letter.RESPONSIBLE: "does",
    Letter.ACCOUNTABLE: "answers",
    Letter.CONSULTED: "asked",
    Letter.INFORMED: "told",
}
_STEPS_MOST = 500


def playbook_of_project(project: Project, name: str) -> dict[str, Any]:
    """Return what a playbook says that would make a project like this one. Seven queries.

    Summaries become phases, what is below them its steps. A task that follows nothing counts from the start of the
    project. People become roles by what they are to the account; the account's name becomes a variable.
    """
    tasks = list(Task.objects.filter(project=project).order_by("outline_order", "pk"))
    return _Making(project, tasks, name).data()


class _Making:
    def __init__(self, project: Project, tasks: list[Task], name: str) -> None:
        self.project, self.name = project, name
        self.leaves = [task for task in tasks if not task.is_summary][:_STEPS_MOST]
        self.by_key = {task.pk: task for task in tasks}
        self.keys: dict[int, str] = {}
        self.taken = {"start", "contract-start", "renewal", "go-live"}
        self.roles: dict[str, dict[str, Any]] = {}

    def data(self) -> dict[str, Any]:
        for task in self.leaves:
            self.keys[task.pk] = self._key(self._text(task.title))
        parts, links, lists = self._parts(), self._links(), self._checklists()
        phases: dict[str, dict[str, Any]] = {}
        for task in self.leaves:
            top = self._top(task)
            title = self._text(top.title) if top is not task else _("Work")
            place = str(top.pk) if top is not task else ""
            phase = phases.setdefault(place, {"key": "", "title": title, "steps": []})
            phase["key"] = phase["key"] or self._key(title)
            phase["steps"].append(self._step(task, parts[task.pk], links[task.pk], lists[task.pk]))
        go_live = self.keys.get(self.project.go_live_id or 0, "")
        is_milestone = bool(go_live) and self.by_key[self.project.go_live_id or 0].is_milestone
        return {
            "name": self.name,
            "kind": self.project.kind,
            "method": self.project.method,
            "anchor": "start",
            "outcome": self._text(self.project.description),
            "roles": list(self.roles.values()),
            "phases": list(phases.values()),
            **({"go-live": go_live} if is_milestone else {}),
        }

    def _key(self, title: str) -> str:
        key = free_key(title, self.taken)
        self.taken.add(key)
        return key

    def _text(self, text: str) -> str:
        """Return a text in which braces are none of a variable, and the account's name is one."""
        plain = text.replace("{{", "{ {").replace("}}", "} }").strip()
        account = self.project.account
        return plain.replace(account.name, "{{ account.name }}") if account is not None else plain

    def _top(self, task: Task) -> Task:
        while task.parent_id in self.by_key:
            task = self.by_key[task.parent_id or 0]
        return task

    def _step(self, task: Task, parts: dict[str, list[str]], after: list[StepLink], checklist: list[str]) -> Any:
        return step_data(
            Step(
                key=self.keys[task.pk],
                title=self._text(task.title)[:300],
                description=self._text(task.description),
                **{name: tuple(dict.fromkeys(keys)) for name, keys in parts.items()},  # type: ignore[arg-type] # letters
                lasts_minutes=0 if task.is_milestone else min(task.duration_minutes or 480, LENGTH_MINUTES_MOST),
                is_milestone=task.is_milestone,
                effort_minutes=None if task.is_milestone else task.estimate_minutes,
                starts=None if after else self._starts(task),
                after=tuple(after),
                checklist=tuple(self._text(each) for each in checklist),
                accepted_when=tuple(self._text(each) for each in task.accepted_when),
                seen_by=task.visibility,
                is_meeting=task.is_meeting,
            )
        )

    def _starts(self, task: Task) -> Offset | None:
        first = min((one.start_on for one in self.leaves if one.start_on), default=None)
        if task.start_on is None or first is None or task.start_on <= first:
            return None
        days = (first + dt.timedelta(days=at) for at in range(1, (task.start_on - first).days + 1))
        return Offset(sum(day.weekday() < 5 for day in days), DayKind.WORKING, "start")  # noqa: PLR2004 - Monday to Friday

    def _links(self) -> dict[int, list[StepLink]]:
        found: dict[int, list[StepLink]] = defaultdict(list)
        for link in Dependency.objects.filter(successor__project=self.project).order_by("pk"):
            before = self.keys.get(link.predecessor_id)
            if before and link.successor_id in self.keys:
                found[link.successor_id].append(StepLink(before, link.type, link.lag_minutes))
        return found

    def _checklists(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for item in ChecklistItem.objects.filter(task__project=self.project).order_by("position", "pk"):
            found[item.task_id].append(item.text)
        return found

    def _parts(self) -> dict[int, dict[str, list[str]]]:
        """Return by task which roles have which letter, and note the roles."""
        found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        names = self._named()
        for party in TaskParty.objects.filter(task__in=list(self.keys)).order_by("pk"):
            key = self._role(party, names)
            found[party.task_id][_LETTERS[Letter(party.letter)]].append(key)
        return found

    def _named(self) -> dict[tuple[str, int], tuple[str, str]]:
        """Return what people are to the account: the role or stance, and what it is called."""
        account = self.project.account
        team = list(AccountTeamMember.objects.filter(account=account).order_by("since", "pk")) if account else []
        places = list(AccountContact.objects.filter(account=account).order_by("pk")) if account else []
        ours = {("user", one.user_id): (one.role, str(TeamRole(one.role).label)) for one in team}
        return ours | {("contact", one.contact_id): (one.stance, str(Stance(one.stance).label)) for one in places}

    def _role(self, party: TaskParty, names: dict[tuple[str, int], tuple[str, str]]) -> str:
        who = ("user", party.user_id) if party.user_id else ("contact", party.contact_id or 0)
        source, name = names.get((who[0], who[1] or 0), ("", party.role or self._unnamed(party)))
        place = f"{party.side}:{source}:{name}"
        if place not in self.roles:
            key = free_key(name, (role["key"] for role in self.roles.values()))
            said = {"key": key, "name": name[:80], "side": party.side, "from": source, "part": "contributes"}
            self.roles[place] = {field: value for field, value in said.items() if value}
        return str(self.roles[place]["key"])

    def _unnamed(self, party: TaskParty) -> str:
        return _("Colleague") if party.side == PartySide.OURS else _("Somebody of the customer")
