"""Files that are none, or that mean harm: each is refused in words, with the place."""

import io
import subprocess
import sys
import textwrap

import pytest

from milepost.scheduling.msproject.notes import UnreadableFile
from milepost.scheduling.msproject.reading import read_file
from milepost.scheduling.msproject.tests.documents import NAMESPACE, document, link, read, task

BILLION_LAUGHS = """<!DOCTYPE p [<!ENTITY a "ha">""" + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def refused(text) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(text)
    return caught.value


def test_it_refuses_entities_that_multiply():
    text = document(task(1, "<Notes>&i;</Notes>"), before=f"{BILLION_LAUGHS}]>")
    assert refused(text).code == "forbidden-markup"


def test_it_refuses_a_reference_to_another_file():
    text = document(task(1, "<Notes>&x;</Notes>"), before='<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    assert refused(text).code == "forbidden-markup"


def test_it_refuses_a_document_type_alone():
    assert refused(document(before='<!DOCTYPE p SYSTEM "http://127.0.0.1/p.dtd">')).code == "forbidden-markup"


def test_it_names_the_line_of_a_file_that_breaks_off():
    text = document()
    cut = text[: text.index("<Resources>") - 20]
    error = refused(cut)
    assert error.code == "not-xml"
    assert error.details["line"] >= 5
    assert f"line {error.details['line']}" in error.message


def test_it_says_what_to_do_with_projects_own_files():
    error = refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    assert (error.code, "save the plan as XML" in error.message) == ("not-xml", True)


@pytest.mark.parametrize("text", [b"", b"UID,Name\n1,A\n", b"PK\x03\x04plan.xml", b"{}"])
def test_it_refuses_what_is_no_xml(text):
    assert refused(text).code == "not-xml"


@pytest.mark.parametrize(
    "text",
    [
        document().replace(NAMESPACE, "http://schemas.microsoft.com/office"),
        document().replace(f' xmlns="{NAMESPACE}"', ""),
        f'<Tasks xmlns="{NAMESPACE}"/>',
        '<rss version="2.0"/>',
    ],
)
def test_it_refuses_another_document_and_says_what_it_found(text):
    error = refused(text)
    assert error.code == "not-a-project"
    assert NAMESPACE in error.message


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ("<Start>soon</Start>", "“soon” is not a date and time"),
        ("<Start>2026-02-30T08:00:00</Start>", "is not a date and time"),
        ("<ConstraintDate>0001-01-01T00:00:00</ConstraintDate>", "outside the years"),
        ("<Deadline>9999-12-31T00:00:00</Deadline>", "outside the years"),
        ("<RemainingDuration>8 hours</RemainingDuration>", "is not a duration"),
        ("<RemainingDuration>-PT8H0M0S</RemainingDuration>", "is not a duration"),
        ("<RemainingDuration>PT99999999999H0M0S</RemainingDuration>", "longer than Microsoft Project can hold"),
        ("<RemainingDuration>P1Y</RemainingDuration>", "is not a duration"),
        ("<Priority>high</Priority>", "is not a number"),
        ("<Priority>1e400</Priority>", "out of range"),
        ("<PercentComplete>nan</PercentComplete>", "out of range"),
        ("<Priority>1.5</Priority>", "is not a whole number"),
        ("<Manual>perhaps</Manual>", "neither 0 nor 1"),
    ],
)
def test_it_names_the_task_the_element_and_the_line_of_a_wrong_value(element, words):
    text = document(task(1) + task(7, f"\n{element}"))
    error = refused(text)
    assert error.code == "wrong-value"
    assert words in error.message
    assert "task 7 “Task 7”" in error.message
    assert element[1 : element.index(">")] in error.message
    assert error.details["line"] == text[: text.index(element)].count("\n") + 1


def test_it_refuses_two_tasks_of_one_uid():
    assert refused(document(task(3) + task(3))).code == "uid-twice"


def test_it_refuses_a_task_without_a_uid():
    assert refused(document("<Task><Name>Nobody</Name></Task>")).code == "no-uid"


def test_it_refuses_a_file_beyond_the_limit():
    with pytest.raises(UnreadableFile) as caught:
        read_file(io.BytesIO(document().encode()), most_bytes=400)
    assert caught.value.code == "too-large"


def test_it_refuses_elements_in_elements_without_end():
    assert refused(document(task(1, "<A>" * 60 + "</A>" * 60))).code == "too-deep"


def test_it_refuses_one_record_of_endless_children():
    assert refused(document(task(1, "<A/>" * 400_001))).code == "too-large"


def test_it_refuses_text_without_end():
    assert refused(document(task(1, f"<Notes>{'x' * 5_000_000}</Notes>"))).code == "too-large"


def test_it_raises_what_the_system_says_of_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none.xml")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory of a process as Linux counts it")
def test_it_reads_fifty_megabytes_within_memory(tmp_path):
    """As a process of its own: what the tests hold does not count."""
    path = tmp_path / "large.xml"
    notes = "<Text>" + "about nothing " * 200 + "</Text>"
    head, tail = document("THE TASKS").split("THE TASKS")
    with path.open("w") as stream:
        stream.write(head)
        for uid in range(1, 17_500):
            stream.write(task(uid, notes))
        stream.write(tail)
    assert path.stat().st_size > 50_000_000
    program = f"""
        import resource
        from milepost.scheduling.msproject.reading import read_file
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        file = read_file({str(path)!r})
        assert len(file.tasks) == 17_499
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    grown = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True
    ).stdout
    assert int(grown) < 80_000  # kilobytes; the records alone take 20 to 30 MB


def test_it_refuses_a_lag_that_project_cannot_hold_where_it_stands():
    refusal = refused(document(task(1) + task(2, link(1, lag=10**14))))
    assert "task 2 “Task 2”, line 8: <LinkLag>" in str(refusal)
