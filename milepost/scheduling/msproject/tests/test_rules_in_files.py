"""Microsoft's rules where they meet in one file: each expectation was counted by hand."""

import pytest

from milepost.scheduling.msproject.answers import answer_of
from milepost.scheduling.msproject.tests.documents import STANDARD_CALENDAR, calendar, document, link, read, task


def bound(kind: int, date: str) -> str:
    return f"<ConstraintType>{kind}</ConstraintType><ConstraintDate>2026-03-{date}:00:00</ConstraintDate>"


def shifts(*pairs: tuple[str, str]) -> str:
    times = "".join(
        f"<WorkingTime><FromTime>{first}:00:00</FromTime><ToTime>{last}:00:00</ToTime></WorkingTime>"
        for first, last in pairs
    )
    day = f"<DayWorking>1</DayWorking><WorkingTimes>{times}</WorkingTimes>"
    return "".join(f"<WeekDay><DayType>{number}</DayType>{day}</WeekDay>" for number in range(2, 7))


NIGHT = STANDARD_CALENDAR + calendar(2, name="Night", week_days=shifts(("00", "06"), ("22", "00")))
FROM_FINISH = (
    "<ScheduleFromStart>0</ScheduleFromStart><StartDate>2026-03-02T08:00:00</StartDate>"
    "<FinishDate>2026-03-06T17:00:00</FinishDate><CalendarUID>1</CalendarUID>"
)
STATUS = (
    "<StartDate>2026-03-02T08:00:00</StartDate><CalendarUID>1</CalendarUID><StatusDate>2026-03-05T17:00:00</StatusDate>"
)
BY_HAND = (
    "<Manual>1</Manual><ManualStart>2026-03-04T08:00:00</ManualStart><ManualFinish>2026-03-05T17:00:00</ManualFinish>"
)
ON_NIGHTS = "<CalendarUID>2</CalendarUID>"
NIGHTS = document(task(1, ON_NIGHTS) + task(2, ON_NIGHTS + link(1), hours=16), calendars=NIGHT)
BACKWARD = document(task(1) + task(2, link(1), hours=16) + task(3, link(1)), settings=FROM_FINISH)
INACTIVE = document(task(1) + task(2, "<Active>0</Active>" + link(1), hours=40) + task(3, link(2)))
HALF_DONE = "<ActualStart>2026-03-02T08:00:00</ActualStart><PercentComplete>50</PercentComplete>"


@pytest.mark.parametrize(
    ("text", "uid", "start", "finish", "total_slack"),
    [
        # a date of a summary binds its children; one that it misses is negative slack of them all
        (document(task(1, bound(4, "04T08")) + task(2, level=2) + task(3, link(2), level=2)), 3, "05 08", "05 17", 0),
        (document(task(1, bound(7, "03T17")) + task(2, level=2, hours=24)), 2, "02 08", "04 17", -480),
        # start-finish with a lead of four hours before Thursday 08:00
        (document(task(1, bound(4, "05T08")) + task(2, link(1, type_=2, lag=-2400))), 2, "03 13", "04 12", 720),
        # two elapsed days from Friday 17:00 are over on Sunday, three on Monday evening, a lead of one on Thursday
        (document(task(1, hours=40) + task(2, link(1, lag=28800, lag_format=8))), 2, "09 08", "09 17", 0),
        (document(task(1, hours=40) + task(2, link(1, lag=43200, lag_format=8))), 2, "10 08", "10 17", 0),
        (document(task(1, hours=40) + task(2, link(1, lag=-14400, lag_format=8))), 2, "06 08", "06 17", 0),
        # nights go over midnight
        (NIGHTS, 1, "02 22", "03 06", 0),
        (NIGHTS, 2, "03 22", "05 06", 0),
        (document(task(1, ON_NIGHTS) + task(2, link(1)), calendars=NIGHT), 2, "03 08", "03 17", 0),
        # from the finish everything is as late as it may
        (BACKWARD, 1, "04 08", "04 17", 0),
        (BACKWARD, 3, "06 08", "06 17", 480),
        # an inactive task moves nothing; as late as possible looks at the plan's finish, not at the summary's
        (INACTIVE, 3, "02 08", "02 17", 0),
        (
            document(task(1) + task(2, level=2) + task(3, bound(1, "02T08"), level=2) + task(4, link(2), hours=40)),
            3, "09 08", "09 17", 0,
        ),
        # work that is not done stays before the status date, as Project leaves it unless asked
        (document(task(1, HALF_DONE, hours=32) + task(2, link(1)), settings=STATUS), 2, "06 08", "06 17", 0),
        (document(task(1, BY_HAND, hours=16) + task(2, link(1))), 2, "06 08", "06 17", 0),
        # half of four days of a summary
        (
            document(
                task(1) + task(2, level=2, hours=16) + task(3, link(2), level=2, hours=16)
                + task(4, link(1, lag=50, lag_format=19))
            ),
            4, "10 08", "10 17", 0,
        ),
    ],
)  # fmt: skip
def test_it_follows_the_rule(text, uid, start, finish, total_slack):
    found = next(each for each in answer_of(read(text), recompute=True).tasks if each.id == uid)
    assert (f"{found.start:%d %H}", f"{found.finish:%d %H}", found.total_slack_minutes) == (start, finish, total_slack)
