"""Playbooks as files: read, refused with the place of each fault, written back the same."""

import pytest
from hypothesis import given, settings

from milepost.playbooks.public import (
    WrongPlaybook,
    playbook_data,
    playbook_of_data,
    read_playbook,
    write_playbook,
)
from milepost.playbooks.reading.measures import length_minutes, link_of, offset_of
from milepost.playbooks.records import Condition, Offset, PlaybookDocument, StepLink
from milepost.playbooks.tests.documents import SMALL, playbooks


def _faults(text: str | bytes) -> list[str]:
    with pytest.raises(WrongPlaybook) as refused:
        read_playbook(text)
    return [str(fault) for fault in refused.value.faults]


def test_it_reads_steps_with_links_offsets_and_conditions():
    document = read_playbook(SMALL)
    kick_off, directory, data, go_live, look_back = document.steps
    assert kick_off.starts == Offset(2, "working", "contract-start")
    assert directory.after == (StepLink("kick-off", "FS", 480),)
    assert directory.when == (Condition(asks="answer", key="sso", equals="yes"),)
    assert (directory.lasts_minutes, directory.effort_minutes, directory.does) == (960, 360, ("champion", "engineer"))
    assert (data.is_optional, go_live.is_milestone, kick_off.is_meeting) == (True, True, True)
    assert look_back.starts == Offset(10, "working", "go-live")
    assert document.questions[0].default == "no"


@given(playbooks())
@settings(max_examples=60, deadline=None)
def test_it_writes_what_it_reads(document: PlaybookDocument):
    assert read_playbook(write_playbook(document)) == document
    assert playbook_of_data(playbook_data(document)) == document


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("after: [kick-off + 1d]", "after: [data]", "These wait for each other: "),
        ("after: [kick-off + 1d]", "after: [directory]", "cannot come after itself"),
        ("after: [kick-off + 1d]", "after: [prepare]", "“prepare” is a phase. Links go to steps."),
        ("after: [kick-off + 1d]", "after: [kickoff]", "There is no “kickoff”."),
        ("after: [kick-off + 1d]", "after: [kick-off +1 day]", "is no link"),
        ("after: [kick-off + 1d]", "after: [kick-off, kick-off + 1d]", "twice"),
        ("after contract-start", "after contract-begin", "There is no “contract-begin”."),
        ("2 working days after contract-start", "2 days after contract-start", "is no offset"),
        ("starts: 10 working days after go-live", "starts: ten days later", "is no offset"),
        ("title: Go-live\n", "title: Go-live\n        starts: 1 working day after go-live\n", "count from itself"),
        ("anchor: contract-start", "anchor: signing", "There is no “signing”."),
        ("does: csm", "does: cmo", "There is no “cmo”."),
        ("{answer: sso, is: yes}", "{answer: sos, is: yes}", "There is no “sos”."),
        ("{answer: sso, is: yes}", "{answer: sso, is: maybe}", "is no answer to “sso”"),
        ("{answer: sso, is: yes}", "{answer: sso, at-least: no}", "Only numbers and dates"),
        ("{answer: sso, is: yes}", "{answer: sso}", "Say what must hold"),
        ("{answer: sso, is: yes}", "{answer: sso, fact: tier, is: yes}", "Name one answer or one fact."),
        ("{answer: sso, is: yes}", "sso", "Write it like: {answer: sso, is: yes}"),
        ("{{ role.champion }}", "{{ role.buyer }}", "{{ role.buyer }} is no variable."),
        ("{{ role.champion }}", "{{ role.champion|upper }}", "is no variable."),
        ("{{ role.champion }}", "{{ role.champion", "{{ is no variable."),
        ("key: data\n", "key: kick-off\n", "The key “kick-off” is taken twice."),
        ("key: data\n", "key: renewal\n", "“renewal” is the name of an anchor."),
        ("key: data\n", "key: Data\n", "“Data” is no key"),
        ("key: data\n", "key:\n", "phases > prepare > steps > 3 > key: This is missing."),
        ("{key: champion, ", "{key: csm, ", "The key “csm” is taken twice."),
        ("from: champion", "from: csm", "“csm” is none of: champion"),
        ("lasts: 4h", "lasts: half a day", "is no length"),
        ("lasts: 4h", "last: 4h", "This key is not known here."),
        ("lasts: 4h", "lasts:", "phases > prepare > steps > kick-off: Say how long it lasts"),
        ("lasts: 4h", "lasts: 0h", "Only a milestone lasts no time."),
        ("milestone: true", "milestone: true\n        lasts: 1d", "A milestone has neither"),
        ("go-live: go-live", "go-live: data", "“data” is no milestone"),
        ("meeting: yes", "meeting: often", "Write yes or no."),
        ("kind: onboarding", "kind: party", "“party” is none of: "),
        ("default: 20", "default: many", "is no answer to “users”"),
        ("type: number", "type: choice", "A choice needs “choices”"),
        ("title: Prepare", "title: [Prepare]", "A text stands here."),
        ("title: Prepare", 'title: "Pre\\0pare"', "a character that cannot be shown"),
        ("purpose: For customers with one team.", "purpose:", "purpose: This is missing."),
        ("    steps:\n      - key: go-live", "    steps: no\n    other:\n      - key: go-live", "A list stands here"),
    ],
)
def test_it_names_the_place_of_a_fault(old: str, new: str, fault: str):
    assert SMALL.count(old) >= 1
    faults = _faults(SMALL.replace(old, new, 1))
    assert any(fault in found for found in faults), faults
    assert all(found.startswith("Line ") for found in faults)


