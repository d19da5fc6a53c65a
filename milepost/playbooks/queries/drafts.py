"""What is wrong with a draft, and how it is drawn while something is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from milepost.identity.public import User
from milepost.playbooks.queries.facts import unknown_facts
from milepost.playbooks.queries.outlines import OutlineBars, outline
from milepost.playbooks.reading.circles import circle
from milepost.playbooks.reading.documents import unfinished_playbook
from milepost.playbooks.reading.faults import Fault
from milepost.playbooks.reading.measures import DAY_MINUTES
from milepost.playbooks.records import GO_LIVE, START, Offset, PlaybookDocument, Step, StepLink, anchor_sources

_STEP_DEPTH, _PHASE_DEPTH = 4, 2


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as its page shows it: faults by key of step and phase, and those of what is in neither."""

    document: PlaybookDocument
    bars: OutlineBars
    faults: tuple[Fault, ...]
    faults_of: dict[str, list[Fault]]
    other_faults: list[tuple[str, Fault]]


def faults_of(data: dict[str, Any], viewer: User | None) -> tuple[Fault, ...]:
    """Return all that stands in the way of publishing."""
    document, faults = unfinished_playbook(data)
    return (*faults, *unknown_facts(document, viewer))


def draft_view(data: dict[str, Any], viewer: User) -> DraftView:
    """Return what the page of a draft shows; no bar hinders what is wrong."""
    document, found = unfinished_playbook(data)
    faults = (*found, *unknown_facts(document, viewer))
    by_key: dict[str, list[Fault]] = {}
    other: list[tuple[str, Fault]] = []
    for fault in faults:
        key = _key_of(fault.place)
        if key:
            by_key.setdefault(key, []).append(fault)
        else:
            other.append((_part_of(fault.place), fault))
    return DraftView(document, outline(drawable(document)), faults, by_key, other)


def _key_of(place: str) -> str:
    """Return the key of the step, or else of the phase, that a place is in."""
    parts = place.split(" > ")
    if parts[0] != "phases":
        return ""
    return parts[3] if len(parts) >= _STEP_DEPTH else parts[1] if len(parts) >= _PHASE_DEPTH else ""


def _part_of(place: str) -> str:
    """Return the way to the part that mends a fault: “role/csm”, “question/sso”, “scope” or “about”."""
    first, *rest = place.split(" > ")
    if first in {"roles", "questions"} and rest:
        return f"{first[:-1]}/{rest[0]}"
    return "scope" if first == "scope" else "about" if first and first != "phases" else ""


def drawable(document: PlaybookDocument) -> PlaybookDocument:
    """Return a playbook without what cannot be drawn: links and offsets to nothing, roles that are none, circles."""
    steps = {step.key for step in document.steps}
    milestones = {step.key for step in document.steps if step.is_milestone}
    roles = {role.key for role in document.roles}
    anchors = {START, GO_LIVE, *(source.key for source in anchor_sources)} | milestones

    def offset(one: Offset | None, key: str) -> Offset | None:
        return one if one is not None and (not one.anchor or one.anchor in anchors - {key}) else None

    def sound(step: Step) -> Step:
        return replace(
            step,
            after=tuple(
                {(link.key, link.type): link for link in step.after if link.key in steps - {step.key}}.values()
            ),
            starts=offset(step.starts, step.key),
            due=offset(step.due, step.key),
            lasts_minutes=0 if step.is_milestone else step.lasts_minutes or DAY_MINUTES,
            effort_minutes=None if step.is_milestone else step.effort_minutes,
            does=_known(step.does, roles),
            answers=_known(step.answers, roles),
            asked=_known(step.asked, roles),
            told=_known(step.told, roles),
        )

    anchor = document.anchor if document.anchor in anchors - milestones else START
    go_live = document.go_live if document.go_live in milestones else ""
    found = replace(_each_step(document, sound), anchor=anchor, go_live=go_live)
    return _without_circles(found)


def _links(step: Step, others: set[str]) -> tuple[StepLink, ...]:
    return tuple({(link.key, link.type): link for link in step.after if link.key in others}.values())


def _known(keys: tuple[str, ...], roles: set[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key in roles)


def _without_circles(document: PlaybookDocument) -> PlaybookDocument:
    """Cut each circle at one of its steps, which then waits for nothing."""
    while found := circle(document):

        def cut(step: Step, key: str = found[0]) -> Step:
            return replace(step, after=(), starts=None, due=None) if step.key == key else step

        document = _each_step(document, cut)
    return document


def _each_step(document: PlaybookDocument, change: Callable[[Step], Step]) -> PlaybookDocument:
    phases = (replace(phase, steps=tuple(change(step) for step in phase.steps)) for phase in document.phases)
    return replace(document, phases=tuple(phases))
