import pytest
from django.urls import reverse

from milepost.accounts.models import Segment
from milepost.accounts.public import declare_field, save_segment, take_over_segment
from milepost.identity.public import Right, change_user
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Conflict


@pytest.fixture
def left(lena, ada, northwind):
    """A shared segment of lena, who has left."""
    segment = save_segment("All", {"and": []}, actor=lena.as_actor(), owner=lena, is_shared=True)
    change_user(lena, {"is_active": False}, actor=ada.as_actor())
    return Segment.objects.get(pk=segment.pk)


def url(segment, name="take-over"):
    return reverse(f"accounts:segment-{name}", args=[segment.pk])


def test_it_lets_a_lead_take_over(left, ada, signed_in):
    client = signed_in(ada)
    assert "Take over" in client.get(url(left, "detail")).content.decode()
    assert client.post(url(left)).status_code == 302
    run_all_jobs()
    page = client.get(url(left, "detail")).content.decode()
    assert "Take over" not in page
    assert "1 account now" in page
    assert Segment.objects.get().owner == ada


def test_it_lets_a_lead_find_and_take_over_a_private_one(left, ada, max_, signed_in):
    Segment.objects.update(is_shared=False)
    assert signed_in(max_).get(url(left, "detail")).status_code == 404
    client = signed_in(ada)
    assert "All" in client.get(reverse("accounts:segment-list")).content.decode()
    client.post(url(left))
    assert (Segment.objects.get().owner, Segment.objects.get().is_shared) == (ada, False)


def test_it_keeps_a_private_segment_private_while_its_owner_is_there(lena, ada, signed_in):
    segment = save_segment("Mine", None, actor=lena.as_actor(), owner=lena)
    assert signed_in(ada).get(url(segment, "detail")).status_code == 404
    assert signed_in(ada).post(url(segment)).status_code == 404


def test_it_is_no_members_business(left, max_, signed_in):
    client = signed_in(max_)
    assert "Take over" not in client.get(url(left, "detail")).content.decode()
    assert client.post(url(left)).status_code == 403
    assert client.get(url(left)).status_code == 405
    assert Segment.objects.get().owner == left.owner


def test_it_leaves_a_segment_with_an_owner_who_is_there(max_, lena, signed_in):
    segment = save_segment("Theirs", {"and": []}, actor=lena.as_actor(), owner=lena, is_shared=True)
    with pytest.raises(Conflict):
        take_over_segment(segment, actor=lena.as_actor(), owner=max_)
    assert Segment.objects.get().owner == lena


def test_it_takes_over_nothing_that_one_may_not_see(left, ada, make_user, signed_in):
    declare_field("Margin", "number", actor=ada.as_actor(), key="margin", right=Right.MANAGE_JOBS)
    Segment.objects.update(filter={"field": "custom_margin", "op": "known"})
    assert signed_in(make_user("Lea", "lead")).post(url(left)).status_code == 403
    assert Segment.objects.get().owner == left.owner
