"""The forms of a task's page: folded until somebody opens them, in the drawer, on the page, and without a script."""

import pytest
from django.urls import reverse

from milepost.projects.public import PartyEdit, TaskHome, create_task, put_on_task
from milepost.projects.views.task_folds import FOLDS

INTO_FOLD = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def migration(task):
    return task("Migration")


def address(task, key):
    return reverse("projects:task-form", args=[task.pk, key])


def test_it_draws_no_form_before_it_is_opened(signed_in, max_, migration):
    page = signed_in(max_).get(reverse("projects:task-detail", args=[migration.pk])).text
    assert all(f'hx-get="{address(migration, key)}"' in page for key in FOLDS)
    assert 'name="duration_minutes"' not in page


@pytest.mark.parametrize("key", FOLDS)
def test_it_draws_the_form_into_its_fold(signed_in, max_, migration, key):
    form = signed_in(max_).get(address(migration, key), **INTO_FOLD).text
    assert form.lstrip().startswith("<form")
    assert f'name="act" value="{FOLDS[key].act}"' in form
    assert f'action="{reverse(FOLDS[key].url_name, args=[migration.pk])}"' in form


def test_it_answers_in_the_drawer_when_its_fold_stands_there(signed_in, max_, migration):
    client = signed_in(max_)
    assert 'hx-target="#drawer-body"' in client.get(address(migration, "edit"), {"in": "drawer"}, **INTO_FOLD).text
    assert 'hx-target="#drawer-body"' not in client.get(address(migration, "edit"), **INTO_FOLD).text


def test_it_opens_on_the_page_without_a_script(signed_in, max_, migration):
    page = signed_in(max_).get(address(migration, "party")).text
    assert "<html" in page
    assert 'name="party-role"' in page
    assert 'name="duration_minutes"' not in page


def test_it_knows_no_other_form(signed_in, max_, migration):
    assert signed_in(max_).get(address(migration, "remove"), **INTO_FOLD).status_code == 422


def test_a_contributor_opens_what_reports(signed_in, fiona, max_, migration):
    put_on_task(PartyEdit(task_id=migration.pk, user_id=fiona.pk), migration, actor=max_.as_actor())
    client = signed_in(fiona)
    found = {key: client.get(address(migration, key), **INTO_FOLD).status_code for key in FOLDS}
    assert found == {"edit": 200, "link": 403, "party": 403, "block": 200, "time": 200, "repeat": 403}


@pytest.mark.parametrize(
    ("key", "status"), [("edit", 422), ("link", 422), ("time", 422), ("block", 200), ("repeat", 200)]
)
def test_a_task_without_a_plan_has_no_form_of_plans(signed_in, max_, key, status):
    own = create_task({"title": "Call"}, actor=max_.as_actor(), home=TaskHome(), author=max_)
    assert signed_in(max_).get(address(own, key), **INTO_FOLD).status_code == status
