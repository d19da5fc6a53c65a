"""The pages of a proposal: made, answered, written down, passed on, withdrawn."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.public import add_contact
from milepost.files.public import StoredFile
from milepost.projects.models import Proposal, Signer
from milepost.projects.public import add_scope_items, freeze_scope, propose_scope


@pytest.fixture
def client(signed_in, max_):
    return signed_in(max_)


@pytest.fixture
def mona(northwind, max_):
    return add_contact("Mona Lind", account=northwind, actor=max_.as_actor())


@pytest.fixture
def version(onboarding, max_):
    add_scope_items(onboarding, "goal", ["Half the downtime"], actor=max_.as_actor())
    return freeze_scope(onboarding, actor=max_.as_actor())


@pytest.fixture
def proposal(version, max_, mona):
    return propose_scope(version, [max_, mona], actor=max_.as_actor(), by=max_)


def at(name, record):
    return reverse(f"projects:{name}", args=[record.pk])


def test_it_is_proposed_to_people_of_both_sides(client, version, max_, mona, victor):
    form = client.get(at("scope-propose", version)).content.decode()
    assert "Mona Lind" in form
    assert "Victor" not in form
    given = {"ours": [max_.pk], "theirs": [mona.pk], "needs": "all", "expires_on": "2199-01-01"}
    assert client.post(at("scope-propose", version), given).status_code == 302
    assert Signer.objects.count() == 2
    for wrong in ({**given, "ours": [victor.pk]}, {"needs": "all"}, {**given, "expires_on": "2020-01-01"}):
        assert client.post(at("scope-propose", version), wrong).status_code == 422


def test_one_answers_to_what_the_page_showed(client, proposal, version):
    text = client.get(at("proposal", proposal)).content.decode()
    assert "Your answer is asked for" in text
    url = at("proposal-decide", proposal)
    assert client.post(url, {"decision": "declined", "sha256": version.sha256}).status_code == 422
    assert client.post(url, {"decision": "maybe", "sha256": version.sha256}).status_code == 422
    assert client.post(url, {"decision": "agreed", "sha256": "0" * 64}).status_code == 409
    assert client.post(url, {"decision": "agreed", "sha256": version.sha256}).status_code == 302
    assert "Your answer is asked for" not in client.get(at("proposal", proposal)).content.decode()


def test_what_came_by_mail_is_written_down_with_its_evidence(client, proposal, mona):
    signer = Signer.objects.get(contact=mona)
    url, given = at("signer-record", signer), {"decision": "agreed", "on": "2026-03-03"}
    assert client.get(url).status_code == 200
    assert client.post(url, given).status_code == 422
    program = SimpleUploadedFile("run.exe", b"MZ\x90\x00" + b"\x00" * 64)
    assert client.post(url, {**given, "file": program}).status_code == 422
    assert client.post(url, {**given, "on": "2199-01-01", "evidence": "Mail"}).status_code == 422
    assert not StoredFile.objects.exists()
    mail = SimpleUploadedFile("yes.txt", b"Fine with us")
    assert client.post(url, {**given, "file": mail}).status_code == 302
    signer.refresh_from_db()
    assert (signer.state, signer.evidence, timezone.localdate(signer.decided_at).isoformat()) == (
        "agreed",
        "yes.txt",
        "2026-03-03",
    )
    page = client.get(at("proposal", proposal)).content.decode()
    assert "written down by Max" in page
    assert client.get(reverse("web:file-download", args=[StoredFile.objects.get().pk])).status_code == 200
    assert client.post(url, {**given, "evidence": "Again"}).status_code == 422


def test_another_is_asked_instead(client, proposal, mona, lena):
    mine = Signer.objects.get(side="ours")
    url = at("signer-replace", mine)
    assert client.post(url, {"who": f"contact {mona.pk}"}).status_code == 422
    assert client.post(url, {"who": f"user {lena.pk}"}).status_code == 302
    assert "instead of Max" in client.get(at("proposal", proposal)).content.decode()


def test_it_is_talked_about_and_withdrawn(client, proposal):
    assert client.post(at("proposal-comment", proposal), {"text": "Is Bergen in?"}).status_code == 302
    assert "Is Bergen in?" in client.get(at("proposal", proposal)).content.decode()
    assert client.post(at("proposal-comment", proposal), {"text": " "}).status_code == 422
    assert client.post(at("proposal-withdraw", proposal), {"why": "A mistake"}).status_code == 302
    assert Proposal.objects.get().state == "withdrawn"
    assert client.post(at("proposal-withdraw", proposal)).status_code == 409


def test_the_tab_says_where_it_stands(client, proposal, onboarding):
    text = client.get(at("project-scope", onboarding)).content.decode()
    assert "Mona Lind (has not answered)" in text


def test_who_does_not_see_the_whole_project_sees_no_proposal(signed_in, proposal, fiona, victor):
    signer = Signer.objects.first()
    for url in (at("proposal", proposal), at("signer-record", signer), at("scope-propose", proposal.scope)):
        assert signed_in(fiona).get(url).status_code == 404
    reader = signed_in(victor)
    assert "Withdraw" not in reader.get(at("proposal", proposal)).content.decode()
    assert reader.post(at("proposal-decide", proposal), {"decision": "agreed"}).status_code == 403
