"""What is written reads back the same, and stands in the order of the schema."""

import dataclasses
import datetime as dt
import io
import re
import types
import typing

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from milepost.scheduling.msproject.notes import Note
from milepost.scheduling.msproject.people_table import ASSIGNMENT, RESOURCE
from milepost.scheduling.msproject.reading import read_file
from milepost.scheduling.msproject.records import ProjectFile, WorkPiece
from milepost.scheduling.msproject.tables import CALENDAR, SETTINGS
from milepost.scheduling.msproject.task_table import TASK
from milepost.scheduling.msproject.tests.documents import sample_plans
from milepost.scheduling.msproject.writing import write_file
from milepost.scheduling.tests.plans import EXAMPLES

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"), max_size=12).map(
    lambda text: text + "\n\r\t<&>" if len(text) == 3 else text
)
EPOCH = dt.datetime.fromisoformat("1984-01-01T00:00:00")
MOMENT = st.integers(0, 5_000_000_000).map(lambda second: EPOCH + dt.timedelta(0, second))
NUMBER = st.one_of(st.integers(-(10**9), 10**9).map(float), st.floats(-(10.0**9), 10.0**9, allow_nan=False))
MOST = 12  # attributes of a record
CLOCKS = {"from_time", "to_time", "default_start_time", "default_finish_time"}


def values_of(record: type, name: str, hint):
    """A strategy for one attribute of its own kind."""
    if name == "type" and record is WorkPiece:
        return st.sampled_from([1, 2])  # no others are kept
    kinds = [kind for kind in typing.get_args(hint) if kind is not types.NoneType] or [hint]
    if typing.get_origin(hint) is tuple:
        return st.lists(records(typing.get_args(hint)[0]), max_size=2).map(tuple)
    kind = kinds[0]
    if name in CLOCKS:
        made = st.integers(0, 1439)
    elif kind is int:
        made = st.integers(0 if name == "uid" else -(10**6), 10**6)
        made = st.integers(0, 10**9) if name.endswith("seconds") else made
    else:
        plain = {str: TEXT, float: NUMBER, bool: st.booleans(), dt.datetime: MOMENT}
        made = plain[kind] if kind in plain else records(kind)
    return made


def records(record: type):
    """A strategy for records in which some attributes say something: to draw each of seventy takes too long."""
    hints = typing.get_type_hints(record)
    fields = {field.name: values_of(record, field.name, hints[field.name]) for field in dataclasses.fields(record)}
    always = ["type"] if record is WorkPiece else ["uid"] if "uid" in fields else []
    some = st.lists(st.sampled_from([name for name in fields if name not in always]), max_size=MOST, unique=True)

    @st.composite
    def made(draw):
        return record(**{name: draw(fields[name]) for name in [*always, *draw(some)]})

    return made()


def files():
    hints = typing.get_type_hints(ProjectFile)
    lists = {
        name: st.lists(
            records(typing.get_args(hint)[0]), max_size=3, unique_by=lambda each: getattr(each, "uid", id(each))
        ).map(tuple)
        for name, hint in hints.items()
        if typing.get_origin(hint) is tuple and typing.get_args(hint)[0] is not Note
    }
    return st.builds(ProjectFile, settings=records(hints["settings"]), notes=st.just(()), **lists)


def written(file: ProjectFile) -> bytes:
    stream = io.BytesIO()
    write_file(file, stream)
    return stream.getvalue()


def without_notes(file: ProjectFile) -> ProjectFile:
    return dataclasses.replace(file, notes=())


@given(file=files())
@settings(max_examples=EXAMPLES, deadline=None)
def test_it_reads_back_what_it_wrote(file):
    assert without_notes(read_file(io.BytesIO(written(file)))) == file


def test_it_replaces_what_xml_cannot_hold():
    file = ProjectFile(settings=dataclasses.replace(ProjectFile().settings, title="a\x00b\x0bc\ud800d"))
    assert read_file(io.BytesIO(written(file))).settings.title == "a�b�c�d"


def test_it_writes_a_path(tmp_path):
    file = ProjectFile(settings=dataclasses.replace(ProjectFile().settings, title="Onboarding"))
    write_file(file, tmp_path / "plan.xml")
    assert read_file(str(tmp_path / "plan.xml")) == file


def elements_of(shape):
    return [column.outer if hasattr(column, "outer") else column.element for column in shape.columns]


@given(file=files())
@settings(max_examples=25, deadline=None)
def test_it_writes_elements_in_the_order_of_the_schema(file):
    root = fromstring(written(file))
    for path, shape in {
        "Tasks/Task": TASK,
        "Calendars/Calendar": CALENDAR,
        "Resources/Resource": RESOURCE,
        "Assignments/Assignment": ASSIGNMENT,
    }.items():
        order = elements_of(shape)
        for element in root.iterfind("/".join(f"{{*}}{step}" for step in path.split("/"))):
            places = [order.index(child.tag.split("}")[1]) for child in element]
            assert places == sorted(places)
    lists = [child.tag.split("}")[1] for child in root][-5:]
    assert lists == ["ExtendedAttributes", "Calendars", "Tasks", "Resources", "Assignments"]


@pytest.mark.skipif(not sample_plans(), reason="the shared plans are not on this machine")
@pytest.mark.parametrize("path", sample_plans(), ids=lambda path: path.stem)
def test_it_reads_back_a_saved_file_the_same(path):
    file = read_file(path)
    assert without_notes(read_file(io.BytesIO(written(file)))) == without_notes(file)


@pytest.mark.skipif(not sample_plans(), reason="the shared plans are not on this machine")
@pytest.mark.parametrize("path", sample_plans(), ids=lambda path: path.stem)
def test_it_knows_the_order_in_which_files_are_saved(path):
    """The tables' order against that of files which others wrote by the schema."""
    root = fromstring(path.read_text())
    for tag, shape in {"Task": TASK, "Calendar": CALENDAR, "Resource": RESOURCE, "Assignment": ASSIGNMENT}.items():
        order = elements_of(shape)
        for element in root.iter(f"{{{root.tag[1:].split('}')[0]}}}{tag}"):
            names = [child.tag.split("}")[1] for child in element]
            places = [order.index(name) for name in names if not name.startswith("Manual") and "Text" not in name]
            assert places == sorted(places)
    settings_order = elements_of(SETTINGS)
    names = [re.sub(r"\{.*\}", "", child.tag) for child in root]
    places = [settings_order.index(name) for name in names if name in settings_order]
    assert places == sorted(places)
