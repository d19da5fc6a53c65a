"""Edits that no page sends: refused with words, never a fault, and nothing is written."""

import pytest
from django.urls import reverse

from milepost.lib.actor import entering
from milepost.lib.errors import Invalid
from milepost.projects.forms.lengths import LengthField
from milepost.projects.models import Project
from milepost.projects.public import change_plan, create_project
from milepost.projects.records_plan import LinkEdit, NewTask, PartyEdit, TaskDates, TaskEdit

HTMX = {"HTTP_HX_REQUEST": "true"}
VALUES = (
    '{"title": "a\\u0000b"}',
    '{"title": "\\ud800"}',
    '{"title": "   "}',
    '{"percent_complete": Infinity}',
    '{"deadline_on": 5}',
    '{"deadline_on": "9999-12-31"}',
    '{"constraint_kind": "SNET", "constraint_at": []}',
    '{"pinned_start": "0001-01-01"}',
    '{"duration_minutes": 2147483647}',
    '{"splits": "abc"}',
    '{"author_id": 1}',
    '{"rolled_to": "2026-03-09"}',
)
PROJECT_VALUES = (
    '{"calendar": 5}',
    '{"go_live_id": 1.5}',
    '{"go_live_id": []}',
    '{"start_on": "0001-01-01"}',
    '{"start_on": 5}',
    '{"planned_until": "2026-03-09"}',
)
OTHERS = (
    '{"edit": "dates", "task_id": %(task)s, "finish_on": "9999-12-31"}',
    '{"edit": "link", "predecessor_id": %(first)s, "successor_id": %(task)s, "type": "XX"}',
    '{"edit": "link", "predecessor_id": %(first)s, "successor_id": %(task)s, "lag_kind": "XX"}',
    '{"edit": "link", "predecessor_id": %(first)s, "successor_id": %(task)s, "lag_minutes": 9000000000000}',
    '{"edit": "party", "task_id": %(task)s, "contact_id": 1000000000000000000000}',
    '{"edit": "party", "task_id": %(task)s, "role": "a\\u0000"}',
    "[" * 100_000,
)
EDITS = (
    *('{"edit": "task", "task_id": %(task)s, "values": ' + values + "}" for values in VALUES),
    *('{"edit": "project", "values": ' + values + "}" for values in PROJECT_VALUES),
    *OTHERS,
)


def test_it_refuses_what_no_page_sends(signed_in, max_, onboarding, task, subtests):
    client, url = signed_in(max_), reverse("projects:plan-change", args=[onboarding.pk])
    keys = {"task": task("Training").pk, "first": task("Kick-off").pk}
    for edit in EDITS:
        with subtests.test(edit=edit[:90]):
            assert client.post(url, {"edits": f"[{edit % keys}]"}, **HTMX).status_code == 422
    onboarding.refresh_from_db()
    assert (onboarding.revision, task("Training").title) == (1, "Training")


@pytest.mark.parametrize("days", [{"start_on": "0001-01-01"}, {"target_on": "9999-12-31"}])
def test_it_begins_no_project_in_another_age(signed_in, max_, days):
    given = {"name": "Old", "kind": "onboarding", "start_on": "2026-03-02", **days}
    assert signed_in(max_).post(reverse("projects:project-new"), given).status_code == 422


def test_it_drags_nothing_that_happened(onboarding, task, max_):
    change_plan(onboarding, [TaskEdit(task("Kick-off").pk, {"state": "done"})], actor=max_.as_actor())
    with pytest.raises(Invalid, match="keeps those days"):
        change_plan(onboarding, [TaskDates(task("Kick-off").pk, start_on=onboarding.start_on)], actor=max_.as_actor())


def test_a_length_that_is_shown_rounded_is_no_change():
    field = LengthField()
    assert field.prepare_value(1000) == "2.1 days"
    assert not field.has_changed(1000, "2.1 days")
    assert field.has_changed(1000, "2 days")


@pytest.mark.parametrize("since", ["child", "link", "party"])
def test_it_takes_no_task_back_on_which_others_built(signed_in, onboarding, task, max_, since):
    made = change_plan(onboarding, [NewTask("x", {"title": "Extra"})], actor=max_.as_actor())
    key = made.tasks["x"].pk
    later = {
        "child": NewTask("y", {"title": "Theirs"}, parent_id=key),
        "link": LinkEdit(key, task("Training").pk),
        "party": PartyEdit(task_id=key, user_id=max_.pk),
    }
    change_plan(onboarding, [later[since]], actor=max_.as_actor())
    url = reverse("projects:plan-undo", args=[onboarding.pk])
    assert signed_in(max_).post(url, {"batch": made.batch}, **HTMX).status_code == 409
    assert task("Extra")


def test_it_takes_no_beginning_of_a_project_back(signed_in, max_):
    with entering(batch="beginning"):
        project = create_project("Alone", actor=max_.as_actor())
    url = reverse("projects:plan-undo", args=[project.pk])
    assert signed_in(max_).post(url, {"batch": "beginning"}, **HTMX).status_code == 404
    assert Project.objects.filter(pk=project.pk).exists()