def test_it_says_the_line():
    place = "Line 34, phases > prepare > steps > directory > lasts: "
    fault = "“2 d” is no length: 30m, 4h, 2d or 1w, two years at most."
    assert _faults(SMALL.replace("lasts: 2d", "lasts: 2 d")) == [place + fault]


def test_it_tells_all_faults_at_once():
    assert len(_faults(SMALL.replace("does: csm", "does: cmo").replace("kind: onboarding", "kind: party"))) == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "The file is empty."),
        ("just words", "Keys with values stand here"),
        ("a: [1", "This is not YAML"),
        ("a: 1\na: 2", "Line 2, “a” stands here twice."),
        ("a: &x [1]\nb: *x", "Anchors and aliases"),
        ("a: !!python/object/apply:os.system [ls]", "Tags (“!”) are not allowed."),
        ("a: !!str b", "Tags"),
        ("a: 1\n---\nb: 2", "a second document"),
        ("a: " + "[" * 40 + "]" * 40, "nested too deeply"),
        ("a: " + "[" * 100_000, "nested too deeply"),
        ("a: [" + "1," * 30_000 + "1]", "more than 20000 values"),
        ("a: " + "x" * 300_000, "larger than 256 kB"),
        (b"a: \xff\xfe", "not UTF-8"),
        ("a: \x07", "characters that no text has"),
        ("{[a]: b}", "A key is a word."),
    ],
)
def test_it_refuses_what_is_no_plain_yaml(text: str | bytes, fault: str):
    assert fault in _faults(text)[0]


def test_a_bomb_of_aliases_is_refused_before_it_grows():
    lines = ["a: &a [x, x]", *(f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))]
    assert "Anchors and aliases" in _faults("\n".join(lines))[0]


@pytest.mark.parametrize(
    ("text", "minutes"), [("30m", 30), ("1.5d", 720), ("2w", 4800), ("", None), ("-1d", None), ("9999w", None)]
)
def test_it_reads_lengths(text: str, minutes: int | None):
    assert length_minutes(text) == minutes


def test_it_reads_offsets_and_links():
    assert offset_of("on renewal") == Offset(0, "working", "renewal")
    assert offset_of("1 working day") == Offset(1, "working", "")
    assert offset_of("120 calendar days before renewal") == Offset(-120, "calendar", "renewal")
    assert offset_of("9999 calendar days before renewal") is None
    assert link_of("training SS - 4h") == StepLink("training", "SS", -240)
    assert link_of("training XX") is None


def test_before_go_live_counts_from_the_day_agreed_and_makes_no_circle():
    text = SMALL.replace("starts: 2 working days after contract-start", "starts: 20 working days before go-live")
    assert read_playbook(text).steps[0].starts == Offset(-20, "working", "go-live")
    after = SMALL.replace("starts: 2 working days after contract-start", "starts: 2 working days after go-live")
    assert "wait for each other" in _faults(after)[0]
