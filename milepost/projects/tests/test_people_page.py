"""Who is on a project, on both sides."""

import pytest
from django.urls import reverse

from milepost.accounts.public import add_contact, create_account
from milepost.projects.models import ProjectMember, TaskParty
from milepost.projects.public import put_on_project
from milepost.projects.records import Part


@pytest.fixture
def mona(northwind, max_):
    return add_contact("Mona Lind", account=northwind, actor=max_.as_actor())


@pytest.fixture
def client(signed_in, max_):
    return signed_in(max_)


def text_of(client, project):
    return " ".join(client.get(reverse("projects:project-people", args=[project.pk])).content.decode().split())


def test_it_shows_both_sides_with_what_is_expected(client, onboarding, mona, task, max_):
    put_on_project(onboarding, mona, actor=max_.as_actor(), part=Part.OVERSEES, expected="Decides what goes live")
    TaskParty.objects.create(task=task("Training"), contact=mona, side="theirs")
    text = text_of(client, onboarding)
    assert "Decides what goes live" in text
    assert "Oversees" in text
    assert "1 open task" in text
    assert reverse("accounts:contact-detail", args=[mona.pk]) in text


def test_it_puts_somebody_on_it(client, onboarding, mona):
    url = reverse("projects:member-add", args=[onboarding.pk])
    given = {"who": f"contact {mona.pk}", "part": "informed", "expected": "Wants to know"}
    assert client.post(url, given).status_code == 302
    member = ProjectMember.objects.get(contact=mona)
    assert (member.part, member.expected) == ("informed", "Wants to know")
    assert f"contact {mona.pk}" not in client.get(url).content.decode()


@pytest.mark.parametrize("who", ["", "user 0", "contact x", "nobody"])
def test_it_refuses_whom_it_does_not_offer(client, onboarding, who):
    url = reverse("projects:member-add", args=[onboarding.pk])
    assert client.post(url, {"who": who, "part": "lead"}).status_code == 422


def test_it_refuses_a_contact_of_another_account(client, onboarding, max_):
    other = create_account("Fabrikam", actor=max_.as_actor())
    stranger = add_contact("Sven Dahl", account=other, actor=max_.as_actor())
    url = reverse("projects:member-add", args=[onboarding.pk])
    assert client.post(url, {"who": f"contact {stranger.pk}", "part": "lead"}).status_code == 422
    assert not ProjectMember.objects.filter(contact=stranger).exists()


def test_it_changes_and_takes_off(client, onboarding, max_):
    member = ProjectMember.objects.get(project=onboarding, user=max_)
    client.post(reverse("projects:member-change", args=[member.pk]), {"part": "oversees", "expected": "Steers"})
    member.refresh_from_db()
    assert (member.part, member.expected) == ("oversees", "Steers")
    assert client.post(reverse("projects:member-off", args=[member.pk])).status_code == 302
    assert not ProjectMember.objects.filter(pk=member.pk).exists()


def test_a_contributor_reads_and_changes_nothing(signed_in, onboarding, max_, fiona):
    own = put_on_project(onboarding, fiona, actor=max_.as_actor())
    client = signed_in(fiona)
    assert "Add somebody" not in text_of(client, onboarding)
    assert client.get(reverse("projects:member-add", args=[onboarding.pk])).status_code == 403
    assert client.post(reverse("projects:member-off", args=[own.pk])).status_code == 403
