"""Whether the parts of a playbook fit together: names that exist, no circle, values of the right type."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from milepost.playbooks.reading.circles import circle, milestone_of
from milepost.playbooks.reading.faults import Faults, below
from milepost.playbooks.reading.variables import GENERAL, wrong_variables
from milepost.playbooks.records import (
    GO_LIVE,
    START,
    Asks,
    Offset,
    Phase,
    PlaybookDocument,
    Question,
    QuestionType,
    Step,
    anchor_sources,
)

_STEPS_MOST = 500


def check(document: PlaybookDocument, faults: Faults) -> None:
    """Note every fault of how the parts fit together."""
    _Check(document, faults).run()


def variables_of(document: PlaybookDocument) -> frozenset[str]:
    """Return the names of all variables that texts of a playbook may use."""
    dates = (START, GO_LIVE, *(source.key for source in anchor_sources))
    return GENERAL | {
        *(f"role.{role.key}" for role in document.roles),
        *(f"answer.{question.key}" for question in document.questions),
        *(f"anchor.{key}" for key in dates),
    }


class _Check:
    def __init__(self, document: PlaybookDocument, faults: Faults) -> None:
        self.document, self.faults = document, faults
        self.steps = {step.key: step for step in document.steps}
        self.phases = {phase.key for phase in document.phases}
        self.roles = {role.key for role in document.roles}
        self.questions = {question.key: question for question in document.questions}
        milestones = {step.key for step in document.steps if step.is_milestone}
        self.dates = {START, GO_LIVE, *(source.key for source in anchor_sources)}
        self.anchors = self.dates | milestones
        self.variables = variables_of(document)

    def run(self) -> None:
        self._keys()
        self._heads()
        for question in self.document.questions:
            self._question(question, below("questions", question.key))
        for place, _phase, step in self._places():
            self._step(step, place)
        for place, text in self._texts():
            self._variables(place, text)
        if steps := circle(self.document):
            place = next(place for place, _phase, step in self._places() if step.key == steps[0])
            self.faults.add(place, _("These wait for each other: %(steps)s.") % {"steps": " → ".join(steps)})

    def _places(self) -> Iterator[tuple[str, Phase, Step]]:
        for phase in self.document.phases:
            for step in phase.steps:
                yield below("phases", phase.key, "steps", step.key), phase, step

    def _keys(self) -> None:
        document = self.document
        steps = [("phases", phase.key) for phase in document.phases]
        steps += [(place, step.key) for place, _phase, step in self._places()]
        for places in (
            steps,
            [("roles", role.key) for role in document.roles],
            [("questions", question.key) for question in document.questions],
        ):
            counts = Counter(key for _place, key in places)
            for key, place in {key: place for place, key in places}.items():
                if counts[key] > 1 and key:
                    self.faults.add(place, _("The key “%(key)s” is taken twice.") % {"key": key})
        for place, _phase, step in self._places():
            is_go_live = step.key == GO_LIVE and document.go_live == GO_LIVE
            if step.key in self.dates and not is_go_live:
                self.faults.add(place, _("“%(key)s” is the name of an anchor.") % {"key": step.key})

    def _heads(self) -> None:
        document, faults = self.document, self.faults
        if not document.steps:
            faults.add("phases", _("A playbook needs a step."))
        if len(document.steps) > _STEPS_MOST:
            faults.add("phases", _("There are more than %(most)s steps.") % {"most": _STEPS_MOST})
        if document.anchor not in self.dates:
            self._unknown("anchor", document.anchor, self.dates)
        milestone = self.steps.get(document.go_live)
        if document.go_live and (milestone is None or not milestone.is_milestone):
            faults.add("go-live", _("“%(key)s” is no milestone of the playbook.") % {"key": document.go_live})

    def _question(self, question: Question, place: str) -> None:
        is_choice = question.type == QuestionType.CHOICE
        if is_choice != bool(question.choices):
            self.faults.add(place, _("A choice needs “choices”, other types have none."))
        if question.default and not is_answer(question, question.default):
            self._no_answer(below(place, "default"), question, question.default)

    def _step(self, step: Step, place: str) -> None:
        for name in ("does", "answers", "asked", "told"):
            for key in getattr(step, name):
                if key not in self.roles:
                    self._unknown(below(place, name), key, self.roles)
        for name, offset in (("starts", step.starts), ("due", step.due)):
            if offset is not None:
                self._offset(below(place, name), offset, step)
        for link in step.after:
            self._link(below(place, "after"), link.key, step)
        if len({(link.key, link.type) for link in step.after}) < len(step.after):
            self.faults.add(below(place, "after"), _("A link stands here twice."))
        self._conditions(step, place)

    def _offset(self, place: str, offset: Offset, step: Step) -> None:
        if offset.anchor and offset.anchor not in self.anchors:
            self._unknown(place, offset.anchor, self.anchors)
        elif milestone_of(self.document, offset) == step.key:
            self.faults.add(place, _("A milestone cannot count from itself."))

    def _link(self, place: str, key: str, step: Step) -> None:
        if key in self.phases:
            self.faults.add(place, _("“%(key)s” is a phase. Links go to steps.") % {"key": key})
        elif key == step.key:
            self.faults.add(place, _("A step cannot come after itself."))
        elif key not in self.steps:
            self._unknown(place, key, self.steps)

    def _conditions(self, step: Step, place: str) -> None:
        for at, condition in enumerate(step.when, 1):
            here = below(place, "when", at) if len(step.when) > 1 else below(place, "when")
            if condition.asks != Asks.ANSWER:
                continue
            question = self.questions.get(condition.key)
            if question is None:
                self._unknown(below(here, "answer"), condition.key, self.questions)
                continue
            bounds = (condition.equals, condition.at_least, condition.at_most, *condition.one_of)
            for value in bounds:
                if value is not None and not is_answer(question, value):
                    self._no_answer(here, question, value)
            if (condition.at_least or condition.at_most) and question.type not in {
                QuestionType.NUMBER,
                QuestionType.DATE,
            }:
                self.faults.add(here, _("Only numbers and dates are at least or at most something."))

    def _texts(self) -> Iterator[tuple[str, str]]:
        document, scope = self.document, self.document.scope
        yield "outcome", document.outcome
        yield "project-name", document.project_name
        for role in document.roles:
            yield below("roles", role.key, "expected"), role.expected
        for name, texts in (("goals", scope.goals), ("in", scope.within), ("out", scope.out)):
            yield from ((below("scope", name), text) for text in texts)
        yield from ((below("scope", "assumptions"), text) for text in scope.assumptions)
        for one in scope.deliverables:
            place = below("scope", "deliverables", one.title)
            yield from ((place, text) for text in (one.title, *one.accepted_when))
        for phase in document.phases:
            yield below("phases", phase.key, "title"), phase.title
        for place, _phase, step in self._places():
            yield from ((below(place, name), getattr(step, name)) for name in ("title", "description"))
            yield from ((below(place, "checklist"), text) for text in step.checklist)
            yield from ((below(place, "accepted-when"), text) for text in step.accepted_when)

    def _variables(self, place: str, text: str) -> None:
        # The name of a project cannot hold itself.
        known = self.variables - {"project.name"} if place == "project-name" else self.variables
        for wrong in wrong_variables(text, frozenset(known)):
            message = _("%(text)s is no variable. Known: %(names)s.")
            self.faults.add(place, message % {"text": wrong, "names": ", ".join(sorted(known))})

    def _unknown(self, place: str, key: str, known: Iterable[str]) -> None:
        names = ", ".join(sorted(known)) or _("nothing")
        self.faults.add(place, _("There is no “%(key)s”. Known: %(names)s.") % {"key": key, "names": names})

    def _no_answer(self, place: str, question: Question, value: str) -> None:
        words = {"value": value, "key": question.key, "type": QuestionType(question.type).label}
        self.faults.add(place, _("“%(value)s” is no answer to “%(key)s” (%(type)s).") % words)


def is_answer(question: Question, text: str) -> bool:
    """Say whether a text answers a question of its type."""
    if question.type == QuestionType.YES_NO:
        return text in {"yes", "no"}
    if question.type == QuestionType.CHOICE:
        return text in question.choices
    if question.type == QuestionType.NUMBER:
        return _is_number(text)
    return question.type != QuestionType.DATE or _is_day(text)


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("1e15")
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
