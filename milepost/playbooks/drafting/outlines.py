"""Phases and steps of a draft: added, named, moved, taken out. A step keeps its key, and thereby its links.

Every function changes the data that it is given and returns the key of what it was about.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from milepost.lib.errors import Conflict, Invalid
from milepost.lib.text import fold
from milepost.playbooks.reading.measures import KEY_MOST, length_minutes, length_text, link_of, link_text
from milepost.playbooks.records import GO_LIVE, START, StepLink, anchor_sources

type Data = dict[str, Any]

TITLE_MOST = 300
_WITHOUT = re.compile(r"[^a-z0-9]+")


def all_steps(data: Data) -> Iterator[Data]:
    """Yield every step."""
    for phase in phases_of(data):
        yield from steps_of(phase)


def phases_of(data: Data) -> list[Data]:
    phases: list[Data] = data.setdefault("phases", [])
    return phases


def steps_of(phase: Data) -> list[Data]:
    steps: list[Data] = phase.setdefault("steps", [])
    return steps


def home_of(data: Data, key: str) -> tuple[Data, Data]:
    """Return the phase of a step and the step. Raises `Conflict` where somebody took it out."""
    for phase in phases_of(data):
        for step in steps_of(phase):
            if step["key"] == key:
                return phase, step
    raise Conflict("gone", _("This step was taken out meanwhile."))


def phase_of(data: Data, key: str) -> Data:
    """Return a phase. Raises `Conflict` where somebody took it out."""
    found = next((phase for phase in phases_of(data) if phase["key"] == key), None)
    if found is None:
        raise Conflict("gone", _("This phase was taken out meanwhile."))
    return found


def add_step(data: Data, title: str, phase_key: str, *, lasts: str = "1d") -> str:
    """Write a step at the end of a phase."""
    steps = steps_of(phase_of(data, phase_key))
    key = new_key(data, title)
    steps.append({"key": key, "title": _title(title), "lasts": lasts})
    return key


def add_written(data: Data, line: str, phase_key: str) -> str:
    """Write a step as one types it: “Data migration 3d” takes three days, “Go-live 0d” is a milestone."""
    title, _space, last = " ".join(line.split()).rpartition(" ")
    minutes = length_minutes(last) if title else None
    if minutes is None:
        return add_step(data, line, phase_key)
    key = add_step(data, title, phase_key, lasts=length_text(minutes))
    if not minutes:
        step = home_of(data, key)[1]
        del step["lasts"]
        step["milestone"] = True
    return key


def add_phase(data: Data, title: str) -> str:
    """Write a phase at the end."""
    key = new_key(data, title)
    phases_of(data).append({"key": key, "title": _title(title), "steps": []})
    return key


def rename(data: Data, key: str, title: str) -> str:
    """Give a phase or a step another title."""
    is_phase = any(phase["key"] == key for phase in phases_of(data))
    row = phase_of(data, key) if is_phase else home_of(data, key)[1]
    row["title"] = _title(title)
    return key


def move_step(data: Data, key: str, phase_key: str, after: str) -> str:
    """Let a step stand in a phase behind another one (empty: as the first)."""
    home, step = home_of(data, key)
    target = phase_of(data, phase_key)
    if after == key:
        return key
    steps_of(home).remove(step)
    steps = steps_of(target)
    keys = [each["key"] for each in steps]
    steps.insert(keys.index(after) + 1 if after in keys else 0 if not after else len(steps), step)
    return key


def shift(data: Data, key: str, by: int) -> str:
    """Let a phase, or a step, stand one place higher or lower; a step goes on into the next phase."""
    phases = phases_of(data)
    keys = [phase["key"] for phase in phases]
    if key in keys:
        _shifted(phases, keys.index(key), by)
        return key
    home, step = home_of(data, key)
    steps = steps_of(home)
    at, place = steps.index(step), keys.index(home["key"]) + by
    if 0 <= at + by < len(steps):
        _shifted(steps, at, by)
    elif 0 <= place < len(phases):
        steps.remove(step)
        neighbours = steps_of(phases[place])
        neighbours.insert(0 if by > 0 else len(neighbours), step)
    return key


def begin_phase(data: Data, key: str) -> str:
    """Let a new phase begin with a step: those below it in its phase go along."""
    home, step = home_of(data, key)
    steps = steps_of(home)
    at = steps.index(step)
    if not at:
        raise Invalid("first-of-phase", _("A phase begins here already."))
    title = _("New phase")
    phase = {"key": new_key(data, title), "title": title, "steps": steps[at:]}
    del steps[at:]
    phases = phases_of(data)
    phases.insert(phases.index(home) + 1, phase)
    return str(phase["key"])


def join_phase(data: Data, key: str) -> str:
    """Put the steps of a phase at the end of the phase above; it is gone then. A step names the phase that it is in."""
    phases = phases_of(data)
    keys = [phase["key"] for phase in phases]
    at = keys.index(key) if key in keys else phases.index(home_of(data, key)[0])
    if not at:
        raise Invalid("first-phase", _("There is no phase above."))
    steps_of(phases[at - 1]).extend(steps_of(phases[at]))
    del phases[at]
    return key if key not in keys else str(phases[at - 1]["key"])


def remove(data: Data, key: str) -> str:
    """Take out a step, or a phase with its steps; what came after is tied to what came before."""
    phases = phases_of(data)
    phase = next((each for each in phases if each["key"] == key), None)
    if phase is not None:
        gone = [step["key"] for step in steps_of(phase)]
        phases.remove(phase)
        _tie(data, {step["key"]: step for step in steps_of(phase)})
    else:
        home, step = home_of(data, key)
        gone = [key]
        steps_of(home).remove(step)
        _tie(data, {key: step})
    if data.get("go-live") in gone:
        del data["go-live"]
    return key


def new_key(data: Data, title: str) -> str:
    """Return a key for a title that no phase, no step and no anchor has."""
    anchors = {START, GO_LIVE, *(source.key for source in anchor_sources)}
    taken = anchors | {row["key"] for phase in phases_of(data) for row in (phase, *steps_of(phase))}
    return free_key(title, taken)


def free_key(title: str, taken: Iterable[str]) -> str:
    """Return a key for a title that is not taken."""
    stem = _WITHOUT.sub("-", fold(title)).strip("-")[: KEY_MOST - 4].strip("-") or "step"
    found, number, known = stem, 1, set(taken)
    while found in known:
        number += 1
        found = f"{stem}-{number}"
    return found


def _title(title: str) -> str:
    found = " ".join(title.split())
    if not found:
        raise Invalid("no-title", _("Give it a title."))
    return found[:TITLE_MOST]


def _shifted(rows: list[Data], at: int, by: int) -> None:
    if 0 <= at + by < len(rows):
        rows.insert(at + by, rows.pop(at))


def _tie(data: Data, gone: dict[str, Data]) -> None:
    """Tie links to steps that are gone through to what came before these, with the lag of the later link."""
    for step in all_steps(data):
        links = [link_of(text) for text in step.get("after", [])]
        if not any(link is not None and link.key in gone for link in links):
            continue
        tied = [text for link in links if link for text in _through(link, gone, set())]
        step["after"] = list(dict.fromkeys(tied))
        if not step["after"]:
            del step["after"]


def _through(link: StepLink, gone: dict[str, Data], seen: set[str]) -> Iterator[str]:
    if link.key not in gone:
        yield link_text(link)
    elif link.key not in seen:
        for text in gone[link.key].get("after", []):
            before = link_of(text)
            if before is not None:
                yield from _through(
                    StepLink(before.key, before.type[0] + link.type[1], link.lag_minutes), gone, seen | {link.key}
                )
