"""The rules one by one, on plans small enough to check by hand. Monday is 2 March, a day has eight hours."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from milepost.lib.errors import Invalid, NotFound
from milepost.scheduling.public import (
    OFFICE_DAY,
    Assignment,
    Calendar,
    CalendarException,
    Constraint,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    ResourceKind,
    ScheduleFrom,
    Shift,
    Side,
    Split,
    Task,
    TaskKind,
    schedule,
)
from milepost.scheduling.tests.plans import DAY, START


def at(text):
    return dt.datetime.fromisoformat(f"2026-{text}")


def planned(tasks, links=(), **fields: Any):
    return schedule(Plan(tasks=tuple(tasks), links=tuple(links), **{"start": START, **fields}))


def span(task):
    return f"{task.start:%m-%d %H:%M}", f"{task.finish:%m-%d %H:%M}"


# Links


@pytest.mark.parametrize(("lag", "moment"), [(240, "12:00"), (480, "17:00"), (60, "09:00")])
def test_a_milestone_stands_where_its_lag_ends(lag, moment):
    """Not at the next start of work; what follows it on a longer calendar begins there."""
    night = Calendar("long", week=((Shift(360, 1320),),) * 7)
    tasks = [Task(1), Task(2), Task(3, "", 60, calendar_id="long")]
    calendars = {"calendars": (Calendar("office"), night), "default_calendar_id": "office"}
    dated = planned(tasks, [Link(1, 2, lag_minutes=lag), Link(2, 3)], **calendars)
    assert f"{dated[2].finish:%H:%M}" == f"{dated[3].start:%H:%M}" == moment
    back = planned(tasks, [Link(1, 2, LinkType.START_START, lag), Link(2, 3)], **calendars)
    assert f"{back[2].finish:%H:%M}" == moment


@pytest.mark.parametrize(
    ("kind", "lag", "start", "finish"),
    [
        (LinkType.FINISH_START, 0, "03-04 08:00", "03-06 17:00"),
        (LinkType.FINISH_START, DAY, "03-05 08:00", "03-09 17:00"),
        (LinkType.FINISH_START, -DAY, "03-03 08:00", "03-05 17:00"),
        (LinkType.START_START, 240, "03-02 13:00", "03-05 12:00"),
        (LinkType.FINISH_FINISH, 2 * DAY, "03-03 08:00", "03-05 17:00"),
        (LinkType.START_FINISH, 4 * DAY, "03-03 08:00", "03-05 17:00"),
    ],
)
def test_it_follows_links_of_each_type(kind, lag, start, finish):
    dated = planned([Task(1, "", 2 * DAY), Task(2, "", 3 * DAY)], [Link(1, 2, kind, lag)])
    assert span(dated[2]) == (start, finish)


def test_elapsed_lag_runs_over_the_weekend():
    tasks = [Task(1, "", 5 * DAY), Task(2, "", DAY)]
    link = Link(1, 2, lag_minutes=2 * 1440, lag_kind=LagKind.ELAPSED)
    assert span(planned(tasks, [link])[2])[0] == "03-09 08:00"
    assert span(planned(tasks, [replace(link, lag_minutes=4 * 1440)])[2])[0] == "03-11 08:00"


def test_a_lag_may_be_a_share_of_the_predecessor():
    link = Link(1, 2, LinkType.START_START, lag_kind=LagKind.PERCENT, lag_percent=50)
    assert span(planned([Task(1, "", 4 * DAY), Task(2, "", DAY)], [link])[2])[0] == "03-04 08:00"


def test_a_lag_runs_on_the_successors_calendar_unless_another_is_named():
    weekend = Calendar("weekend", week=(*([()] * 5), OFFICE_DAY, OFFICE_DAY))
    office = Calendar("office")
    tasks = [Task(1, "", DAY), Task(2, "", DAY, calendar_id="weekend")]
    fields = {"calendars": (office, weekend), "default_calendar_id": "office"}
    assert span(planned(tasks, [Link(1, 2, lag_minutes=DAY)], **fields)[2])[0] == "03-08 08:00"
    named = Link(1, 2, lag_minutes=DAY, lag_calendar_id="office")
    assert span(planned(tasks, [named], **fields)[2])[0] == "03-07 08:00"


def test_the_strictest_of_several_links_between_two_tasks_counts():
    links = [Link(1, 2), Link(1, 2, LinkType.FINISH_FINISH, 5 * DAY)]
    dated = planned([Task(1, "", DAY), Task(2, "", 2 * DAY)], links)
    assert span(dated[2]) == ("03-06 08:00", "03-09 17:00")
    assert dated[2].driven_by[0].link.type is LinkType.FINISH_FINISH


def test_elapsed_work_runs_day_and_night():
    dated = planned(
        [Task(1, "", 5 * DAY), Task(2, "", 2880, is_elapsed=True), Task(3, "", DAY)], [Link(1, 2), Link(2, 3)]
    )
    assert span(dated[2]) == ("03-06 17:00", "03-08 17:00")
    assert span(dated[3])[0] == "03-09 08:00"


def test_a_milestone_stands_at_the_end_of_what_leads_to_it():
    dated = planned([Task(1, "", DAY), Task(2), Task(3)], [Link(1, 2)])
    assert span(dated[2]) == ("03-02 17:00", "03-02 17:00")
    assert span(dated[3]) == ("03-02 08:00", "03-02 08:00")
    assert dated[2].is_milestone


def test_a_lead_waits_for_the_plans_start_unless_the_plan_says_otherwise():
    tasks, links = [Task(1, "", DAY), Task(2, "", DAY)], [Link(1, 2, lag_minutes=-2 * DAY)]
    assert span(planned(tasks, links)[2])[0] == "03-02 08:00"
    dated = planned(tasks, links, links_may_precede_start=True)
    assert span(dated[2])[0] == "02-27 08:00"
    assert [warning.code for warning in dated.warnings] == ["before-plan-start"]


# Constraints


@pytest.mark.parametrize(
    ("kind", "date", "start", "slack"),
    [
        (Constraint.AS_SOON_AS_POSSIBLE, None, "03-03 08:00", 5 * DAY),
        (Constraint.AS_LATE_AS_POSSIBLE, None, "03-10 08:00", 0),
        (Constraint.START_NO_EARLIER_THAN, "03-05T08:00", "03-05 08:00", 3 * DAY),
        (Constraint.START_NO_LATER_THAN, "03-05T08:00", "03-03 08:00", 2 * DAY),
        (Constraint.FINISH_NO_EARLIER_THAN, "03-05T17:00", "03-04 08:00", 4 * DAY),
        (Constraint.FINISH_NO_LATER_THAN, "03-05T17:00", "03-03 08:00", DAY),
        (Constraint.MUST_START_ON, "03-05T08:00", "03-05 08:00", 0),
        (Constraint.MUST_FINISH_ON, "03-05T17:00", "03-04 08:00", 0),
    ],
)
def test_it_keeps_each_constraint(kind, date, start, slack):
    middle = Task(2, "", 2 * DAY, constraint=kind, constraint_date=date and at(date))
    dated = planned([Task(1, "", DAY), middle, Task(3, "", 8 * DAY)], [Link(1, 2)])
    assert dated.finish == at("03-11T17:00")
    assert span(dated[2])[0] == start
    assert dated[2].total_slack_minutes == slack
    assert not dated.warnings


def test_an_honoured_date_wins_over_links_and_the_conflict_is_named():
    late = Task(1, "Build", 3 * DAY, constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=at("03-09T08:00"))
    must = Task(2, "Show", DAY, constraint=Constraint.MUST_START_ON, constraint_date=at("03-10T08:00"))
    dated = planned([late, must], [Link(1, 2)])
    assert span(dated[2])[0] == "03-10 08:00"
    assert dated[1].total_slack_minutes == -2 * DAY
    conflict = next(warning for warning in dated.warnings if warning.code == "negative-slack")
    assert (conflict.minutes, conflict.chain, set(conflict.constraint_task_ids)) == (2 * DAY, (1, 2), {1, 2})
    assert "“Build” start no earlier than 2026-03-09 08:00" in conflict.message
    links_first = planned([late, must], [Link(1, 2)], honours_constraints=False)
    assert span(links_first[2])[0] == "03-12 08:00"
    assert [(w.code, w.minutes) for w in links_first.warnings] == [("constraint-broken", 2 * DAY)]


def test_a_missed_deadline_is_negative_slack_and_names_the_chain():
    dated = planned([Task(1, "", 3 * DAY), Task(2, "", 3 * DAY, deadline=at("03-06T17:00"))], [Link(1, 2)])
    assert [dated[each].total_slack_minutes for each in (1, 2)] == [-DAY, -DAY]
    (missed,) = dated.warnings
    assert (missed.code, missed.minutes, missed.chain, missed.constraint_task_ids) == (
        "deadline-missed",
        DAY,
        (1, 2),
        (2,),
    )


def test_a_kept_deadline_limits_slack_alone():
    dated = planned([Task(1, "", DAY, deadline=at("03-04T17:00")), Task(2, "", 9 * DAY)])
    assert dated[1].total_slack_minutes == 2 * DAY
    assert not dated.warnings


def test_as_late_as_possible_moves_what_follows_too():
    tasks = [Task(1, "", DAY, constraint=Constraint.AS_LATE_AS_POSSIBLE), Task(2, "", DAY), Task(3, "", 5 * DAY)]
    dated = planned(tasks, [Link(1, 2)])
    assert (span(dated[1])[0], span(dated[2])[0]) == ("03-05 08:00", "03-06 08:00")
    assert dated[1].driven_by[0].kind.value == "as late as possible"


def test_a_pin_stands_where_it_is_put_and_what_it_breaks_is_listed():
    pin = Task(2, "Workshop", DAY, pinned_start=at("03-03T08:00"))
    dated = planned([Task(1, "", 3 * DAY), pin, Task(3, "", DAY)], [Link(1, 2), Link(2, 3)])
    assert span(dated[2]) == ("03-03 08:00", "03-03 17:00")
    assert span(dated[3])[0] == "03-04 08:00"
    (broken,) = dated.warnings
    assert (broken.code, broken.task_ids, broken.minutes) == ("link-broken", (2, 1), 2 * DAY)


def test_a_pin_may_stand_outside_working_time_and_be_given_by_its_finish():
    saturday = Task(1, "", DAY, pinned_start=at("03-07T10:00"), pinned_finish=at("03-07T15:00"))
    dated = planned([saturday, Task(2, "", DAY, pinned_finish=at("03-05T12:00"))])
    assert span(dated[1]) == ("03-07 10:00", "03-07 15:00")
    assert span(dated[2]) == ("03-04 13:00", "03-05 12:00")
    assert [warning.code for warning in dated.warnings] == ["pin-outside-working-time"]


# From the finish


def test_a_plan_from_its_finish_is_as_late_as_it_can_be():
    dated = planned(
        [Task(1, "", 2 * DAY), Task(2, "", DAY), Task(3, "", DAY)],
        [Link(1, 2)],
        start=None,
        finish=at("03-13T17:00"),
        schedule_from=ScheduleFrom.FINISH,
    )
    assert (dated.start, dated.finish) == (at("03-11T08:00"), at("03-13T17:00"))
    assert [span(dated[each])[0] for each in (1, 2, 3)] == ["03-11 08:00", "03-13 08:00", "03-13 08:00"]
    assert dated[3].early_start == at("03-11T08:00")
    assert dated[3].total_slack_minutes == 2 * DAY
    assert [driver.from_id for driver in dated[1].driven_by] == [2]


def test_as_soon_as_possible_counts_in_a_plan_from_its_finish():
    soon = Task(2, "", DAY, constraint=Constraint.AS_SOON_AS_POSSIBLE)
    fields = {"start": None, "finish": at("03-13T17:00"), "schedule_from": ScheduleFrom.FINISH}
    assert span(planned([Task(1, "", 3 * DAY), soon], **fields)[2])[0] == "03-11 08:00"


# Progress


def test_work_in_progress_keeps_its_start_and_its_rest_follows_the_status_date():
    begun = Task(1, "", 4 * DAY, actual_start=at("03-02T08:00"), percent_complete=25)
    links = [Link(1, 2)]
    assert span(planned([begun, Task(2, "", DAY)], links)[2])[0] == "03-06 08:00"
    dated = planned([begun, Task(2, "", DAY)], links, status_date=at("03-05T08:00"))
    assert span(dated[1]) == ("03-02 08:00", "03-09 17:00")
    assert dated[1].remaining_minutes == 3 * DAY
    calm = planned([begun], status_date=at("03-05T08:00"), moves_unfinished_work=False)
    assert span(calm[1])[1] == "03-05 17:00"


def test_work_that_has_not_begun_does_not_lie_in_the_past():
    dated = planned([Task(1, "", DAY), Task(2, "", DAY)], [Link(1, 2)], status_date=at("03-04T12:00"))
    assert span(dated[1]) == ("03-04 13:00", "03-05 12:00")
    assert dated[1].driven_by[0].kind.value == "status date"


def test_the_remaining_duration_and_a_later_resume_count():
    begun = Task(1, "", 2 * DAY, actual_start=at("03-02T08:00"), percent_complete=50, remaining_minutes=3 * DAY)
    dated = planned([begun])
    assert dated[1].duration_minutes == 4 * DAY
    resumed = planned([replace(begun, resume_on=at("03-09T08:00"))])
    assert span(resumed[1])[1] == "03-11 17:00"


def test_what_is_done_has_no_slack_and_is_not_critical():
    done = Task(1, "", DAY, actual_start=at("03-03T08:00"), actual_finish=at("03-04T12:00"), percent_complete=100)
    dated = planned([done, Task(2, "", DAY)], [Link(1, 2)])
    assert span(dated[2])[0] == "03-04 13:00"
    assert (dated[1].total_slack_minutes, dated[1].is_critical) == (0, False)


def test_what_began_before_its_predecessor_ended_is_listed():
    dated = planned([Task(1, "", 3 * DAY), Task(2, "", DAY, actual_start=at("03-02T08:00"))], [Link(1, 2)])
    assert span(dated[2])[0] == "03-02 08:00"
    assert [(w.code, w.task_ids) for w in dated.warnings] == [("link-broken", (2, 1))]


def test_an_actual_date_after_the_status_date_is_doubted():
    begun = Task(1, "", DAY, actual_start=at("03-05T08:00"))
    assert [w.code for w in planned([begun], status_date=at("03-04T08:00")).warnings] == ["actual-after-status-date"]


def test_a_split_task_pauses():
    dated = planned([Task(1, "", 3 * DAY, splits=(Split(DAY, 2 * DAY),)), Task(2, "", DAY)], [Link(1, 2)])
    assert span(dated[1]) == ("03-02 08:00", "03-06 17:00")
    assert dated[1].duration_minutes == 3 * DAY


def test_an_inactive_task_is_dated_and_moves_nothing():
    dated = planned(
        [Task(1, "", DAY), Task(2, "", 9 * DAY, is_active=False), Task(3, "", DAY)], [Link(1, 2), Link(2, 3)]
    )
    assert span(dated[2])[0] == "03-03 08:00"
    assert (span(dated[3])[0], dated.finish) == ("03-02 08:00", at("03-02T17:00"))


def test_a_levelling_delay_comes_before_the_start():
    dated = planned([Task(1, "", DAY, levelling_delay_minutes=2 * 1440)])
    assert span(dated[1])[0] == "03-04 08:00"
    assert dated[1].driven_by[0].kind.value == "levelling"


# Summaries


def family(**fields: Any):
    return [Task("s", "Phase", **fields), Task("a", "", 2 * DAY, parent_id="s"), Task("b", "", 3 * DAY, parent_id="s")]


def test_a_summary_spans_its_children():
    dated = planned(family(), [Link("a", "b")])
    assert (*span(dated["s"]), dated["s"].duration_minutes) == ("03-02 08:00", "03-06 17:00", 5 * DAY)
    assert [dated[each].outline for each in "sab"] == ["1", "1.1", "1.2"]


@pytest.mark.parametrize(
    ("link", "moved"),
    [
        (Link("x", "s"), {"a": "03-06 08:00", "b": "03-06 08:00"}),
        (Link("x", "s", LinkType.START_START, DAY), {"a": "03-03 08:00", "b": "03-03 08:00"}),
        (Link("s", "x"), {"x": "03-05 08:00"}),
        (Link("s", "x", LinkType.START_START, DAY), {"x": "03-03 08:00"}),
        (Link("s", "x", LinkType.FINISH_FINISH, 5 * DAY), {"x": "03-06 08:00"}),
    ],
)
def test_links_of_a_summary_bind_its_children_and_count_from_its_ends(link, moved):
    dated = planned([*family(), Task("x", "", 4 * DAY)], [link])
    assert {each: span(dated[each])[0] for each in moved} == moved


def test_a_summarys_constraint_and_deadline_bind_its_children():
    constrained = family(constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=at("03-04T08:00"))
    dated = planned(constrained)
    assert span(dated["a"])[0] == "03-04 08:00"
    assert [(d.kind.value, d.task_id) for d in dated["a"].driven_by] == [("constraint", "s")]
    limited = planned([*family(deadline=at("03-05T17:00")), Task("x", "", 9 * DAY)])
    assert [limited[each].total_slack_minutes for each in "ab"] == [2 * DAY, DAY]


def test_a_summary_is_as_complete_as_its_children():
    done = [
        Task("s"),
        Task("a", "", 3 * DAY, parent_id="s", actual_start=START, actual_finish=at("03-04T17:00")),
        Task("b", "", DAY, parent_id="s"),
    ]
    assert planned(done)["s"].percent_complete == 75


def test_slack_is_shared_through_a_summarys_finish():
    dated = planned([*family(), Task("x", "", DAY), Task("y", "", 9 * DAY)], [Link("s", "x")])
    assert [dated[each].total_slack_minutes for each in "ab"] == [6 * DAY, 5 * DAY]
    assert [dated[each].free_slack_minutes for each in "ab"] == [DAY, 0]


# People


BOSTON = Calendar("boston", "Boston", exceptions=(CalendarException(dt.date(2026, 3, 3), dt.date(2026, 3, 3)),))
EARLY = Calendar("early", "Early birds", week=(*([(Shift(360, 600),)] * 5), (), ()))
NIGHTS = Calendar("nights", "Nights", week=((Shift(1200, 1440),),) * 7)
TEAM = {"calendars": (Calendar("office"), BOSTON, EARLY, NIGHTS), "default_calendar_id": "office"}
OURS, THEIRS = Resource("o", "Olga", "early"), Resource("t", "Tom", "boston", Side.THEIRS)


def test_a_task_uses_the_calendar_of_who_does_it():
    dated = planned([Task(1, "", DAY)], resources=(OURS,), assignments=(Assignment(1, "o"),), **TEAM)
    assert span(dated[1]) == ("03-02 08:00", "03-04 08:00")
    assert (dated[1].driven_by[0].calendar_ids, dated[1].driven_by[0].resource_ids) == (("early",), ("o",))


def test_work_of_both_sides_needs_days_on_which_both_work_and_meetings_hours():
    fields = {"resources": (OURS, THEIRS), "assignments": (Assignment(1, "o"), Assignment(1, "t")), **TEAM}
    work = planned([Task(1, "", DAY)], **fields)
    assert span(work[1]) == ("03-02 08:00", "03-05 08:00")  # Tuesday is free in Boston
    meeting = planned([Task(1, "", DAY, kind=TaskKind.MEETING)], **fields)
    assert span(meeting[1]) == ("03-02 08:00", "03-06 10:00")


def test_a_meeting_of_people_who_never_meet_is_refused_naming_both():
    fields = {"resources": (OURS, Resource("n", "", "nights", Side.THEIRS)), **TEAM}
    with pytest.raises(Invalid, match=r"“Early birds” and “Nights”") as refusal:
        planned(
            [Task(1, "", 60, kind=TaskKind.MEETING)], assignments=(Assignment(1, "o"), Assignment(1, "n")), **fields
        )
    assert refusal.value.code == "no-working-time"


def test_colleagues_work_each_on_their_own_calendar():
    fields = {"resources": (OURS, Resource("b", "", "boston")), **TEAM}
    dated = planned(
        [Task(1, "", DAY), Task(2, "", DAY)],
        [Link(1, 2)],
        assignments=(Assignment(1, "o"), Assignment(1, "b")),
        **fields,
    )
    assert span(dated[1]) == ("03-02 08:00", "03-04 08:00")
    assert dated[1].total_slack_minutes == 0
    assert span(dated[2])[0] == "03-04 08:00"


def test_own_calendar_and_people_must_both_allow_work_unless_people_are_ignored():
    task = Task(1, "", 120, calendar_id="office")
    fields = {"resources": (OURS,), "assignments": (Assignment(1, "o"),), **TEAM}
    assert span(planned([task], **fields)[1]) == ("03-02 08:00", "03-02 10:00")
    late = replace(task, duration_minutes=DAY)
    assert span(planned([late], **fields)[1])[1] == "03-05 10:00"
    assert span(planned([replace(late, ignores_resource_calendars=True)], **fields)[1])[1] == "03-02 17:00"


def test_material_bears_on_no_date():
    fields = {"resources": (Resource("m", "", "nights", kind=ResourceKind.MATERIAL),), **TEAM}
    assert span(planned([Task(1, "", DAY)], assignments=(Assignment(1, "m"),), **fields)[1])[1] == "03-02 17:00"


# Critical


def test_critical_is_what_has_no_more_slack_than_the_limit():
    tasks = [Task(1, "", 5 * DAY), Task(2, "", 4 * DAY), Task(3, "", DAY)]
    assert planned(tasks).critical_ids == (1,)
    assert planned(tasks, critical_slack_minutes=DAY).critical_ids == (1, 2)
    assert planned(tasks, each_end_is_critical=True).critical_ids == (1, 2, 3)


def test_an_empty_plan_ends_when_it_starts():
    assert planned([]).finish == START


# Refusals


@pytest.mark.parametrize(
    ("tasks", "links", "code", "words"),
    [
        ("abc", ["ab", "bc", "ca"], "cycle", "“a” → “b” → “c” → “a”"),
        ("ab", ["aa"], "link-to-itself", "“a”"),
        ("ab", ["ax"], "unknown-task", "“x”"),
        ("aa", [], "duplicate-task", "“a”"),
    ],
)
def test_it_refuses_networks_that_cannot_be(tasks, links, code, words):
    with pytest.raises(Invalid) as refusal:
        planned([Task(each, "", DAY) for each in tasks], [Link(*link) for link in links])
    assert refusal.value.code == code
    assert words in refusal.value.message


def test_it_refuses_a_circle_through_a_summary_and_a_link_to_its_own_part():
    with pytest.raises(Invalid) as refusal:
        planned([*family(), Task("x", "", DAY)], [Link("s", "x"), Link("x", "a")])
    assert (refusal.value.code, set(refusal.value.details["task_ids"])) == ("cycle", {"s", "x", "a"})
    for link in (Link("s", "a"), Link("b", "s")):
        with pytest.raises(Invalid) as refusal:
            planned(family(), [link])
        assert refusal.value.code == "link-to-own-child"


@pytest.mark.parametrize(
    ("task", "code"),
    [
        (Task(1, constraint=Constraint.MUST_START_ON), "no-constraint-date"),
        (Task(1, duration_minutes=-1), "negative-duration"),
        (Task(1, parent_id=9), "unknown-parent"),
        (Task(1, calendar_id="nobody's"), "unknown-calendar"),
        (Task(1, pinned_start=START, pinned_finish=at("03-01T08:00")), "pin-ends-before-start"),
        (Task(1, actual_start=START, actual_finish=at("03-01T08:00")), "actual-ends-before-start"),
        (Task(1, duration_minutes=10**10), "beyond-calendar"),
    ],
)
def test_it_refuses_tasks_that_cannot_be(task, code):
    with pytest.raises(Invalid) as refusal:
        planned([task])
    assert refusal.value.code == code


def test_it_refuses_a_plan_without_its_anchor_and_a_task_that_is_not_there():
    with pytest.raises(Invalid, match="needs a start"):
        planned([Task(1)], start=None)
    with pytest.raises(NotFound):
        planned([Task(1)])[2]


def test_people_in_two_zones_work_at_their_own_hours():
    fields = {
        "zone": "Europe/Berlin",
        "calendars": (Calendar("berlin", zone="Europe/Berlin"), Calendar("ny", zone="America/New_York")),
        "default_calendar_id": "berlin",
    }
    dated = planned([Task(1, "", DAY, calendar_id="ny"), Task(2, "", DAY)], [Link(1, 2)], **fields)
    assert span(dated[1]) == ("03-02 14:00", "03-02 23:00")
    assert span(dated[2])[0] == "03-03 08:00"
