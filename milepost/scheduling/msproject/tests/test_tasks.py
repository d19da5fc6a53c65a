"""Tasks and links of the file as the engine understands them; the dates are those of Project's documented rules."""

import datetime as dt

import pytest

from milepost.scheduling.msproject.answers import answer_of
from milepost.scheduling.msproject.notes import NoteKind
from milepost.scheduling.msproject.plans import plan_of
from milepost.scheduling.msproject.tests.documents import document, link, read, task
from milepost.scheduling.public import Constraint, LagKind, LinkType, ScheduleFrom, Split

FROM_FINISH = (
    "<ScheduleFromStart>0</ScheduleFromStart><StartDate>2026-03-02T08:00:00</StartDate>"
    "<FinishDate>2026-03-13T17:00:00</FinishDate>"
)


def dated(text: str):
    return {each.id: each for each in answer_of(read(text), recompute=True).tasks}


def start_of(text: str, uid: int = 2) -> str:
    return dated(text)[uid].start.isoformat(" ", "minutes")


def plan(text: str):
    return plan_of(read(text)).plan


def notes(text: str):
    return [(note.kind, note.subject) for note in plan_of(read(text)).notes]


def pair(lag: str, hours: int = 8) -> str:
    """Two tasks, the first from Monday 2 March at 8 o'clock."""
    return document(task(1, hours=hours) + task(2, lag))


@pytest.mark.parametrize(
    ("links", "start"),
    [
        (link(1), "2026-03-03 08:00"),
        (link(1, lag=4800), "2026-03-04 08:00"),  # a day of work, in tenths of a minute
        (link(1, lag=-2400), "2026-03-02 13:00"),  # half a day earlier
        (link(1, lag=14400, lag_format=8), "2026-03-04 08:00"),  # a day by day and night ends at 17:00
        (link(1, lag=50, lag_format=19), "2026-03-03 13:00"),  # half of the predecessor's duration
        (link(1, lag=100, lag_format=20), "2026-03-03 08:00"),  # the same by day and night: 01:00 in the night
        (link(1, type_=3, lag=2400), "2026-03-02 13:00"),
        (link(1, type_=0, lag=4800), "2026-03-03 08:00"),
        (link(1, type_=2), "2026-02-27 08:00"),  # ends when the first begins, before the project's start
        (link(1) + link(1, type_=3, lag=9600), "2026-03-04 08:00"),  # of several the latest holds
    ],
)
def test_it_follows_links_and_lags(links, start):
    assert start_of(pair(links)) == start


def test_it_reads_the_formats_of_lags():
    formats = {
        7: (LagKind.WORKING, 480, 0),
        9: (LagKind.WORKING, 480, 0),
        39: (LagKind.WORKING, 480, 0),
        8: (LagKind.ELAPSED, 480, 0),
        42: (LagKind.ELAPSED, 480, 0),
        19: (LagKind.PERCENT, 0, 4800),
        20: (LagKind.ELAPSED_PERCENT, 0, 4800),
    }
    for lag_format, expected in formats.items():
        (made,) = plan(pair(link(1, lag=4800, lag_format=lag_format))).links
        assert (made.lag_kind, made.lag_minutes, made.lag_percent) == expected


def test_it_reads_the_types_of_links():
    found = plan(document(task(1) + task(2, "".join(link(1, type_=type_) for type_ in range(4))))).links
    assert [made.type for made in found] == [
        LinkType.FINISH_FINISH,
        LinkType.FINISH_START,
        LinkType.START_FINISH,
        LinkType.START_START,
    ]


def test_it_leaves_out_links_to_nothing_and_says_so():
    text = document(
        task(1) + task(2, link(9) + link(1, type_=7)) + task(3, "<PredecessorLink><PredecessorUID>1</PredecessorUID>"
        "<CrossProject>1</CrossProject><CrossProjectName>other.mpp\\4</CrossProjectName></PredecessorLink>")
    )  # fmt: skip
    assert not plan(text).links
    assert notes(text) == [(NoteKind.MISSING, "PredecessorLink")] * 3


