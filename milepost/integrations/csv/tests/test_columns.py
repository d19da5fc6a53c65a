import datetime as dt

import pytest

from milepost.integrations.csv.actions import demand_answers, open_questions
from milepost.integrations.csv.columns.dates import formats_of, known_format, read_moment
from milepost.integrations.csv.columns.numbers import number_styles, read_flag, read_number
from milepost.integrations.csv.tests.conftest import prepare, reasons
from milepost.lib.errors import Invalid


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("16-10-2024", {"dd-mm-yyyy"}),
        ("10-16-2024", {"mm-dd-yyyy"}),
        ("01/02/2024", {"dd/mm/yyyy", "mm/dd/yyyy"}),
        ("31-02-2024", {"dd-mm-yyyy"}),
        ("2024-10-16", {"yyyy-mm-dd"}),
        ("2024-10-16T10:30:00Z", {"yyyy-mm-dd"}),
        ("28-07-2023 03:00", {"dd-mm-yyyy"}),
        ("16 Oct 2024", {"dd mmm yyyy"}),
        ("October 16, 2024", {"mmm dd, yyyy"}),
        ("1.2.24", {"dd.mm.yy", "mm.dd.yy"}),
        ("20241016", {"yyyymmdd"}),
        ("45-45-2024", set()),
        ("hello", set()),
        ("1.5", set()),
    ],
)
def test_it_tells_which_formats_a_text_fits(text, formats):
    assert formats_of(text) == formats


@pytest.mark.parametrize(
    ("text", "format_", "day"),
    [
        ("16-10-2024", "dd-mm-yyyy", dt.date(2024, 10, 16)),
        ("10/16/2024", "mm/dd/yyyy", dt.date(2024, 10, 16)),
        ("1.2.24", "dd.mm.yy", dt.date(2024, 2, 1)),
        ("1.2.71", "dd.mm.yy", dt.date(1971, 2, 1)),
        ("16 Oct 2024", "dd mmm yyyy", dt.date(2024, 10, 16)),
        ("20241016", "yyyymmdd", dt.date(2024, 10, 16)),
    ],
)
def test_it_reads_a_day_in_a_format(text, format_, day):
    assert read_moment(text, format_) == (day, None, None)


def test_it_reads_the_time_with_its_zone():
    assert read_moment("2024-10-16T14:05:09Z", "yyyy-mm-dd") == (dt.date(2024, 10, 16), dt.time(14, 5, 9), dt.UTC)
    assert read_moment("10/16/2024 2:05 PM", "mm/dd/yyyy")[1] == dt.time(14, 5)
    assert read_moment("10/16/2024 12:05 AM", "mm/dd/yyyy")[1] == dt.time(0, 5)


@pytest.mark.parametrize("text", ["31-02-2024", "2024-10-16", "16-10-24 25:00", "x"])
def test_it_refuses_a_day_that_does_not_exist(text):
    with pytest.raises(ValueError):
        read_moment(text, "dd-mm-yyyy")


@pytest.mark.parametrize("text", ["dd-mm-yyyy", "DD-MM-YYYY", "%d-%m-%Y", "d-m-y"])
def test_it_knows_a_format_however_it_is_written(text):
    assert known_format(text) == "dd-mm-yyyy"


@pytest.mark.parametrize("text", ["", "ddmm", "dd-mm", "yyyy", "tomorrow", "%Y"])
def test_it_refuses_what_is_no_format(text):
    with pytest.raises(Invalid):
        known_format(text)


@pytest.mark.parametrize(
    ("text", "styles"),
    [
        ("12", {"point", "comma"}),
        ("1,234", {"point", "comma"}),
        ("1,234.50", {"point"}),
        ("1.234,50", {"comma"}),
        ("€ 1 234,5", {"comma"}),
        ("-3.5 %", {"point"}),
        ("1,23,4", set()),
        ("abc", set()),
        ("", set()),
    ],
)
def test_it_tells_how_a_number_is_written(text, styles):
    assert number_styles(text) == styles


def test_it_reads_numbers_in_both_styles():
    assert read_number("1,234.5", "point") == 1234.5
    assert read_number("1.234,5", "comma") == 1234.5
    assert read_number("1,234", "point") == 1234
    assert read_number("1,234", "comma") == 1.234


def test_it_reads_yes_and_no_in_a_few_languages():
    assert [read_flag(text) for text in ("TRUE", "ja", "x", "1")] == [True] * 4
    assert [read_flag(text) for text in ("false", "Nein", "0")] == [False] * 3
    with pytest.raises(ValueError):
        read_flag("maybe")


AMBIGUOUS = "id,name,start\n1,A,01/02/2026\n2,B,03/04/2026\n"


def test_it_asks_when_two_formats_fit_all_dates(db):
    import_ = prepare("accounts", AMBIGUOUS, key_column="id", columns={"name": "name", "start": "contract_start"})
    with pytest.raises(Invalid) as refused:
        demand_answers(import_)
    assert refused.value.code == "ambiguous"
    assert "dd/mm/yyyy" in refused.value.message
    assert "mm/dd/yyyy" in refused.value.message


def test_it_asks_nothing_when_one_value_far_down_decides(checked):
    text = AMBIGUOUS + "".join(f"{n},C,05/06/2026\n" for n in range(3, 3000)) + "3000,Z,25/12/2026\n"
    import_ = checked("accounts", text, key_column="id", columns={"name": "name", "start": "contract_start"})
    assert import_.checked["created"] == 3000
    assert open_questions(import_) == []


def test_it_takes_the_format_that_is_stated(imported):
    from milepost.accounts.public import Account

    columns = {"name": "name", "start": "contract_start"}
    imported("accounts", AMBIGUOUS, key_column="id", columns=columns, dates={"": "mm/dd/yyyy"})
    assert Account.objects.get(name="A").contract_start == dt.date(2026, 1, 2)


def test_it_asks_when_no_format_fits_all_dates(db):
    text = "id,name,start\n1,A,31/01/2026\n2,B,01/31/2026\n"
    import_ = prepare("accounts", text, key_column="id", columns={"name": "name", "start": "contract_start"})
    with pytest.raises(Invalid, match="several formats"):
        demand_answers(import_)


def test_it_asks_what_the_comma_means(db):
    text = 'id,name,staff\n1,A,"1,234"\n2,B,"2,345"\n'
    import_ = prepare("accounts", text, key_column="id", columns={"name": "name", "staff": "employees"})
    [question] = open_questions(import_)
    assert question.kind == "decimal"


def test_it_refuses_the_31st_of_february_by_row(imported):
    text = "id,name,start\n1,A,28-02-2026\n2,B,31-02-2026\n3,C,n/a\n4,D,soon\n"
    import_ = imported("accounts", text, key_column="id", columns={"name": "name", "start": "contract_start"})
    assert (import_.created, import_.refused) == (2, 2)
    assert [(row, column) for row, column, _reason in reasons(import_)] == [(3, "start"), (5, "start")]
    assert reasons(import_)[0][2] == "There is no such day."
