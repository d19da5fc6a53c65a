"""A task has begun only with an actual date."""

from milepost.scheduling.public import Plan, Task, WarningCode, schedule
from milepost.scheduling.tests.plans import DAY, START


def test_progress_without_a_start_counts_as_nothing_done_and_is_warned_of():
    tasks = (
        Task(1, "Half", 4 * DAY, percent_complete=50),
        Task(2, "Some left", 4 * DAY, remaining_minutes=DAY),
        Task(3, "Begun", 4 * DAY, percent_complete=50, actual_start=START),
        Task(4, "Phase", percent_complete=50),
        Task(5, "Part", DAY, parent_id=4),
    )
    told = schedule(Plan(tasks, start=START))
    found = [each for each in told.warnings if each.code is WarningCode.PROGRESS_WITHOUT_START]
    assert [each.task_ids for each in found] == [(1,), (2,)]
    assert "“Half” has progress and no actual start" in found[0].message
    assert [told[each].remaining_minutes for each in (1, 2, 3)] == [4 * DAY, 4 * DAY, 2 * DAY]