@pytest.mark.parametrize(
    ("number", "date", "start"),
    [
        (4, "2026-03-05T08:00:00", "2026-03-05 08:00"),  # start no earlier than
        (5, "2026-03-02T08:00:00", "2026-03-02 08:00"),  # start no later than, though its predecessor ends later
        (6, "2026-03-05T17:00:00", "2026-03-05 08:00"),  # finish no earlier than
        (7, "2026-03-02T17:00:00", "2026-03-02 08:00"),  # finish no later than
        (2, "2026-03-10T08:00:00", "2026-03-10 08:00"),  # must start on
        (3, "2026-03-10T17:00:00", "2026-03-10 08:00"),  # must finish on
    ],
)
def test_it_follows_dated_constraints(number, date, start):
    constraint = f"<ConstraintType>{number}</ConstraintType><ConstraintDate>{date}</ConstraintDate>"
    assert start_of(document(task(1) + task(2, link(1) + constraint))) == start


def test_it_places_as_late_as_possible_before_the_finish():
    text = document(task(1, hours=80) + task(2, "<ConstraintType>1</ConstraintType>"))
    assert start_of(text) == "2026-03-13 08:00"


def test_it_leaves_out_constraints_that_say_nothing():
    assert notes(document(task(1, "<ConstraintType>4</ConstraintType>"))) == [(NoteKind.MISSING, "ConstraintDate")]
    assert notes(document(task(1, "<ConstraintType>8</ConstraintType>"))) == [(NoteKind.UNSUPPORTED, "ConstraintType")]


def test_it_schedules_from_the_finish():
    text = document(task(1) + task(2, link(1)), settings=FROM_FINISH)
    found = plan(text)
    assert (found.schedule_from, found.start) == (ScheduleFrom.FINISH, None)
    assert start_of(text, 1) == "2026-03-12 08:00"
    assert start_of(text, 2) == "2026-03-13 08:00"


def test_it_keeps_the_usual_constraint_of_each_direction_apart():
    soonest = plan(document(task(1, "<ConstraintType>0</ConstraintType>"), settings=FROM_FINISH)).tasks[0]
    latest = plan(document(task(1, "<ConstraintType>1</ConstraintType>"), settings=FROM_FINISH)).tasks[0]
    assert (soonest.constraint, latest.constraint) == (Constraint.AS_SOON_AS_POSSIBLE, None)


def test_it_reads_a_task_scheduled_by_hand():
    dates = "<ManualStart>2026-03-07T10:00:00</ManualStart><ManualFinish>2026-03-09T12:00:00</ManualFinish>"
    found = dated(document(task(1, hours=80) + task(2, link(1) + f"<Manual>1</Manual>{dates}")))[2]
    assert found.start == dt.datetime.fromisoformat("2026-03-07T10:00")
    assert found.finish == dt.datetime.fromisoformat("2026-03-09T12:00")


def test_it_calls_a_task_whose_dates_are_texts_not_critical():
    stored = "<Start>2026-03-02T08:00:00</Start><Finish>2026-03-02T17:00:00</Finish><Manual>1</Manual>"
    texts = "<StartText>spring?</StartText><FinishText/><DurationText/>"
    found = dated(document(task(1, stored) + task(2, stored + texts)))
    assert (found[1].is_critical, found[2].is_critical) == (True, False)


def test_it_runs_an_elapsed_duration_by_day_and_night():
    found = dated(document(task(1) + task(2, link(1) + "<DurationFormat>8</DurationFormat>", hours=24)))[2]
    assert found.finish - found.start == dt.timedelta(days=1)


def test_it_leaves_empty_rows_and_inactive_tasks_out_of_the_way():
    empty = "<Task><UID>5</UID><IsNull>1</IsNull></Task>"
    text = document(task(1, "<Active>0</Active>", hours=80) + empty + task(2, link(1)))
    assert [made.id for made in plan(text).tasks] == [1, 2]
    assert start_of(text) == "2026-03-02 08:00"


