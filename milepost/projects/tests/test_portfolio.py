"""The portfolio: the list of projects as bars over months, the worst first."""

import datetime as dt
import re

import pytest
import time_machine
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from milepost.projects.models import Project
from milepost.projects.public import change_plan, change_project, create_project, put_on_task, take_baseline
from milepost.projects.queries import portfolio
from milepost.projects.queries.month_scale import scale_of
from milepost.projects.records_plan import NewTask, PartyEdit
from milepost.projects.tests.conftest import DAY, MONDAY, day

NOW = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)
LIST = reverse("projects:project-list")
TIMELINE = f"{LIST}?as=timeline"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan_of(max_):
    """Return a function that makes a running project of ten working days, so many of them late."""

    def make(name: str, target: str | None, **values: object) -> Project:
        project = create_project(name, actor=max_.as_actor(), start_on=MONDAY, lead=max_, **values)
        change_plan(project, [NewTask("a", {"title": "Work", "duration_minutes": 10 * DAY})], actor=max_.as_actor())
        changes = {"state": "active", "target_on": day(target) if target else None}
        return change_project(Project.objects.get(pk=project.pk), changes, actor=max_.as_actor())

    return make


def names(answer) -> list[str]:
    found = re.findall(r'<th scope="row"><a href="/projects/\d+/"[^>]*>([^<]+)</a>', answer.content.decode())
    return [name.strip() for name in found]


def test_it_shows_the_red_ones_first_with_a_word(plan_of, max_, signed_in):
    plan_of("Green", "2026-03-20")
    plan_of("Red", "2026-03-04")
    plan_of("Amber", "2026-03-11")
    plan_of("No target", None)
    answer = signed_in(max_).get(TIMELINE)
    assert names(answer) == ["Red", "Amber", "Green", "No target"]
    text = answer.content.decode()
    for words in ("7 working days late", "2 working days late", "on time, 5 working days early", "no target set"):
        assert words in text
    assert "<strong>1</strong> More than a week late" in text


def test_each_number_of_the_summary_opens_its_rows(plan_of, max_, signed_in):
    plan_of("Green", "2026-03-20")
    plan_of("Red", "2026-03-04")
    client = signed_in(max_)
    url = re.search(r'href="([^"]+value=very-late)"', client.get(TIMELINE).content.decode())
    assert url
    answer = client.get(url[1].replace("&amp;", "&"), follow=True)
    assert names(answer) == ["Red"]
    assert "Schedule is More than a week late" in answer.content.decode()


@pytest.mark.parametrize(("asked", "found"), [("on-time", ["Green"]), ("done", ["Ended"]), ("late,no-plan", [])])
def test_the_list_is_filtered_by_the_same_rule(plan_of, max_, signed_in, asked, found):
    plan_of("Green", "2026-03-20")
    change_project(plan_of("Ended", "2026-03-04"), {"state": "done"}, actor=max_.as_actor())
    assert names(signed_in(max_).get(f"{TIMELINE}&schedule={asked}")) == found


def test_groups_come_with_the_worst_first(plan_of, northwind, max_, signed_in):
    plan_of("Green", "2026-03-20", account=northwind)
    plan_of("Red", "2026-03-04", kind="internal")
    answer = signed_in(max_).get(f"{TIMELINE}&by=account").content.decode()
    assert answer.index("No account") < answer.index('rowgroup" colspan="5">Northwind')
    assert "1 project, 1 more than a week late" in " ".join(answer.split())
    for group in ("lead", "kind", "state"):
        assert "portfolio-group" in signed_in(max_).get(f"{TIMELINE}&by={group}").content.decode()


def test_it_pages_steadily_both_ways(plan_of, max_, signed_in, monkeypatch):
    monkeypatch.setattr(portfolio, "PAGE_ROWS", 2)
    for at in range(5):
        plan_of(f"P{at}", "2026-03-20")
    client, url, seen = signed_in(max_), TIMELINE, []
    while url:
        text = client.get(url).content.decode()
        seen += re.findall(r">(P\d)</a>", text)
        last, url = url, next(iter(re.findall(r'href="([^"]+)" rel="next"', text)), "").replace("&amp;", "&")
    assert seen == ["P0", "P1", "P2", "P3", "P4"]
    back = re.findall(r'href="([^"]+)" rel="prev"', client.get(last).content.decode())[0].replace("&amp;", "&")
    assert re.findall(r">(P\d)</a>", client.get(back).content.decode()) == ["P2", "P3"]


