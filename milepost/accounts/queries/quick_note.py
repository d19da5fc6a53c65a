"""What a note typed in passing says: its subject, who was there, what was agreed. What is not understood stays text."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from milepost.accounts.models import Contact
from milepost.accounts.queries.days import read_day
from milepost.accounts.queries.people import Named, People
from milepost.accounts.records import NewAction
from milepost.lib.mentions import Mention, mentions_in

SUBJECT_MAX = 300
_BOX = re.compile(r"\s*(?:[-*]\s+)?\[\s*\]\s*(\S.*)")
_TAIL = re.compile(r"(.*\S)\s+(?:–|—|-{1,2})\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class QuickNote:
    """A note taken apart."""

    subject: str
    body: str
    attendees: tuple[Named, ...]
    actions: tuple[NewAction, ...]


def read_quick_note(text: str, people: People, today: dt.date) -> QuickNote:
    """Take a note apart.

    The first line is the subject, the others are the body. A line `[] do this – owner, Thu` is an agreed action: behind
    the last dash stand a person or a day or both, else the dash belongs to the text; without a person it is the
    writer's. `@Name` adds a contact or a colleague, if just one is called so. What cannot be understood stays text.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    actions: list[NewAction] = []
    words: list[str] = []
    for line in lines:
        box = _BOX.fullmatch(line)
        action = read_action(box[1], people, today) if box else None
        if action is None:
            words.append(line)
        else:
            actions.append(action)
    said, attendees = _mentions("\n".join(words).strip(), people)
    subject, _newline, body = said.partition("\n")
    if not subject:
        subject = actions[0].text if actions else ""
    if len(subject) > SUBJECT_MAX:
        subject, body = f"{subject[: SUBJECT_MAX - 1]}…", said
    return QuickNote(subject.strip(), body.strip(), tuple(attendees), tuple(actions))


def read_action(text: str, people: People, today: dt.date) -> NewAction | None:
    """Return the action that a line says, None when it is too long to be one."""
    action = _with_tail(text.strip(), people, today)
    return action if len(action.text) <= SUBJECT_MAX else None


def _with_tail(text: str, people: People, today: dt.date) -> NewAction:
    match = _TAIL.fullmatch(text)
    mine = NewAction(text=text, owner=people.viewer)
    if match is None:
        return mine
    persons: list[Named] = []
    days: list[dt.date] = []
    for part in match[2].split(","):
        day, person = read_day(part, today), people.named(part.strip().removeprefix("@"))
        if day is not None:
            days.append(day)
        elif person is not None:
            persons.append(person)
        else:
            return mine
    if len(persons) > 1 or len(days) > 1:
        return mine
    person = persons[0] if persons else people.viewer
    due = days[0] if days else None
    if isinstance(person, Contact):
        return NewAction(text=match[1], contact=person, due=due)
    return NewAction(text=match[1], owner=person, due=due)


def _mentions(text: str, people: People) -> tuple[str, list[Named]]:
    """Return the text without the @ of those who were recognised, and who they are."""
    found: dict[Named, None] = {}
    pieces: list[str] = []
    done = 0
    known: Iterator[Mention[Named]] = mentions_in(text, people.named)
    for mention in known:
        found[mention.person] = None
        pieces.append(text[done : mention.start])
        done = mention.start + 1
    return "".join([*pieces, text[done:]]), list(found)
