"""Answers to what a playbook asks, and which steps they and the facts of the account leave out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.playbooks.queries.facts import holds
from milepost.playbooks.reading.checks import is_answer
from milepost.playbooks.records import Asks, Condition, PlaybookDocument, Question, QuestionType, Step


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the conditions of a playbook are judged by."""

    questions: Mapping[str, Question]
    answers: Mapping[str, str]
    account: Account
    viewer: User
    _known: dict[Condition, bool]

    def hold(self, step: Step) -> bool:
        return all(self._holds(condition) for condition in step.when)

    def _holds(self, condition: Condition) -> bool:
        if condition not in self._known:
            self._known[condition] = (
                self._answered(condition)
                if condition.asks == Asks.ANSWER
                else holds(condition, self.account, self.viewer)
            )
        return self._known[condition]

    def _answered(self, condition: Condition) -> bool:
        answer = self.answers.get(condition.key, "")
        if not answer:
            return False
        kind = self.questions[condition.key].type
        is_one = condition.equals is None or _value(kind, answer) == _value(kind, condition.equals)
        is_any = not condition.one_of or _value(kind, answer) in {_value(kind, each) for each in condition.one_of}
        return is_one and is_any and _is_between(kind, answer, condition)


def conditions(document: PlaybookDocument, answers: Mapping[str, str], account: Account, viewer: User) -> Conditions:
    return Conditions({each.key: each for each in document.questions}, answers, account, viewer, {})


def answers_of(document: PlaybookDocument, given: Mapping[str, str]) -> dict[str, str]:
    """Return the answers, those not given by their defaults. Raises `Invalid` with the field of a wrong one."""
    found: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for question in document.questions:
        answer = given.get(question.key, "").strip() or question.default
        if answer and not is_answer(question, answer):
            wrong[f"answer.{question.key}"] = _("This is no answer to it.")
        found[question.key] = answer
    unknown = sorted(set(given) - {question.key for question in document.questions})
    if unknown:
        wrong[f"answer.{unknown[0]}"] = _("The playbook does not ask this.")
    if wrong:
        raise Invalid("wrong-answer", next(iter(wrong.values())), wrong)
    return found


def answer_words(question: Question, answer: str) -> str:
    """Return an answer as people read it in a text."""
    if question.type == QuestionType.YES_NO:
        return _("yes") if answer == "yes" else _("no")
    if question.type == QuestionType.DATE and answer:
        return date_format(dt.date.fromisoformat(answer))
    return answer


def _value(kind: str, text: str) -> object:
    return float(text) if kind == QuestionType.NUMBER else text


def _is_between(kind: str, answer: str, condition: Condition) -> bool:
    """Say whether a number or a date (which is ordered as its text) lies between the bounds that are given."""
    if kind == QuestionType.NUMBER:
        least = float(condition.at_least) if condition.at_least is not None else float("-inf")
        most = float(condition.at_most) if condition.at_most is not None else float("inf")
        return least <= float(answer) <= most
    return (condition.at_least or answer) <= answer <= (condition.at_most or answer)
