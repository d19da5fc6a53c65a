"""The shipped playbooks: each is read, complete, and says in its own words what it says."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from milepost.accounts.public import Stance, TeamRole, fact_fields
from milepost.playbooks import public
from milepost.playbooks.records import Asks, PlaybookDocument, Step
from milepost.projects.records import PartySide
from milepost.ui.public import lists

FOLDER = Path(public.__file__).parent / "shipped"
FILES = sorted(FOLDER.glob("*.yaml"))
SHIPPED = {path.stem: public.read_playbook(path.read_bytes()) for path in FILES}
# What each of them promises to be: for a quick request a handful of steps is enough.
STEPS_LEAST = {
    "adoption-campaign": 15,
    "advocacy": 10,
    "billing-change": 8,
    "custom-integration": 15,
    "delivery-hand-over": 10,
    "escalation": 12,
    "executive-review": 15,
    "expansion": 15,
    "offboarding": 15,
    "onboarding-enterprise": 35,
    "onboarding-light": 12,
    "product-update": 10,
    "quarterly-review": 10,
    "renewal": 15,
    "sales-hand-over": 15,
    "save-plan": 15,
    "sponsor-change": 10,
    "success-plan": 15,
    "training-campaign": 15,
}
SCOPED = [key for key, least in STEPS_LEAST.items() if least >= 15] + ["onboarding-light"]
_SENTENCE_END = re.compile(r"(?<=[.?!:])\s+")
_MARKER = re.compile(r"^(\d+\.\s+|- )")
_VARIABLE = re.compile(r"\{\{.*?\}\}")

each_shipped = pytest.mark.parametrize("document", SHIPPED.values(), ids=SHIPPED)


def texts(document: PlaybookDocument) -> Iterator[str]:
    """Yield every text that people read, but the names of roles and of the playbook itself."""
    scope = document.scope
    yield from (document.purpose, document.outcome, document.project_name)
    yield from (role.expected for role in document.roles)
    yield from (question.ask for question in document.questions)
    yield from (*scope.goals, *scope.within, *scope.out, *scope.assumptions)
    for one in scope.deliverables:
        yield from (one.title, *one.accepted_when)
    for phase in document.phases:
        yield phase.title
        for step in phase.steps:
            yield from (step.title, step.description, *step.checklist, *step.accepted_when)


def sentences(document: PlaybookDocument) -> set[str]:
    """Return its sentences, without the numbers of a list and whatever stands for a variable."""
    lines = (_MARKER.sub("", line.strip()) for text in texts(document) for line in text.splitlines())
    parts = (_VARIABLE.sub("…", part) for line in lines for part in _SENTENCE_END.split(line))
    return {part.strip(" .:").lower() for part in parts}


def sides_of(document: PlaybookDocument) -> dict[str, str]:
    return {role.key: role.side for role in document.roles}


def doers_of(step: Step, document: PlaybookDocument) -> set[str]:
    sides = sides_of(document)
    return {sides[key] for key in (*step.does, *step.answers)}


def test_it_ships_what_is_promised():
    assert set(SHIPPED) == set(STEPS_LEAST)


@each_shipped
def test_its_key_is_the_name_of_its_file(document):
    assert SHIPPED[document.key] is document
    assert document.name
    assert document.purpose
    assert document.outcome


@each_shipped
def test_it_has_enough_steps(document):
    assert len(document.steps) >= STEPS_LEAST[document.key]


@pytest.mark.parametrize("key", SCOPED)
def test_it_says_its_scope(key):
    scope = SHIPPED[key].scope
    assert scope.goals
    assert scope.within
    assert scope.out
    assert scope.assumptions
    assert scope.deliverables
    assert all(one.accepted_when for one in scope.deliverables)


@each_shipped
def test_every_step_says_who_does_it_who_answers_and_when_it_is_done(document):
    for step in document.steps:
        assert step.does, step.key
        assert len(step.answers) == 1, step.key
        assert step.accepted_when, step.key


@each_shipped
def test_our_work_has_an_estimate(document):
    sides = sides_of(document)
    for step in document.steps:
        is_ours = PartySide.OURS in {sides[key] for key in step.does}
        assert step.is_milestone or bool(step.effort_minutes) == is_ours, step.key


@each_shipped
def test_who_works_at_the_customer_sees_the_work(document):
    hidden = [step.key for step in document.steps if step.seen_by == "internal"]
    for step in document.steps:
        if step.key in hidden:
            assert doers_of(step, document) == {PartySide.OURS}, step.key


@each_shipped
def test_its_roles_are_used_and_filled_by_what_accounts_know(document):
    used = {key for step in document.steps for key in (*step.does, *step.answers, *step.asked, *step.told)}
    assert used == {role.key for role in document.roles}
    for role in document.roles:
        known = TeamRole.values if role.side == PartySide.OURS else Stance.values
        assert not role.source or role.source in known, role.key
        assert role.expected, role.key


@each_shipped
def test_its_questions_have_an_answer_and_change_something(document):
    asked = {each.key for step in document.steps for each in step.when if each.asks == Asks.ANSWER}
    spoken = {
        question.key for question in document.questions for text in texts(document) if f"answer.{question.key} " in text
    }
    for question in document.questions:
        assert question.default, question.key
        assert question.key in asked | spoken, question.key


@each_shipped
def test_its_facts_are_fields_of_accounts(document):
    known = {field.key for field in lists["accounts"].fields} | {f"fact_{spec.key}" for spec in fact_fields}
    assert {each.key for step in document.steps for each in step.when if each.asks == Asks.FACT} <= known


def test_no_sentence_stands_in_two_of_them():
    found = defaultdict(set)
    for key, document in SHIPPED.items():
        for sentence in sentences(document):
            found[sentence].add(key)
    assert {sentence: keys for sentence, keys in found.items() if len(keys) > 1} == {}
