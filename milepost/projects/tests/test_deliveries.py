"""Deliverables are handed over, accepted, or given back with what is to be changed."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.public import add_contact
from milepost.files.public import StoredFile
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.models import Delivery
from milepost.projects.public import add_scope_items, decide_delivery, submit_delivery, take_out_scope_item
from milepost.projects.queries.deliveries import deliverables_of, first_pass


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def manual(onboarding, me):
    return add_scope_items(onboarding, "deliverable", ["Manual"], actor=me)[0]


@pytest.fixture
def mona(northwind, me):
    return add_contact("Mona Lind", account=northwind, actor=me)


def test_it_goes_back_and_comes_again_until_it_is_accepted(onboarding, manual, me, mona):
    first = submit_delivery(manual, actor=me, note="Draft")
    with pytest.raises(Conflict):
        submit_delivery(manual, actor=me)
    with pytest.raises(Invalid):
        decide_delivery(first, "changes", actor=me)
    decide_delivery(first, "changes", actor=me, answer="In Norwegian", decider=mona)
    with pytest.raises(Conflict):
        decide_delivery(first, "accepted", actor=me)
    second = submit_delivery(manual, actor=me)
    decide_delivery(second, "accepted", actor=Actor("contact", str(mona.pk), mona.name), decider=mona)
    with pytest.raises(Conflict):
        submit_delivery(manual, actor=me)
    (one,) = deliverables_of(onboarding)
    assert (one.last.number, one.last.state, one.may_be_submitted) == (2, "accepted", False)
    passed = first_pass(Delivery.objects.all())
    assert (passed.accepted, passed.decided, passed.share) == (0, 1, 0.0)
    assert first_pass([]).share is None


def test_it_refuses_what_is_no_deliverable_or_no_answer(onboarding, manual, me):
    (goal,) = add_scope_items(onboarding, "goal", ["Less"], actor=me)
    with pytest.raises(Invalid):
        submit_delivery(goal, actor=me)
    with pytest.raises(Invalid):
        submit_delivery(manual, actor=me, link="javascript:alert(1)")
    delivery = submit_delivery(manual, actor=me)
    with pytest.raises(Invalid):
        decide_delivery(delivery, "maybe", actor=me)
    with pytest.raises(Invalid):
        decide_delivery(delivery, "accepted", actor=me, at=timezone.now() + dt.timedelta(days=1))
    with pytest.raises(NotAllowed):
        decide_delivery(delivery, "accepted", actor=Actor("contact", "7", "Sven"))
    (gone,) = add_scope_items(onboarding, "deliverable", ["Gone"], actor=me)
    take_out_scope_item(gone, actor=me)
    with pytest.raises(Conflict):
        submit_delivery(gone, actor=me)


def test_its_pages_hand_over_and_answer(signed_in, onboarding, manual, max_, mona):
    client = signed_in(max_)
    submit = reverse("projects:delivery-submit", args=[manual.pk])
    program = SimpleUploadedFile("run.exe", b"MZ\x90\x00" + b"\x00" * 64)
    assert client.post(submit, {"file": program}).status_code == 422
    assert not Delivery.objects.exists()
    assert client.post(submit, {"file": SimpleUploadedFile("manual.txt", b"Read me")}).status_code == 302
    decide = reverse("projects:delivery-decide", args=[Delivery.objects.get().pk])
    given = {"decision": "accepted", "decider": mona.pk, "on": "2026-03-03"}
    assert client.post(decide, {**given, "decision": "changes"}).status_code == 422
    assert client.post(decide, given).status_code == 302
    assert (
        "100 of 100 accepted"
        in client.get(reverse("projects:project-deliverables", args=[onboarding.pk])).content.decode()
    )
    page = client.get(reverse("projects:deliverable", args=[manual.pk])).content.decode()
    assert "manual.txt" in page
    assert "Mona Lind" in page
    assert client.get(reverse("web:file-download", args=[StoredFile.objects.get().pk])).status_code == 200


def test_who_sees_a_part_sees_none_and_readers_write_none(signed_in, onboarding, manual, fiona, victor):
    assert signed_in(fiona).get(reverse("projects:project-deliverables", args=[onboarding.pk])).status_code == 404
    reader = signed_in(victor)
    assert reader.get(reverse("projects:deliverable", args=[manual.pk])).status_code == 200
    assert reader.post(reverse("projects:delivery-submit", args=[manual.pk])).status_code == 403
