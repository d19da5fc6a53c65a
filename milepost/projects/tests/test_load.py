"""What people have to do by week, against the hours that they have."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from milepost.audit.public import create_record, update_record
from milepost.identity.public import add_to_team, create_team
from milepost.projects.models import Project, Task, WorkCalendar
from milepost.projects.public import change_plan, change_project, create_project
from milepost.projects.queries import load
from milepost.projects.queries.load import LoadTask, LoadWord, WeekLoad, load_of
from milepost.projects.queries.work_hours import WorkHours
from milepost.projects.records_plan import LinkEdit, NewTask, PartyEdit, TaskEdit
from milepost.projects.tests.conftest import DAY, MONDAY
from milepost.scheduling.public import Calendar, WorkingTime

NOW = dt.datetime(2026, 3, 2, 7, tzinfo=dt.UTC)
PAGE = reverse("projects:load-page")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def running(northwind, max_, lena) -> Project:
    """Max builds for ten days (40 hours); he and Lena test for two days (no estimate); the launch is nobody's."""
    project = create_project("Running", actor=max_.as_actor(), account=northwind, start_on=MONDAY, lead=max_)
    edits = [
        NewTask("build", {"title": "Build", "duration_minutes": 10 * DAY, "estimate_minutes": 5 * DAY}),
        NewTask("test", {"title": "Test", "duration_minutes": 2 * DAY}),
        NewTask("launch", {"title": "Launch", "is_milestone": True}),
        LinkEdit("build", "test"),
        LinkEdit("test", "launch"),
        PartyEdit(task_id="build", user_id=max_.pk),
        PartyEdit(task_id="test", user_id=max_.pk),
        PartyEdit(task_id="test", user_id=lena.pk),
        PartyEdit(task_id="test", role="Their IT", side="theirs"),
    ]
    change_plan(project, edits, actor=max_.as_actor())
    return change_project(Project.objects.get(pk=project.pk), {"state": "active"}, actor=max_.as_actor())


def planned(person, viewer, weeks: int = 4) -> list[int]:
    return [week.planned_minutes for week in load_of([person], viewer, MONDAY, weeks=weeks)[0].weeks]


def calendar_of(person, values, actor):
    default = WorkCalendar.objects.get(is_default=True)
    return create_record(WorkCalendar(name="Own", user=person, base=default, **values), actor=actor)


def test_effort_is_spread_over_the_days_of_a_task_and_shared_by_those_of_us_who_do_it(running, max_, lena):
    assert planned(max_, max_) == [1200, 1200, 480, 0], "40 hours over ten days; half of two days' length"
    assert planned(lena, max_) == [0, 0, 480, 0], "what the customer does too costs us no less"
    weeks = load_of([max_], max_, MONDAY, weeks=3)[0].weeks
    assert [week.capacity_minutes for week in weeks] == [5 * DAY] * 3
    assert [[part.is_estimated for part in week.tasks] for week in weeks] == [[True], [True], [False]]


def test_done_work_does_not_count_and_begun_work_counts_with_its_rest(running, max_):
    build = Task.objects.get(project=running, title="Build")
    begun = {"state": "doing", "actual_start": "2026-03-02T08:00", "percent_complete": 50}
    change_plan(running, [TaskEdit(build.pk, begun)], actor=max_.as_actor())
    assert sum(planned(max_, max_)[:2]) == 1200
    done = {"state": "done", "actual_finish": "2026-03-02T17:00"}
    change_plan(Project.objects.get(pk=running.pk), [TaskEdit(build.pk, done)], actor=max_.as_actor())
    assert sum(planned(max_, max_)) == 480


@pytest.mark.parametrize("changes", [{"state": "paused"}, {"state": "done"}, {"archived_at": NOW}])
def test_only_projects_that_run_load_anybody(running, max_, changes):
    change_project(running, changes, actor=max_.as_actor())
    assert sum(planned(max_, max_)) == 0


def test_holidays_and_part_time_are_no_capacity(running, max_):
    holiday = [{"first": "2026-03-02", "last": "2026-03-06", "shifts": [], "name": "Holiday"}]
    mornings = [[[480, 720]]] * 5 + [[], []]
    calendar_of(max_, {"week": mornings, "exceptions": holiday}, max_.as_actor())
    weeks = load_of([max_], max_, MONDAY, weeks=3)[0].weeks
    assert [week.capacity_minutes for week in weeks] == [0, 1200, 1200]
    assert weeks[0].word is LoadWord.AWAY
    assert weeks[0].planned_minutes == 0, "work is spread over the days on which the person works"


def test_this_week_counts_from_today_and_late_work_is_todays(running, max_):
    thursday = dt.date(2026, 3, 5)
    week = load_of([max_], max_, thursday, weeks=1)[0].weeks[0]
    assert (week.week_on, week.capacity_minutes) == (MONDAY, 2 * DAY)
    assert week.planned_minutes == round(2400 * 2 / 7)
    later = load_of([max_], max_, dt.date(2026, 4, 1), weeks=2)[0].weeks
    assert [one.planned_minutes for one in later] == [2880, 0]