@pytest.mark.parametrize("after", ["999999", "x", "-1", "0 or 1"])
def test_it_refuses_a_cursor_of_its_makers_own(plan_of, max_, signed_in, after):
    plan_of("Green", "2026-03-20")
    answer = signed_in(max_).get(TIMELINE, {"as": "timeline", "after": after, "state": "active"})
    assert answer.status_code == 400
    assert "Begin again at the first page" in answer.content.decode()


def test_a_contributor_sees_their_projects_and_tasks_alone(plan_of, northwind, max_, fiona, signed_in):
    hidden = plan_of("Hidden", "2026-03-04")
    seen = plan_of("Seen", "2026-03-04", account=northwind)
    put_on_task(PartyEdit(task_id=0, user_id=fiona.pk), seen.tasks.get(), actor=max_.as_actor())
    answer = signed_in(fiona).get(f"{TIMELINE}&by=account")
    text = answer.content.decode()
    assert names(answer) == ["Seen"]
    assert "Northwind" not in text
    assert hidden.name not in text


def test_the_agreed_day_and_whose_move_it_is_stand_there(onboarding, max_, victor, signed_in):
    change_project(onboarding, {"state": "active"}, actor=max_.as_actor())
    take_baseline(onboarding, "Agreed", actor=max_.as_actor(), is_agreement=True)
    text = signed_in(victor).get(TIMELINE).content.decode()
    assert "first agreed 11 Mar 2026" in text
    assert "3 with us" in text
    opens = [url.replace("&amp;", "&") for url in re.findall(r'href="(/tasks/[^"]+)"', text) if "where=" in url]
    shown = [signed_in(victor).get(url).content.decode().count("<tr data-row") for url in opens]
    assert shown == [3, 1], "what is open with us, and what of it is late"
    assert re.findall(r"1 late</a>", text)


def test_a_view_keeps_the_timeline(plan_of, max_, signed_in):
    plan_of("Red", "2026-03-04")
    client = signed_in(max_)
    query = "?as=timeline&by=kind&schedule=very-late"
    kept = client.post(reverse("lists:view-new", args=["projects"]) + query, {"name": "Red ones"}, follow=True)
    assert names(kept) == ["Red"]
    assert "portfolio-group" in kept.content.decode()
    table = re.findall(r'href="([^"]+as=table)"', kept.content.decode())[0].replace("&amp;", "&")
    assert "list-table" in client.get(table).content.decode()


def test_it_asks_no_more_for_many_projects(plan_of, northwind, max_, signed_in, django_assert_max_num_queries):
    client = signed_in(max_)
    plan_of("One", "2026-03-04", account=northwind)
    counts = []
    for more in (0, 3):
        for at in range(more):
            plan_of(f"More {at}", "2026-03-20", account=northwind)
        client.get(f"{TIMELINE}&by=account")
        with django_assert_max_num_queries(40) as seen:
            client.get(f"{TIMELINE}&by=account")
        counts.append(len(seen))
    assert isinstance(seen, CaptureQueriesContext)
    assert counts[0] == counts[1]


def test_tasks_of_archived_projects_leave_the_list(onboarding, max_, signed_in):
    client, url = signed_in(max_), reverse("projects:task-list")
    assert "Migration" in client.get(url).content.decode()
    change_project(onboarding, {"archived_at": NOW}, actor=max_.as_actor())
    assert "Migration" not in client.get(url + "?view=none").content.decode()


def test_the_scale_is_of_whole_months_and_not_endless():
    today = dt.date(2026, 3, 3)
    short = scale_of([Project(start_on=MONDAY)], today)
    assert (short.first, short.after) == (dt.date(2026, 3, 1), dt.date(2026, 5, 1))
    assert short.place(dt.date(2026, 3, 1)) == 0
    assert short.mark(dt.date(2026, 5, 1)) is None
    endless = scale_of([Project(start_on=dt.date(1950, 1, 1), target_on=dt.date(2190, 1, 1))], today)
    assert (endless.after - endless.first).days < 720
