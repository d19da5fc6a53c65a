import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest

from milepost.integrations.csv.columns.profiles import profile_table
from milepost.integrations.csv.reading import spreadsheets
from milepost.integrations.csv.reading.tables import open_table
from milepost.integrations.csv.tests.conftest import workbook
from milepost.lib.errors import Invalid

RUSSIAN = "имя;город\nСергей Иванов;Москва\nОльга Петрова;Санкт-Петербург\n" * 5  # noqa: RUF001 - it is Russian


def table(data: bytes, **given: Any):
    return open_table(io.BytesIO(data), **given)


def code_of(data: bytes, **given: Any) -> str:
    with pytest.raises(Invalid) as refused:
        list(table(data, **given).rows())
    assert refused.value.message.endswith(".")
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("name;ort\nMüller;Köln\n", "utf-8", "utf-8"),
        ("name;ort\nMüller;Köln\n", "utf-8-sig", "utf-8-sig"),
        ("name;ort\nMüller;Köln\n", "utf-16", "utf-16"),
        ("name;ort\nMüller und Söhne;Köln\nGröße;Fürth\nJäger;Düren\n", "cp1252", "cp1252"),
        (RUSSIAN, "cp1251", "cp1251"),
        ("name;ort\nMiller;Kent\n", "ascii", "utf-8"),
    ],
)
def test_it_detects_the_encoding(text, encoding, found):
    read = table(text.encode(encoding))
    assert (read.encoding, read.delimiter) == (found, ";")
    assert read.headers == text.split("\n")[0].split(";")
    assert next(iter(read.rows()))[1] == text.split("\n")[1].split(";")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_it_detects_the_delimiter_also_with_others_in_cells(sign):
    text = f'id{sign}name{sign}note\n1{sign}"a{sign}b"{sign}"x, y; z"\n2{sign}c{sign}"d, e; f"\n'
    read = table(text.encode())
    assert read.delimiter == sign
    assert [cells for _number, cells in read.rows()] == [["1", f"a{sign}b", "x, y; z"], ["2", "c", "d, e; f"]]


def test_it_counts_rows_as_a_spreadsheet_does():
    read = table(b'id,note\n1,"two\nlines"\n\n2,b\n')
    assert [number for number, _cells in read.rows()] == [2, 4]


def test_it_tells_columns_of_one_name_apart():
    assert table(b"id,mail,mail,\n1,a,b,c\n").headers == ["id", "mail", "mail (2)"]
    assert table(b"id,,mail\n1,a,b\n").headers == ["id", "Column 2", "mail"]


def test_it_refuses_an_empty_file():
    assert code_of(b"") == "file-empty"
    assert code_of(b" \n \n") == "file-empty"


def test_it_refuses_nul_bytes_and_names_the_row():
    assert code_of(b"id,name\n1,a\n2,\0b\n") == "nul-bytes"
    with pytest.raises(Invalid, match="Row 3"):
        table(b"id,name\n1,a\n2,\0b\n")


def test_it_refuses_mixed_encodings_and_names_the_row():
    mixed = "id,name\n1,Müller\n".encode() + "2,Söhne\n".encode("cp1252")
    assert code_of(mixed) == "mixed-encodings"
    with pytest.raises(Invalid, match="row 3"):
        table(mixed)
    assert len(list(table(mixed, encoding="cp1252").rows())) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\nabc", "not-a-table"),
        (b"\x89PNG\r\n\x1a\n", "not-a-table"),
        (b"<!doctype html><html><body>no</body></html>", "not-a-table"),
        (b'[{"id": 1}]', "not-a-table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-spreadsheet"),
        (b"PK\x03\x04 no zip", "broken-spreadsheet"),
        (b"\x1f\x8b\x08abc", "not-a-table"),
    ],
)
def test_it_refuses_files_of_another_kind(data, code):
    assert code_of(data) == code


def test_it_refuses_a_zip_that_is_no_spreadsheet():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "hello")
    assert code_of(stream.getvalue()) == "broken-spreadsheet"


def test_it_refuses_a_million_columns():
    assert code_of(b",".join(b"c%d" % number for number in range(1_000_000)) + b"\n1\n") in {
        "too-many-columns",
        "line-too-long",
    }
    assert code_of(b",".join(b"c%d" % number for number in range(600)) + b"\n1\n") == "too-many-columns"
    assert code_of(workbook([list(range(600)), [1]])) == "too-many-columns"


def test_it_refuses_a_missing_quotation_mark():
    assert code_of(b'id,name\n1,"a\n' + b"2,b\n" * 60_000) == "broken-row"


def test_it_reads_a_spreadsheet_with_its_types():
    read = table(workbook([["id", "on", "seats", "ok"], ["a", dt.datetime(2026, 3, 4), 9, True]]))  # noqa: DTZ001
    assert (read.format, read.sheet) == ("xlsx", "Sheet")
    assert next(read.rows()) == (2, ["a", dt.datetime(2026, 3, 4), 9, True])  # noqa: DTZ001
    profile = profile_table(read)
    assert [column.looks_like for column in profile.columns] == ["text", "date", "number", "yes-no"]


def test_it_reads_the_sheet_that_is_named():
    data = workbook([["id"], [1]], sheets=2)
    assert table(data, sheet="More 0").headers == ["other"]
    assert code_of(data, sheet="Nowhere") == "no-sheet"


def test_it_refuses_formulas_without_results():
    assert code_of(workbook([["id", "sum"], [1, "=1+1"]])) == "formulas-without-results"


def test_it_reads_the_results_of_formulas():
    data = rewritten(
        workbook([["id", "sum"], [1, "=1+1"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"<v\s*/>|<v></v>", b"<v>2</v>", xml),
    )
    assert next(table(data).rows())[1] == [1, 2]


def test_it_does_not_unpack_a_zip_bomb(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED_BYTES", 1024 * 1024)
    bomb = rewritten(workbook([["id"], [1]]), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 4_000_000)
    assert len(bomb) < 100_000
    assert code_of(bomb) == "too-large-unpacked"


def test_it_does_not_walk_through_a_billion_blank_rows():
    data = rewritten(
        workbook([["id"], [1]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<row r="2">', b'<row r="1000000000">').replace(b'r="A2"', b'r="A1000000000"'),
    )
    assert code_of(data) == "too-many-blank-rows"


def test_it_does_not_follow_entities_of_a_spreadsheet():
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    data = rewritten(
        workbook([["id"], [1]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: entity + xml.replace(b"<sheetData>", b"<sheetData>&a;"),
    )
    assert code_of(data) == "broken-spreadsheet"


def rewritten(data: bytes, part: str, change) -> bytes:
    """Return a workbook with one of its parts changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return stream.getvalue()
