import pytest

from milepost.accounts.public import create_account
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.models import PlanChange, Project, WorkCalendar
from milepost.projects.public import (
    PartyEdit,
    Reason,
    TaskEdit,
    change_calendar,
    change_plan,
    change_project,
    create_calendar,
    create_project,
    delete_calendar,
    projects_using,
    slip_ledger,
    take_baseline,
)
from milepost.projects.records_plan import ProjectEdit
from milepost.projects.tests.conftest import DAY, day

SHIFT = [[480, 720], [780, 1020]]
NO_FRIDAYS = [SHIFT] * 4 + [[], [], []]
CLOSED = [{"first": "2026-03-04", "last": "2026-03-05", "shifts": [], "name": "Works holidays"}]


def test_a_changed_calendar_is_a_root_in_the_ledger_of_each_project(onboarding, ada, max_):
    take_baseline(onboarding, "Agreed", actor=max_.as_actor())
    change_calendar(WorkCalendar.objects.get(), {"exceptions": CLOSED}, actor=ada.as_actor())
    assert Project.objects.get().forecast_on == day("2026-03-11"), "the job does it"
    run_all_jobs()
    project = Project.objects.get()
    assert project.forecast_on == day("2026-03-13")
    change = PlanChange.objects.latest("pk")
    assert (change.origin, change.note, change.side) == ("calendar", "Working hours", "ours")
    ledger = slip_ledger(project)
    # By the calendar as it is now the two closed days are none: nothing was lost against it, and the sum holds.
    assert sum(entry.days for entry in ledger.entries) + ledger.unattributed_days == ledger.total_days
    assert ledger.unattributed_days == 0
    count = PlanChange.objects.count()
    change_calendar(WorkCalendar.objects.get(), {"name": "Our hours"}, actor=ada.as_actor())
    run_all_jobs()
    assert PlanChange.objects.count() == count


def test_a_customers_calendar_counts_where_they_do_the_work(onboarding, northwind, task, ada, max_):
    edit = PartyEdit(task_id=task("Migration").pk, role="Their IT", side="theirs")
    change_plan(onboarding, [edit], actor=max_.as_actor())
    create_calendar("Northwind's", actor=ada.as_actor(), account=northwind, week=NO_FRIDAYS)
    run_all_jobs()
    assert Project.objects.get().forecast_on == day("2026-03-12")


def test_only_open_projects_that_use_it_are_computed(onboarding, ada, max_):
    plain = create_calendar("Four days", actor=ada.as_actor(), week=NO_FRIDAYS)
    assert projects_using(plain) == []
    assert projects_using(WorkCalendar.objects.get(is_default=True)) == [onboarding]
    above = create_calendar("Shifted", actor=ada.as_actor(), base=plain)
    project = Project.objects.get()
    change_plan(project, [TaskEdit(project.tasks.first().pk, {"calendar_id": above.pk})], actor=max_.as_actor())
    assert projects_using(plain) == [onboarding]
    change_project(project, {"state": "done"}, actor=max_.as_actor())
    assert projects_using(plain) == []
    create_project("Empty", actor=max_.as_actor())
    assert projects_using(WorkCalendar.objects.get(is_default=True)) == []


@pytest.mark.parametrize(
    "values",
    [
        {"week": [SHIFT] * 3},
        {"week": [[[900, 800]]] + [[]] * 6},
        {"week": [[]] * 7},
        {"week": "always"},
        {"week": NO_FRIDAYS, "exceptions": [{"first": "soon"}]},
        {"week": NO_FRIDAYS, "country": "QQ"},
        {"week": NO_FRIDAYS, "colour": "red"},
        {"week": None},
    ],
)
def test_it_refuses_hours_that_are_none(ada, values):
    with pytest.raises((Invalid, Conflict)):
        create_calendar("Wrong", actor=ada.as_actor(), **values)
    assert WorkCalendar.objects.count() == 1


def test_an_account_has_one_calendar(northwind, ada):
    create_calendar("Theirs", actor=ada.as_actor(), account=northwind, week=NO_FRIDAYS)
    with pytest.raises(Conflict):
        create_calendar("Theirs too", actor=ada.as_actor(), account=northwind, week=NO_FRIDAYS)


def test_it_deletes_what_nothing_uses(onboarding, ada, max_, task):
    used = create_calendar("Four days", actor=ada.as_actor(), week=NO_FRIDAYS)
    change_plan(onboarding, [TaskEdit(task("Migration").pk, {"calendar_id": used.pk})], actor=max_.as_actor())
    for calendar in (used, WorkCalendar.objects.get(is_default=True)):
        with pytest.raises(Conflict):
            delete_calendar(calendar, actor=ada.as_actor())
    change_plan(onboarding, [TaskEdit(task("Migration").pk, {"calendar_id": None})], actor=max_.as_actor())
    delete_calendar(used, actor=ada.as_actor())
    assert not WorkCalendar.objects.filter(pk=used.pk).exists()


def test_members_change_no_calendars(max_):
    with pytest.raises(NotAllowed):
        create_calendar("Mine", actor=max_.as_actor(), week=NO_FRIDAYS)


def test_a_side_alone_is_a_reason_enough(onboarding, task, max_):
    edit = TaskEdit(task("Migration").pk, {"duration_minutes": 7 * DAY})
    (change,) = change_plan(onboarding, [edit], actor=max_.as_actor(), reason=Reason(side="theirs")).changes
    assert (change.side, change.is_cause_given) == ("theirs", False)


def test_it_uses_no_calendar_of_somebody_else(onboarding, task, max_, lena):
    """That of a person or another customer is refused in the words for one that is not there."""
    week = [[[480, 720]]] * 7
    other = create_account("Other", actor=max_.as_actor())
    foreign = [
        WorkCalendar.objects.create(name="Lena", week=week, user=lena).pk,
        WorkCalendar.objects.create(name="Other", week=week, account=other).pk,
        987654,
    ]
    said = set()
    for key in foreign:
        for edit in (
            TaskEdit(task("Migration").pk, {"calendar_id": key}),
            ProjectEdit({"calendar": WorkCalendar(pk=key)}),
        ):
            with pytest.raises(Invalid) as refusal:
                change_plan(onboarding, [edit], actor=max_.as_actor())
            said.add((refusal.value.code, refusal.value.message))
    assert said == {("no-such-calendar", "There is no such calendar.")}
    own = WorkCalendar.objects.create(name="Theirs", week=week, account=onboarding.account)
    change_plan(onboarding, [ProjectEdit({"calendar": own})], actor=max_.as_actor())
    assert Project.objects.get(pk=onboarding.pk).calendar == own