def test_it_builds_the_outline_from_the_levels():
    text = document(task(1, level=1) + task(2, level=2) + task(3, level=3) + task(4, level=2) + task(5, level=1))
    assert [made.parent_id for made in plan(text).tasks] == [None, 1, 2, 1, None]
    numbered = [
        task(uid, f"<OutlineNumber>{number}</OutlineNumber>") for uid, number in [(1, "1"), (2, "1.1"), (3, "2")]
    ]
    numbers = "".join(numbered).replace("<OutlineLevel>1</OutlineLevel>", "")
    assert [made.parent_id for made in plan(document(numbers)).tasks] == [None, 1, None]


def test_it_numbers_the_project_summary_nought():
    found = dated(document(task(0, level=0) + task(1) + task(2, level=2)))
    assert [each.outline for each in found.values()] == ["0", "1", "1.1"]


def test_it_binds_children_by_the_links_of_their_summary():
    text = document(task(1) + task(2, link(1)) + task(3, level=2) + task(4, link(3), level=2) + task(5, link(2)))
    assert start_of(text, 3) == "2026-03-03 08:00"
    assert start_of(text, 5) == "2026-03-05 08:00"


def test_it_reads_progress():
    under_way = (
        "<ActualStart>2026-03-03T08:00:00</ActualStart><PercentComplete>50</PercentComplete>"
        "<RemainingDuration>PT16H0M0S</RemainingDuration>"
    )
    paused = under_way + "<Stop>2026-03-03T17:00:00</Stop><Resume>2026-03-09T08:00:00</Resume>"
    done = "<ActualStart>2026-03-04T08:00:00</ActualStart><ActualFinish>2026-03-05T12:00:00</ActualFinish>"
    found = dated(document(task(1, under_way, hours=24) + task(2, paused, hours=24) + task(3, done)))
    assert [found[uid].finish.isoformat(" ", "minutes") for uid in (1, 2, 3)] == [
        "2026-03-05 17:00",
        "2026-03-10 17:00",
        "2026-03-05 12:00",
    ]
    assert not found[3].is_critical


def pieces(*rows: tuple[str, str, str]) -> str:
    return "".join(
        f"<TimephasedData><Type>1</Type><Start>2026-03-{first}</Start><Finish>2026-03-{last}</Finish><Unit>2</Unit>"
        f"{f'<Value>{value}</Value>' if value else ''}</TimephasedData>"
        for first, last, value in rows
    )


SPLIT = pieces(
    ("02T08:00:00", "03T08:00:00", "PT8H0M0S"),
    ("03T08:00:00", "04T08:00:00", "PT0H0M0S"),
    ("04T08:00:00", "05T08:00:00", "PT0H0M0S"),
    ("05T08:00:00", "06T08:00:00", "PT8H0M0S"),
    ("07T08:00:00", "08T08:00:00", ""),
    ("09T08:00:00", "09T17:00:00", "PT8H0M0S"),
)


def assigned(uid: int, more: str, resource: int = -65535) -> str:
    return (
        f"<Assignment><UID>{resource}</UID><TaskUID>{uid}</TaskUID><ResourceUID>{resource}</ResourceUID>{more}"
        "</Assignment>"
    )


def test_it_reads_the_pauses_of_a_split_task():
    text = document(task(1, hours=24), assignments=assigned(1, SPLIT))
    assert plan(text).tasks[0].splits == (Split(480, 960),)
    assert dated(text)[1].finish == dt.datetime.fromisoformat("2026-03-06T17:00")


def test_it_pauses_only_where_all_pause():
    without = pieces(("02T08:00:00", "06T17:00:00", "PT24H0M0S"))
    text = document(task(1, hours=24), assignments=assigned(1, SPLIT) + assigned(1, without, 7))
    assert plan(text).tasks[0].splits == ()


