import datetime as dt

import pytest

from milepost.ui.filters.periods import Period, period, period_words

TODAY = dt.date(2026, 1, 30)


def days(first, last):
    return Period(first and dt.date.fromisoformat(first), last and dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "expected", "words"),
    [
        ("today", days("2026-01-30", "2026-01-30"), "today"),
        ("last-7-days", days("2026-01-24", "2026-01-30"), "in the last 7 days"),
        ("next-1-days", days("2026-01-30", "2026-01-30"), "in the next 1 day"),
        ("30-days-ago", days("2025-12-31", "2025-12-31"), "30 days ago"),
        ("in-2-days", days("2026-02-01", "2026-02-01"), "in 2 days"),
        ("this-week", days("2026-01-26", "2026-02-01"), "this week"),
        ("last-month", days("2025-12-01", "2025-12-31"), "last month"),
        ("next-month", days("2026-02-01", "2026-02-28"), "next month"),
        ("last-quarter", days("2025-10-01", "2025-12-31"), "last quarter"),
        ("this-quarter", days("2026-01-01", "2026-03-31"), "this quarter"),
        ("next-year", days("2027-01-01", "2027-12-31"), "next year"),
        ("2026-02-01..", days("2026-02-01", None), "1 Feb 2026 or later"),
        ("..2026-02-01", days(None, "2026-02-01"), "1 Feb 2026 or earlier"),
        ("2026-02-01..2026-02-03", days("2026-02-01", "2026-02-03"), "1 Feb 2026 to 3 Feb 2026"),
    ],
)
def test_it_knows_which_days_are_meant(text, expected, words):
    assert period(text, TODAY) == expected
    assert period_words(text) == words


@pytest.mark.parametrize(
    "text", ["", "..", "soon", "last-99999-days", "last--1-days", "2026-02-30", "9999-01-01", "TODAY"]
)
def test_it_refuses_what_names_no_days(text):
    with pytest.raises(ValueError):
        period(text, TODAY)
