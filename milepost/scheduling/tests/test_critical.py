"""Which tasks count as critical where slack alone does not say it."""

import datetime as dt

from milepost.scheduling.public import Constraint, Plan, Task, schedule

MONDAY = dt.datetime.fromisoformat("2026-03-02T08:00")
FRIDAY_EVENING = dt.datetime.fromisoformat("2026-03-06T17:00")
WEEK = 5 * 480


def test_it_calls_a_task_whose_dates_are_not_settled_never_critical():
    pinned = Task("settled", duration_minutes=WEEK, pinned_start=MONDAY, pinned_finish=FRIDAY_EVENING)
    open_ = Task("open", duration_minutes=WEEK, pinned_start=MONDAY, pinned_finish=FRIDAY_EVENING, is_tentative=True)
    dated = schedule(Plan((pinned, open_), start=MONDAY))
    assert (dated["open"].total_slack_minutes, dated["open"].is_critical) == (0, False)
    assert dated["settled"].is_critical


def test_it_calls_a_summary_critical_by_its_own_slack():
    """A part that stands on its deadline is critical; the summary begins before it and ends after it, with room."""
    tuesday = dt.datetime.fromisoformat("2026-03-03T08:00")
    urgent = Task(
        "urgent",
        duration_minutes=480,
        parent_id="phase",
        constraint=Constraint.START_NO_EARLIER_THAN,
        constraint_date=tuesday,
        deadline=tuesday.replace(hour=17),
    )
    easy = Task("easy", duration_minutes=3 * 480, parent_id="phase")
    dated = schedule(Plan((Task("phase"), urgent, easy, Task("long", duration_minutes=WEEK)), start=MONDAY))
    assert (dated["urgent"].is_critical, dated["easy"].is_critical) == (True, False)
    assert (dated["phase"].total_slack_minutes, dated["phase"].is_critical) == (480, False)
