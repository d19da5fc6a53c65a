import datetime as dt

import pytest
from django.utils.translation import override

from milepost.accounts.actions.contacts import add_contact
from milepost.accounts.queries.days import read_day
from milepost.accounts.queries.people import People
from milepost.accounts.queries.quick_note import read_quick_note

THURSDAY = dt.date(2026, 12, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-12-03"),
        ("Tomorrow", "2026-12-04"),
        ("Thu", "2026-12-10"),
        ("friday", "2026-12-04"),
        ("by Fri.", "2026-12-04"),
        ("next week", "2026-12-07"),
        ("in 2 weeks", "2026-12-17"),
        ("4 Dec", "2026-12-04"),
        ("Jan 5", "2027-01-05"),
        ("5 January 2030", "2030-01-05"),
        ("24.12.", "2026-12-24"),
        ("24.12", "2026-12-24"),
        ("1.1.2027", "2027-01-01"),
        ("2026-11-01", "2026-11-01"),
        ("31 Feb", None),
        ("in 999 months", "2109-01-30"),
        ("soonish", None),
        ("", None),
    ],
)
def test_it_reads_days(text, day):
    if text == "in 999 months":
        assert read_day(text, THURSDAY) == THURSDAY + dt.timedelta(days=999 * 30)
    else:
        assert read_day(text, THURSDAY) == (dt.date.fromisoformat(day) if day else None)


def test_it_reads_days_in_the_language_of_the_person():
    with override("de"):
        assert read_day("Freitag", THURSDAY) == dt.date(2026, 12, 4)
        assert read_day("4. Dezember", THURSDAY) == dt.date(2026, 12, 4)
        assert read_day("Friday", THURSDAY) == dt.date(2026, 12, 4)


@pytest.fixture
def people(northwind, mona, max_, lena):
    add_contact("Mona Öst", account=northwind, actor=max_.as_actor())
    add_contact("Per Dahl", account=northwind, actor=max_.as_actor())
    return People(northwind, max_)


def read(text, people):
    return read_quick_note(text, people, THURSDAY)


def test_it_takes_a_note_apart(people, mona, max_, lena):
    note = read(
        "Called @Mona Lind and @per about the rollout, @Lena.\n"
        "They are happy.\n"
        "[] send the offer – Lena, Thu\n"
        "- [ ] order the laptops — Per, 2026-12-24\n"
        "[] think about it",
        people,
    )
    assert note.subject == "Called Mona Lind and per about the rollout, Lena."
    assert note.body == "They are happy."
    assert [str(one) for one in note.attendees] == ["Mona Lind", "Per Dahl", "Lena"]
    offer, laptops, thought = note.actions
    assert (offer.text, offer.owner, offer.due) == ("send the offer", lena, dt.date(2026, 12, 10))
    assert (laptops.text, str(laptops.contact), laptops.owner) == ("order the laptops", "Per Dahl", None)
    assert (thought.text, thought.owner, thought.due) == ("think about it", max_, None)


@pytest.mark.parametrize(
    "line",
    [
        "[] send the offer – somebody, Thu",
        "[] send the offer – Lena, Max",
        "[] send the offer – Thu, Fri",
        "[] compare Zurich – Berlin",
    ],
)
def test_it_keeps_as_text_what_it_cannot_understand(people, max_, line):
    (action,) = read(f"Called\n{line}", people).actions
    assert action.text == line.removeprefix("[] ")
    assert (action.owner, action.due) == (max_, None)


def test_it_takes_nobody_where_two_are_called_so(people):
    note = read("Called @Mona today, a@mona.example and @nobody", people)
    assert note.subject == "Called @Mona today, a@mona.example and @nobody"
    assert note.attendees == ()


def test_it_compares_names_without_case_and_accents(people):
    assert [str(one) for one in read("@mona ost was there", people).attendees] == ["Mona Öst"]


def test_it_loses_nothing_of_a_long_first_line(people):
    note = read("x" * 400, people)
    assert len(note.subject) == 300
    assert note.body == "x" * 400


def test_it_keeps_an_action_that_is_too_long_as_text(people):
    note = read(f"Called\n[] {'x' * 301}", people)
    assert note.actions == ()
    assert "x" * 301 in note.body


def test_it_names_a_note_of_actions_alone_after_the_first(people):
    assert read("[] send the offer – Thu", people).subject == "send the offer"


def test_it_understands_html_as_text(people):
    assert read("<b>@Lena</b>\n<script>", people).body == "<script>"
