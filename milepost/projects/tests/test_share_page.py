"""Sharing a project: what the customer would see is shown first."""

import pytest
from django.urls import reverse

from milepost.accounts.public import add_contact
from milepost.projects.models import Project
from milepost.projects.public import create_project


@pytest.fixture
def url(onboarding):
    return reverse("projects:project-share", args=[onboarding.pk])


def test_it_shows_what_they_would_see_and_who(onboarding, url, signed_in, max_, northwind):
    add_contact("Mona Lind", actor=max_.as_actor(), account=northwind)
    page = signed_in(max_).get(url).text
    assert "Not shared: Northwind sees nothing of it." in page
    assert "Mona Lind" in page
    assert "Go-live" in page
    assert "Kick-off" not in page
    assert "3 tasks" in page


def test_it_shares_and_stops(onboarding, url, signed_in, max_):
    client = signed_in(max_)
    assert "Shared with Northwind since" in client.post(url, {"act": "share"}, follow=True).text
    assert Project.objects.get().is_shared
    client.post(url, {"act": "stop"})
    assert not Project.objects.get().is_shared


def test_it_is_decided_by_those_who_may_write(url, signed_in, victor, fiona, client):
    assert "Share with Northwind" not in signed_in(victor).get(url).text
    assert signed_in(victor).post(url, {"act": "share"}).status_code == 403
    assert signed_in(fiona).get(url).status_code == 404
    assert client.get(url).status_code == 302
    assert signed_in(victor).delete(url).status_code == 405
    assert not Project.objects.get().is_shared


def test_it_has_no_customer_for_our_own(signed_in, max_):
    own = create_project("Tidy up", actor=max_.as_actor(), lead=max_)
    url = reverse("projects:project-share", args=[own.pk])
    assert "This project is our own" in signed_in(max_).get(url).text
    assert signed_in(max_).post(url, {"act": "share"}).status_code == 422
