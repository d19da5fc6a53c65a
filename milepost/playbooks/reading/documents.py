"""A playbook read from YAML, or from the JSON that a version keeps: records, or all that is wrong with it."""

from collections.abc import Mapping

from milepost.accounts.records import Stance, TeamRole
from milepost.playbooks.reading.checks import check
from milepost.playbooks.reading.faults import Fault, Faults, below
from milepost.playbooks.reading.fields import Entry, each
from milepost.playbooks.reading.nodes import Node, nodes_of_data, read_nodes
from milepost.playbooks.reading.steps import TITLE_MOST, read_step
from milepost.playbooks.records import (
    START,
    Deliverable,
    Phase,
    PlaybookDocument,
    Question,
    QuestionType,
    Role,
    Scope,
)
from milepost.projects.records import Method, Part, PartySide, ProjectKind

STEPS_MOST = 500
LINE_MOST = 500
_PARTS_MOST = 60
_SIDES = (PartySide.OURS, PartySide.THEIRS)
SOURCES = {PartySide.OURS: frozenset(TeamRole.values), PartySide.THEIRS: frozenset(Stance.values)}


def read_playbook(text: str | bytes) -> PlaybookDocument:
    """Return the playbook of a YAML text. Raises `WrongPlaybook` with every fault, its place and its line.

    No query; at most 256 kB are looked at. Facts of accounts that conditions name are not looked up here.
    """
    return _checked(read_nodes(text))


def playbook_of_data(data: Mapping[str, object]) -> PlaybookDocument:
    """Return the playbook that JSON holds in the words of the file. Raises `WrongPlaybook`."""
    return _checked(nodes_of_data(data))


def unfinished_playbook(data: Mapping[str, object]) -> tuple[PlaybookDocument, tuple[Fault, ...]]:
    """Return what can be read of a playbook that is still being written, and all that is wrong with it."""
    document, faults = _read(nodes_of_data(data))
    return document, tuple(faults.found)


def _checked(node: Node) -> PlaybookDocument:
    document, faults = _read(node)
    faults.refuse()
    return document


def _read(node: Node) -> tuple[PlaybookDocument, Faults]:
    faults = Faults()
    entry = Entry(node, "", faults)
    document = _document(entry)
    entry.refuse_others()
    check(document, faults)
    return document, faults


def _document(entry: Entry) -> PlaybookDocument:
    faults = entry.faults
    return PlaybookDocument(
        key=entry.key("playbook"),
        name=entry.text("name", most=200, is_needed=True),
        purpose=entry.text("purpose", has_lines=True, is_needed=True),
        kind=entry.choice("kind", ProjectKind.values, is_needed=True),
        method=entry.choice("method", Method.values, Method.WATERFALL),
        anchor=entry.text("anchor") or START,
        go_live=entry.text("go-live"),
        outcome=entry.text("outcome", has_lines=True),
        project_name=entry.text("project-name", most=200),
        roles=each(entry.parts("roles", "key"), _role, _PARTS_MOST, faults, "roles"),
        questions=each(entry.parts("questions", "key"), _question, _PARTS_MOST, faults, "questions"),
        scope=_scope(entry),
        phases=each(entry.parts("phases", "key"), _phase, _PARTS_MOST, faults, "phases"),
    )


def _role(entry: Entry) -> Role:
    side = entry.choice("side", _SIDES, is_needed=True)
    return Role(
        key=entry.key("key"),
        name=entry.text("name", most=80, is_needed=True),
        side=side,
        source=entry.choice("from", SOURCES.get(PartySide(side), ()) if side in _SIDES else ()),
        part=entry.choice("part", Part.values, Part.CONTRIBUTES),
        expected=entry.text("expected", most=300),
    )


def _question(entry: Entry) -> Question:
    return Question(
        key=entry.key("key"),
        ask=entry.text("ask", most=300, is_needed=True),
        type=entry.choice("type", QuestionType.values, is_needed=True),
        default=entry.text("default", most=300),
        choices=entry.texts("choices", most=120),
    )


def _scope(entry: Entry) -> Scope:
    node = entry.node("scope")
    if node is None:
        return Scope()
    part = Entry(node, "scope", entry.faults)
    deliverables = each(
        part.parts("deliverables", "title"), _deliverable, _PARTS_MOST, entry.faults, below("scope", "deliverables")
    )
    found = Scope(
        goals=part.texts("goals", most=LINE_MOST),
        within=part.texts("in", most=LINE_MOST),
        out=part.texts("out", most=LINE_MOST),
        assumptions=part.texts("assumptions", most=LINE_MOST),
        deliverables=deliverables,
    )
    part.refuse_others()
    return found


def _deliverable(entry: Entry) -> Deliverable:
    title = entry.text("title", most=TITLE_MOST, is_needed=True)
    return Deliverable(title=title, accepted_when=entry.texts("accepted-when", most=LINE_MOST))


def _phase(entry: Entry) -> Phase:
    steps = each(entry.parts("steps", "key"), read_step, STEPS_MOST, entry.faults, below(entry.place, "steps"))
    return Phase(key=entry.key("key"), title=entry.text("title", most=TITLE_MOST, is_needed=True), steps=steps)
