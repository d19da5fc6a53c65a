"""The steps of two versions laid over what people made of them: what is added, changed, taken away, and stays."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from milepost.playbooks.queries.move_ground import LETTERS, Ground
from milepost.playbooks.queries.move_sides import Side
from milepost.playbooks.queries.move_values import is_touched, other_values
from milepost.playbooks.queries.planning import party_of
from milepost.playbooks.records import Step
from milepost.playbooks.records_moves import MoveChoices, MoveKind, MoveLine
from milepost.projects.public import (
    LinksOfRemoved,
    NewTask,
    PartyRemoval,
    PlanEdit,
    Task,
    TaskEdit,
    TaskParty,
    TaskPlace,
    TaskRemoval,
)


@dataclass(frozen=True, slots=True)
class Merge:
    """The older version, the newer one, what stands, and what was chosen where they disagree."""

    older: Side
    newer: Side
    ground: Ground
    choices: MoveChoices

    def lines(self) -> Iterator[MoveLine]:
        """Yield what differs, in the order of the newer version; what it has no more comes last."""
        for phase in self.newer.document.phases:
            yield from self._phase(phase.key)
            last: str | None = None
            for step in phase.steps:
                task = self.ground.tasks.get(step.key)
                if task is None:
                    yield self._added(step, phase.key, last)
                else:
                    yield from self._kept(step, phase.key, task)
                last = step.key
        new = {step.key for step in self.newer.document.steps}
        for step in self.older.document.steps:
            if step.key not in new:
                yield self._removed(step)

    def is_ended(self, key: str) -> bool:
        task = self.ground.tasks.get(key)
        return task is not None and not task.is_open

    def place_of(self, key: str) -> int | str:
        """Return how edits name a step or phase: by its task, where there is one, else by its key."""
        task = self.ground.tasks.get(key) or self.ground.phases.get(key)
        return task.pk if task is not None else key

    def _phase(self, key: str) -> Iterator[MoveLine]:
        title, task = str(self.newer.values[key]["title"]), self.ground.phases.get(key)
        if task is None:
            yield MoveLine(
                key=key,
                kind=MoveKind.ADDED,
                title=title,
                of=_("Phase"),
                edits=(NewTask(key, self.newer.values[key], after_id=self._phase_before(key)),),
            )
            return
        was = self.older.values.get(key, {}).get("title", title)
        if was != title and task.title == was:
            edit = TaskEdit(task.pk, {"title": title})
            yield MoveLine(
                key=key, kind=MoveKind.CHANGED, title=title, of=_("Phase"), before=was, after=title, edits=(edit,)
            )

    def _phase_before(self, key: str) -> int | str | None:
        keys = [phase.key for phase in self.newer.document.phases]
        at = keys.index(key)
        return self.place_of(keys[at - 1]) if at else None

    def _added(self, step: Step, phase: str, last: str | None) -> MoveLine:
        """A new step: behind the one before it in its phase, where that stands there, else as the last."""
        known = self.ground.tasks.get(last or "")
        parent = self.place_of(phase)
        stands = last is not None and (known is None or known.parent_id == parent)
        values = self.newer.values[step.key]
        made = NewTask(step.key, values, parent_id=parent, after_id=self.place_of(last) if stands and last else None)
        parties = [
            party_of(step.key, letter, self.newer.fillings[key])
            for letter, name in LETTERS
            for key in dict.fromkeys(getattr(step, name))
        ]
        return MoveLine(
            key=step.key,
            kind=MoveKind.ADDED,
            title=str(values["title"]),
            step=step.key,
            edits=(made, *dict.fromkeys(parties)),
            add=tuple(self.newer.checklists.get(step.key, ())),
        )

    def _removed(self, step: Step) -> MoveLine:
        task = self.ground.tasks[step.key]
        key = f"{step.key}:remove"
        if task.pk in self.ground.begun:
            return _staying(key, task, _("It was begun, or time was written on it."))
        is_own = (
            is_touched(task, self.older.values[step.key])
            or task.pk in self.ground.talked
            or task.pk in self.ground.children
        )
        return MoveLine(
            key=key,
            kind=MoveKind.REMOVED,
            title=task.title,
            why=_("People changed it, or wrote on it.") if is_own else "",
            is_asked=is_own,
            is_taken=not is_own or self.choices.takes(key),
            edits=(TaskRemoval(task.pk, LinksOfRemoved.BRIDGE),),
        )

    def _kept(self, step: Step, phase: str, task: Task) -> Iterator[MoveLine]:
        before = self.older.values.get(step.key)
        if before is None:
            return
        lines = [*self._values(step, task), *self._parties(step, task), *self._checklist(step, task)]
        lines += self._place(step, phase, task)
        if lines and self.is_ended(step.key):
            yield _staying(f"{step.key}:done", task, _("It is done."))
        else:
            yield from lines

    def _values(self, step: Step, task: Task) -> Iterator[MoveLine]:
        for other in other_values(task, self.older.values[step.key], self.newer.values[step.key]):
            key = f"{step.key}:{other.key}"
            yield MoveLine(
                key=key,
                kind=MoveKind.CHANGED,
                title=task.title,
                of=other.label,
                before=other.now,
                after=other.after,
                why=_("People changed it.") if other.is_own else "",
                is_asked=other.is_own,
                is_taken=not other.is_own or self.choices.takes(key),
                edits=(TaskEdit(task.pk, dict(other.values)),),
            )

    def _parties(self, step: Step, task: Task) -> Iterator[MoveLine]:
        older = next(one for one in self.older.document.steps if one.key == step.key)
        for letter, name in LETTERS:
            was, now = dict.fromkeys(getattr(older, name)), dict.fromkeys(getattr(step, name))
            gone = [party for key in was if key not in now and (party := self._party(task, letter, key))]
            new = [self.newer.fillings[key] for key in now if key not in was]
            edits: list[PlanEdit] = [PartyRemoval(party.pk) for party in gone]
            edits += [party_of(task.pk, letter, filling) for filling in new]
            if edits:
                yield MoveLine(
                    key=f"{step.key}:{name}",
                    kind=MoveKind.CHANGED,
                    title=task.title,
                    of=str(letter.label),
                    before=", ".join(str(party.user or party.contact or party.role) for party in gone),
                    after=", ".join(filling.words for filling in new),
                    edits=tuple(edits),
                )

    def _party(self, task: Task, letter: str, key: str) -> TaskParty | None:
        """Return the part that a role of the older version brought, while it is there."""
        edit = party_of(task.pk, letter, self.older.fillings[key])
        who = (letter, edit.user_id, edit.contact_id, edit.role[:80])
        parties = self.ground.parties.get(task.pk, ())
        return next((one for one in parties if (one.letter, one.user_id, one.contact_id, one.role) == who), None)

    def _checklist(self, step: Step, task: Task) -> Iterator[MoveLine]:
        was, now = self.older.checklists.get(step.key, []), self.newer.checklists.get(step.key, [])
        items = self.ground.checklists.get(task.pk, [])
        add = [text for text in now if text not in was and all(item.text != text for item in items)]
        gone = [item for item in items if item.text in was and item.text not in now and not item.is_done]
        if add or gone:
            yield MoveLine(
                key=f"{step.key}:checklist",
                kind=MoveKind.CHANGED,
                title=task.title,
                of=_("Checklist"),
                before="; ".join(item.text for item in gone),
                after="; ".join(add),
                step=step.key,
                add=tuple(add),
                remove=tuple(item.pk for item in gone),
            )

    def _place(self, step: Step, phase: str, task: Task) -> Iterator[MoveLine]:
        was = next((one.key for one in self.older.document.phases if _has(one.steps, step)), "")
        known = self.ground.phases.get(was)
        if was == phase or known is None or task.parent_id != known.pk:
            return
        title = str(self.newer.values[phase]["title"])
        edit = TaskPlace(task.pk, self.place_of(phase))
        yield MoveLine(
            key=f"{step.key}:phase",
            kind=MoveKind.CHANGED,
            title=task.title,
            of=_("Phase"),
            before=known.title,
            after=title,
            edits=(edit,),
        )


def _has(steps: tuple[Step, ...], step: Step) -> bool:
    return any(one.key == step.key for one in steps)


def _staying(key: str, task: Task, why: str) -> MoveLine:
    return MoveLine(key=key, kind=MoveKind.STAYS, title=task.title, why=why)
