"""A playbook as edits of a project: every step a task, with links, dates, parties and texts filled in."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from milepost.accounts.public import Contact
from milepost.identity.public import User
from milepost.playbooks.queries.days import day_of
from milepost.playbooks.queries.outline import links_of
from milepost.playbooks.reading.circles import milestone_of
from milepost.playbooks.reading.variables import filled
from milepost.playbooks.records import Offset, PlaybookDocument, Step
from milepost.playbooks.records_start import Filling
from milepost.projects.public import (
    ConstraintKind,
    IsWorking,
    Letter,
    NewTask,
    PartyEdit,
    PlanEdit,
    ProjectEdit,
)

_LETTERS = (
    (Letter.RESPONSIBLE, "does"),
    (Letter.ACCOUNTABLE, "answers"),
    (Letter.CONSULTED, "asked"),
    (Letter.INFORMED, "told"),
)
_TITLE_MOST = 300


@dataclass(frozen=True, slots=True)
class Planning:
    """All that decides what a playbook becomes: its steps that are made, known days, people, values of variables."""

    document: PlaybookDocument
    dates: Mapping[str, dt.date]
    fillings: Mapping[str, Filling]
    values: Mapping[str, str]
    is_working: IsWorking

    def text(self, text: str, most: int | None = None) -> str:
        return filled(text, self.values)[:most]

    def edits(self, milestones: Mapping[str, dt.date] | None = None) -> list[PlanEdit]:
        """Return the edits that make the plan; `milestones` are the days of those that steps are counted back from."""
        dates = {**self.dates, **(milestones or {})}
        found: list[PlanEdit] = []
        for phase in self.document.phases:
            found.append(NewTask(phase.key, {"title": self.text(phase.title, _TITLE_MOST)}))
            found += [NewTask(step.key, self._values(step, dates), parent_id=phase.key) for step in phase.steps]
        found += links_of(self.document)
        for step in self.document.steps:
            found += self._parties(step)
        if self.document.go_live:
            found.append(ProjectEdit({"go_live_id": self.document.go_live}))
        return found

    def milestones_counted_back_from(self) -> set[str]:
        """Return the milestones whose days must be computed before others can be."""
        starts = [step.starts for step in self.document.steps if step.starts is not None and step.starts.days < 0]
        due = [step.due for step in self.document.steps if step.due is not None]
        return {key for offset in (*starts, *due) if (key := milestone_of(self.document, offset))}

    def checklists(self) -> dict[str, list[str]]:
        return {
            step.key: [self.text(each, _TITLE_MOST) for each in step.checklist]
            for step in self.document.steps
            if step.checklist
        }

    def _values(self, step: Step, dates: Mapping[str, dt.date]) -> dict[str, Any]:
        values: dict[str, Any] = {
            "title": self.text(step.title, _TITLE_MOST),
            "description": self.text(step.description),
            "visibility": step.seen_by,
            "is_milestone": step.is_milestone,
            "is_meeting": step.is_meeting,
            "duration_minutes": step.lasts_minutes,
            "estimate_minutes": step.effort_minutes,
            "accepted_when": [self.text(each) for each in step.accepted_when],
        }
        starts_on = self._day(step.starts, dates, is_start=True)
        if starts_on is not None:
            values["constraint_kind"] = ConstraintKind.START_NO_EARLIER_THAN
            values["constraint_at"] = dt.datetime.combine(starts_on, dt.time())
        values["deadline_on"] = self._day(step.due, dates)
        return values

    def _day(self, offset: Offset | None, dates: Mapping[str, dt.date], *, is_start: bool = False) -> dt.date | None:
        if offset is None:
            return None
        milestone = milestone_of(self.document, offset)
        if milestone and is_start and offset.days >= 0:
            return None  # a link says it, and follows the milestone
        anchor_on = dates.get(milestone or offset.anchor or self.document.anchor)
        return None if anchor_on is None else day_of(offset, anchor_on, self.is_working)

    def _parties(self, step: Step) -> Iterator[PartyEdit]:
        for letter, name in _LETTERS:
            seen: set[tuple[str, Any]] = set()
            for key in getattr(step, name):
                edit = party_of(step.key, letter, self.fillings[key])
                who = (edit.role, edit.user_id or edit.contact_id)
                if who not in seen:
                    seen.add(who)
                    yield edit


def party_of(task: int | str, letter: str, filling: Filling) -> PartyEdit:
    """Return the part that who fills a role has in a task."""
    person = filling.person
    if isinstance(person, User):
        return PartyEdit(task_id=task, letter=letter, user_id=person.pk)
    if isinstance(person, Contact):
        return PartyEdit(task_id=task, letter=letter, contact_id=person.pk)
    return PartyEdit(task_id=task, letter=letter, role=filling.role.name, side=filling.role.side)


def without_parties(edits: Sequence[PlanEdit]) -> list[PlanEdit]:
    """Return the edits without those who do not work: only who does it bears on dates."""
    return [edit for edit in edits if not isinstance(edit, PartyEdit) or edit.letter == Letter.RESPONSIBLE]
