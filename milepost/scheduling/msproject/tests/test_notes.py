"""What is read and not understood is listed."""

import pytest

from milepost.scheduling.msproject.notes import NoteKind
from milepost.scheduling.msproject.plans import plan_of
from milepost.scheduling.msproject.tests.documents import calendar, document, read, task


def notes_of(text, kind):
    return [note for note in read(text).notes if note.kind == kind]


def test_it_lists_an_unknown_element_once_with_its_number_and_first_place():
    text = document(task(1, "<Mood>good</Mood>") + task(2, "\n<Mood>bad</Mood>") + task(3))
    (note,) = notes_of(text, NoteKind.UNKNOWN_ELEMENT)
    assert (note.subject, note.count) == ("task/Mood", 2)
    assert note.place == "task 1 “Task 1”, line 7"


def test_it_lists_an_unknown_list_member_and_an_unknown_setting():
    text = document(task(1) + "<Chore/>", settings="<StartDate>2026-03-02T08:00:00</StartDate><Moon>full</Moon>")
    assert {note.subject for note in notes_of(text, NoteKind.UNKNOWN_ELEMENT)} == {"Tasks/Chore", "project/Moon"}


def test_it_keeps_a_custom_field_and_calls_it_by_its_alias():
    settings = (
        "<ExtendedAttributes><ExtendedAttribute><FieldID>188743731</FieldID><FieldName>Text1</FieldName>"
        "<Alias>Cost unit</Alias></ExtendedAttribute></ExtendedAttributes>"
    )
    value = "<ExtendedAttribute><FieldID>188743731</FieldID><Value>4711</Value></ExtendedAttribute>"
    file = read(document(task(1, value), settings=settings))
    (note,) = [note for note in file.notes if note.kind == NoteKind.EXTENDED_ATTRIBUTE]
    assert (note.subject, note.place) == ("Cost unit", "task 1")
    assert file.tasks[0].attributes[0].value == "4711"


def test_it_says_what_is_lost_but_not_what_was_empty():
    text = document(task(1, "<FixedCost>1200</FixedCost>") + task(2, "<FixedCost>0</FixedCost><Hyperlink/>"))
    (note,) = notes_of(text, NoteKind.NOT_KEPT)
    assert (note.subject, note.count) == ("FixedCost", 1)


def test_it_says_nothing_of_what_project_computes():
    assert not read(document(task(1, "<BCWS>5</BCWS><OverAllocated>1</OverAllocated>"))).notes


WEEK_DAY = "<WeekDay><DayType>9</DayType><DayWorking>1</DayWorking></WeekDay>"
MINUS = "<Resource><UID>1</UID><Name>Ada</Name><MaxUnits>-1</MaxUnits></Resource>"


@pytest.mark.parametrize(
    ("text", "subject", "place"),
    [
        (document(task(1, "<PercentComplete>300</PercentComplete>")), "PercentComplete", "task 1 “Task 1”"),
        (document(task(1, "<LevelingDelay>-4800</LevelingDelay>")), "LevelingDelay", "task 1 “Task 1”"),
        (document(resources=MINUS), "Units", "resource 1"),
        (document(calendars=calendar(1, name="Office", week_days=WEEK_DAY)), "DayType", "calendar 1 “Office”"),
    ],
)
def test_it_says_what_it_takes_otherwise_than_it_stands(text, subject, place):
    assert [(note.subject, note.place) for note in plan_of(read(text)).notes] == [(subject, place)]
