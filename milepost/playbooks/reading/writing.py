"""A playbook as data in the words of its file, and as YAML: what was read comes back the same."""

from collections.abc import Iterator
from typing import Any

import yaml

from milepost.playbooks.reading.measures import length_text, link_text, offset_text
from milepost.playbooks.records import Asks, Condition, Phase, PlaybookDocument, Question, Role, Scope, Step

_WIDTH = 110


def playbook_data(document: PlaybookDocument) -> dict[str, Any]:
    """Return a playbook as JSON keeps it: the keys of the file, without what says nothing."""
    return _said(
        {
            "playbook": document.key,
            "name": document.name,
            "purpose": document.purpose,
            "kind": document.kind,
            "method": document.method,
            "anchor": document.anchor,
            "go-live": document.go_live,
            "outcome": document.outcome,
            "project-name": document.project_name,
            "roles": [_role(role) for role in document.roles],
            "questions": [_question(question) for question in document.questions],
            "scope": _scope(document.scope),
            "phases": [_phase(phase) for phase in document.phases],
        }
    )


def write_playbook(document: PlaybookDocument) -> str:
    """Return the YAML of a playbook; `read_playbook` makes the same records of it."""
    return str(
        yaml.dump(playbook_data(document), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, indent=2)
    )


class _Dumper(yaml.SafeDumper):
    """Writes truths as yes, longer texts as blocks, and lists indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - as PyYAML calls it
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as PyYAML calls it
        return True


def _truth(dumper: yaml.SafeDumper, value: bool) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:bool", "yes" if value else "no")


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(bool, _truth)
_Dumper.add_representer(str, _text)


def _role(role: Role) -> dict[str, Any]:
    return _said(
        {
            "key": role.key,
            "name": role.name,
            "side": role.side,
            "from": role.source,
            "part": role.part,
            "expected": role.expected,
        }
    )


def _question(question: Question) -> dict[str, Any]:
    return _said(
        {
            "key": question.key,
            "ask": question.ask,
            "type": question.type,
            "default": question.default,
            "choices": list(question.choices),
        }
    )


def _scope(scope: Scope) -> dict[str, Any]:
    deliverables = [_said({"title": one.title, "accepted-when": list(one.accepted_when)}) for one in scope.deliverables]
    return _said(
        {
            "goals": list(scope.goals),
            "in": list(scope.within),
            "out": list(scope.out),
            "assumptions": list(scope.assumptions),
            "deliverables": deliverables,
        }
    )


def _phase(phase: Phase) -> dict[str, Any]:
    return _said({"key": phase.key, "title": phase.title, "steps": [step_data(step) for step in phase.steps]})


def step_data(step: Step) -> dict[str, Any]:
    """Return a step in the words of the file."""
    return _said(dict(_step(step)))


def _step(step: Step) -> Iterator[tuple[str, Any]]:
    yield from (("key", step.key), ("title", step.title), ("description", step.description))
    for name in ("does", "answers", "asked", "told"):
        yield name, list(getattr(step, name))
    yield "milestone", step.is_milestone
    yield "lasts", length_text(step.lasts_minutes) if step.lasts_minutes else ""
    yield "effort", "" if step.effort_minutes is None else length_text(step.effort_minutes)
    yield "starts", offset_text(step.starts) if step.starts else ""
    yield "due", offset_text(step.due) if step.due else ""
    yield "after", [link_text(link) for link in step.after]
    yield "checklist", list(step.checklist)
    yield "accepted-when", list(step.accepted_when)
    yield "seen-by", "" if step.seen_by == "internal" else step.seen_by
    yield "meeting", step.is_meeting
    yield "optional", step.is_optional
    yield "when", [_condition(condition) for condition in step.when]


def _condition(condition: Condition) -> dict[str, Any]:
    return _said(
        {
            "answer" if condition.asks == Asks.ANSWER else "fact": condition.key,
            "is": condition.equals,
            "at-least": condition.at_least,
            "at-most": condition.at_most,
            "one-of": list(condition.one_of),
        }
    )


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {name: value for name, value in values.items() if value not in (None, "", False, [], {})}