def test_it_keeps_the_finish_of_a_task_that_pauses_somewhere():
    bounds = "<Start>2026-03-02T08:00:00</Start><Finish>2026-03-06T17:00:00</Finish>"
    text = document(task(1, hours=24), assignments=assigned(1, bounds))
    assert dated(text)[1].finish == dt.datetime.fromisoformat("2026-03-06T17:00")
    assert notes(text) == [(NoteKind.ADJUSTED, "TimephasedData")]


def test_it_runs_on_the_calendars_of_people_unless_the_duration_is_fixed():
    part_time = (
        "<Calendar><UID>2</UID><Name>Ada</Name><BaseCalendarUID>1</BaseCalendarUID><WeekDays><WeekDay>"
        "<DayType>3</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></Calendar>"
    )
    standard = "<Calendar><UID>1</UID><Name>Standard</Name><BaseCalendarUID>-1</BaseCalendarUID></Calendar>"
    text = document(
        task(1, hours=16) + task(2, "<Type>1</Type>", hours=16),
        calendars=standard + part_time,
        resources="<Resource><UID>7</UID><Name>Ada</Name><Type>1</Type><CalendarUID>2</CalendarUID></Resource>",
        assignments=assigned(1, "<Units>1</Units>", 7) + assigned(2, "<Units>1</Units>", 7).replace("<UID>7", "<UID>8"),
    )
    found = dated(text)
    assert [found[uid].finish.day for uid in (1, 2)] == [4, 3]


def test_it_rounds_seconds_and_says_so():
    text = document(task(1, "<Duration>PT1H0M31S</Duration>"))
    assert plan(text).tasks[0].duration_minutes == 61
    assert notes(text) == [(NoteKind.ADJUSTED, "Duration")]


def test_it_takes_priorities_and_units_out_of_range_as_the_nearest():
    assert plan(document(task(1, "<Priority>5000</Priority>"))).tasks[0].priority == 1000
    assignment = (
        "<Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>-1</Units></Assignment>"
    )
    ana = "<Resources><Resource><UID>1</UID><Name>Ana</Name></Resource></Resources>"
    more = f"{ana}<Assignments>{assignment}</Assignments>"
    text = document(task(1)).replace("</Project>", f"{more}</Project>")
    assert plan(text).assignments[0].units == 0


def test_it_lets_constraints_win_and_notes_a_file_that_says_otherwise():
    settings = "<StartDate>2026-03-02T08:00:00</StartDate><HonorConstraints>0</HonorConstraints>"
    constraint = "<ConstraintType>5</ConstraintType><ConstraintDate>2026-03-02T08:00:00</ConstraintDate>"
    text = document(task(1) + task(2, link(1) + constraint), settings=settings)
    assert start_of(text) == "2026-03-02 08:00"
    assert notes(text) == [(NoteKind.UNSUPPORTED, "HonorConstraints")]


def test_it_stands_tasks_of_other_files_at_their_stored_dates():
    stored = "<Start>2026-03-09T08:00:00</Start><Finish>2026-03-09T17:00:00</Finish><ExternalTask>1</ExternalTask>"
    text = document(task(1, stored) + task(2, link(1)))
    assert start_of(text) == "2026-03-10 08:00"
    assert notes(text) == [(NoteKind.UNSUPPORTED, "ExternalTask")]


def test_it_keeps_the_finish_of_work_under_way_that_pauses_again():
    """Two days of work took three; a pause of another day shows by the end alone."""
    under_way = (
        "<ActualStart>2026-03-02T08:00:00</ActualStart><PercentComplete>50</PercentComplete>"
        "<RemainingDuration>PT16H0M0S</RemainingDuration>"
        "<Stop>2026-03-04T17:00:00</Stop><Resume>2026-03-05T08:00:00</Resume>"
    )
    bounds = "<Start>2026-03-02T08:00:00</Start><Finish>2026-03-09T17:00:00</Finish>"
    found = dated(document(task(1, under_way, hours=32), assignments=assigned(1, bounds)))
    assert found[1].finish == dt.datetime.fromisoformat("2026-03-09T17:00")
