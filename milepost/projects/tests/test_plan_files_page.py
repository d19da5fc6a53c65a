import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from milepost.projects.models import Project, TaskParty
from milepost.projects.tests.conftest import moment
from milepost.scheduling.public import Plan, Task, read_plan, schedule, write_plan

URL = "/projects/import/"


def file_of(plan):
    stream = io.BytesIO()
    write_plan(schedule(plan), stream)
    return SimpleUploadedFile("plan.xml", stream.getvalue())


@pytest.fixture
def upload():
    return file_of(Plan((Task(1, "Kick-off", 480),), start=moment("2026-03-02T08:00"), name="Roll-out"))


def test_it_makes_a_project_and_leads_to_its_plan(signed_in, max_, northwind, upload):
    answer = signed_in(max_).post(URL, {"file": upload, "account": northwind.pk})
    project = Project.objects.get()
    assert answer.headers["Location"] == reverse("projects:project-detail", args=[project.pk])
    assert (project.name, project.account) == ("Roll-out", northwind)


def test_it_says_what_is_wrong_with_a_file(signed_in, max_):
    answer = signed_in(max_).post(URL, {"file": SimpleUploadedFile("plan.xml", b"<Project><Tasks>")})
    assert answer.status_code == 422
    assert "line 1" in answer.content.decode()
    assert not Project.objects.exists()


def test_it_hands_the_plan_out(signed_in, max_, onboarding):
    answer = signed_in(max_).get(reverse("projects:plan-export", args=[onboarding.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="onboarding.xml"'
    names = [task.name for task in read_plan(answer.content).plan.tasks]
    assert names == ["Kick-off", "Migration", "Training", "Go-live"]


def test_it_hands_no_whole_plan_to_a_contributor(signed_in, fiona, onboarding, task):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    assert signed_in(fiona).get(reverse("projects:plan-export", args=[onboarding.pk])).status_code == 403
