"""Who sees a part of a plan changes nothing of it by any way in, and reads of no act that began elsewhere."""

import pytest
from django.urls import reverse

from milepost.lib.errors import NotAllowed
from milepost.projects.lists.projects import PROJECTS
from milepost.projects.models import TaskParty
from milepost.projects.public import Reason, change_plan
from milepost.projects.records_plan import TaskEdit


@pytest.fixture
def training_of_fiona(onboarding, task, fiona):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    return task("Training")


def test_the_project_is_not_changed_by_who_sees_a_part(signed_in, fiona, onboarding, training_of_fiona):
    url = reverse("projects:project-change", args=[onboarding.pk])
    client = signed_in(fiona)
    assert (client.get(url).status_code, client.post(url, {"name": "Mine"}).status_code) == (403, 403)


def test_the_list_changes_nothing_for_who_sees_a_part(fiona, onboarding, training_of_fiona):
    with pytest.raises(NotAllowed):
        PROJECTS.edit(fiona, onboarding, "name", "Mine", None)
    with pytest.raises(NotAllowed):
        PROJECTS.bulk_actions[0].run(fiona, onboarding, "cancelled")
    onboarding.refresh_from_db()
    assert (onboarding.name, onboarding.state) == ("Onboarding", "draft")


def test_the_drawer_tells_nothing_of_an_act_that_began_at_an_unseen_task(
    signed_in, fiona, max_, task, training_of_fiona
):
    reason = Reason(note="The firewall was closed.")
    edit = TaskEdit(task("Migration").pk, {"duration_minutes": 4800})
    change_plan(training_of_fiona.project, [edit], actor=max_.as_actor(), reason=reason)
    url = reverse("projects:task-detail", args=[training_of_fiona.pk])
    theirs, ours = (signed_in(who).get(url).content.decode() for who in (fiona, max_))
    assert "a task that you do not see moved it" in theirs
    assert "firewall" not in theirs
    assert "Migration" not in theirs
    assert "firewall" in ours