def test_work_without_a_working_day_stands_in_its_first_week(running, max_):
    holiday = [{"first": "2026-03-01", "last": "2026-12-31", "shifts": [], "name": "Away"}]
    calendar_of(max_, {"exceptions": holiday}, max_.as_actor())
    assert planned(max_, max_)[:2] == [2400, 0]


@pytest.mark.parametrize(
    ("minutes", "capacity", "word"),
    [(0, 0, "away"), (1, 0, "over"), (2401, 2400, "over"), (2400, 2400, "full"), (2159, 2400, "free"), (0, 60, "free")],
)
def test_a_week_has_its_word(minutes, capacity, word):
    week = WeekLoad(MONDAY, capacity, [LoadTask(1, minutes, is_estimated=True)] if minutes else [])
    assert week.word == word


@given(first=st.integers(0, 40), length=st.integers(0, 60), today=st.integers(0, 30))
def test_nothing_is_lost_or_doubled_in_spreading(first, length, today):
    now = MONDAY + dt.timedelta(days=today)
    hours = WorkHours(WorkingTime([Calendar("office")], around=now), now)
    start = MONDAY + dt.timedelta(days=first)
    part = load.PlannedPart(1, 1, 1000, 480, 0, start, start + dt.timedelta(days=length), 1)
    weeks = load.empty_weeks(hours, load.monday_of(now), 20, now)
    load.spread(part, weeks, hours, now)
    assert sum(task.minutes for week in weeks for task in week.tasks) == pytest.approx(1000)


def test_the_page_marks_what_is_too_much_and_opens_its_tasks(running, max_, victor, signed_in):
    build = Task.objects.get(project=running, title="Build")
    change_plan(running, [TaskEdit(build.pk, {"estimate_minutes": 20 * DAY})], actor=max_.as_actor())
    text = signed_in(victor).get(PAGE).content.decode()
    assert "2 weeks are over-full" in text
    assert text.count('<td class="load-over">') == 2
    assert "80<" in text
    assert "spread over the working days" in text
    url = re.findall(r'href="(/load/\d+/2026-03-02/)"', text)[0]
    week = signed_in(victor).get(url).content.decode()
    assert "80:00 h planned, 40:00 h there are" in week
    assert "over-full by 40:00 h" in week
    assert "Build" in week


def test_the_page_is_of_a_team_and_of_later_weeks(running, max_, lena, ada, signed_in):
    team = create_team("Delivery", actor=ada.as_actor())
    add_to_team(team, lena, actor=ada.as_actor())
    text = signed_in(max_).get(PAGE, {"team": team.pk, "from": "2026-06-03"}).content.decode()
    assert re.findall(r'<tr><th scope="row">([^<]+)', text) == ["Lena"]
    assert '<time datetime="2026-06-01">' in text


@pytest.mark.parametrize("query", ["from=x", "from=2026-13-40", "from=0001-01-01", "team=0", "team=x", "after=x"])
def test_a_wrong_address_is_refused_with_words(max_, signed_in, query):
    assert signed_in(max_).get(f"{PAGE}?{query}").status_code == 422


def test_a_contributor_sees_their_own_load_alone(running, fiona, lena, ada, signed_in):
    team = create_team("Delivery", actor=ada.as_actor())
    for one in (fiona, lena):
        add_to_team(team, one, actor=ada.as_actor())
    text = signed_in(fiona).get(PAGE).content.decode()
    assert re.findall(r'<tr><th scope="row">([^<]+)', text) == ["Fiona"]
    assert signed_in(fiona).get(reverse("projects:load-week", args=[lena.pk, "2026-03-02"])).status_code == 404
    assert signed_in(fiona).get(reverse("projects:load-today", args=[lena.pk])).status_code == 404
    assert signed_in(fiona).get(reverse("projects:load-today", args=[fiona.pk])).status_code == 200


def test_today_says_ones_week_against_ones_hours(running, max_, signed_in):
    panel = signed_in(max_).get(reverse("projects:load-today", args=[max_.pk]), headers={"HX-Request": "true"})
    assert "20:00 h planned of 40:00 h" in panel.content.decode()
    assert "room for 20:00 h" in panel.content.decode()
    assert "<html" not in panel.content.decode()
    assert reverse("projects:load-today", args=[max_.pk]) in signed_in(max_).get("/").content.decode()


def test_nobody_of_those_who_left_is_planned(running, max_, lena, ada, signed_in):
    update_record(lena, {"is_active": False}, actor=ada.as_actor())
    assert "Lena" not in signed_in(max_).get(PAGE).content.decode()


def test_it_asks_no_more_for_many_people(running, max_, make_user, signed_in):
    client = signed_in(max_)
    client.get(PAGE)
    counts = []
    for more in (0, 5):
        for at in range(more):
            calendar_of(make_user(f"p{at}@example.com"), {}, max_.as_actor())
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        counts.append(len(seen))
    assert counts[0] == counts[1]
