"""The tab Scope, a line in the drawer, a version, a comparison."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from milepost.files.public import StoredFile
from milepost.lib.actor import SYSTEM
from milepost.projects.models import ScopeItem, ScopeVersion, TaskParty
from milepost.projects.public import add_scope_items, freeze_scope

HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(signed_in, max_):
    return signed_in(max_)


@pytest.fixture
def promise(onboarding, max_) -> ScopeItem:
    return add_scope_items(onboarding, "commitment", ["Live by June"], actor=max_.as_actor())[0]


def at(name, record):
    return reverse(f"projects:{name}", args=[record.pk])


def test_it_shows_every_section_with_a_place_to_write(client, onboarding):
    text = client.get(at("project-scope", onboarding)).content.decode()
    for label in ("Goals", "Out of scope", "Commitments from the sale"):
        assert label in text
    assert text.count('class="scope-add"') == 7


def test_it_adds_lines_where_they_stand(client, onboarding):
    given = {"section": "in", "text": "Sites in Norway\n\nSites in Sweden"}
    answer = client.post(at("scope-add", onboarding), given, headers=HTMX)
    assert "Sites in Sweden" in answer.content.decode()
    assert ScopeItem.objects.count() == 2
    assert client.post(at("scope-add", onboarding), given).status_code == 302


@pytest.mark.parametrize("given", [{"section": "in", "text": " "}, {"section": "no", "text": "x"}, {}])
def test_it_refuses_nothing_and_nowhere(client, onboarding, given):
    assert client.post(at("scope-add", onboarding), given, headers=HTMX).status_code == 422
    assert not ScopeItem.objects.exists()


def test_it_changes_a_line_and_says_when_somebody_was_quicker(client, promise):
    url, version = at("scope-item-change", promise), promise.version
    given = {"section": "commitment", "text": "Live by May", "detail": "Mail of 3 March", "version": version}
    assert client.post(url, given).status_code == 302
    promise.refresh_from_db()
    assert (promise.text, promise.detail) == ("Live by May", "Mail of 3 March")
    refused = client.post(url, {**given, "text": "Live by July"})
    assert refused.status_code == 422
    assert "Live by May" in refused.content.decode()


def test_it_keeps_evidence_that_a_version_speaks_of(client, onboarding, promise, max_):
    url = at("scope-item-attach", promise)
    assert client.post(url, {"file": SimpleUploadedFile("offer.txt", b"We promise")}).status_code == 302
    stored = StoredFile.objects.get()
    freeze_scope(onboarding, actor=max_.as_actor())
    refused = client.post(reverse("projects:scope-item-detach", args=[promise.pk, stored.pk]))
    assert refused.status_code == 422
    assert StoredFile.objects.exists()
    assert client.get(reverse("web:file-download", args=[stored.pk])).status_code == 200


@pytest.mark.parametrize("file", [None, SimpleUploadedFile("run.exe", b"MZ\x90\x00" + b"\x00" * 64)])
def test_it_refuses_a_wrong_file(client, promise, file):
    assert client.post(at("scope-item-attach", promise), {"file": file} if file else {}).status_code == 422
    assert not StoredFile.objects.exists()


def test_it_takes_out_and_puts_back(client, onboarding, promise):
    assert client.post(at("scope-item-out", promise)).status_code == 302
    assert "1 line was taken out" in client.get(at("project-scope", onboarding)).content.decode()
    client.post(at("scope-item-back", promise))
    assert "taken out" not in client.get(at("project-scope", onboarding)).content.decode()


def test_it_makes_a_version_and_compares_it_with_the_draft(client, onboarding, promise, max_):
    assert client.post(at("scope-version-new", onboarding), {"target_on": "2026-06-01"}).status_code == 302
    version = ScopeVersion.objects.get()
    text = client.get(at("scope-version", version)).content.decode()
    assert version.sha256 in text
    assert "Live by June" in text
    assert "Nothing differs" in client.get(at("scope-compare", onboarding)).content.decode()
    add_scope_items(onboarding, "goal", ["Less downtime"], actor=max_.as_actor())
    assert "Less downtime" in client.get(at("scope-compare", onboarding)).content.decode()
    assert client.get(at("scope-compare", onboarding) + "?first=9&second=x").status_code == 200


def test_it_makes_no_version_of_nothing(client, onboarding):
    answer = client.post(at("scope-version-new", onboarding), {})
    assert answer.status_code == 422
    assert "says nothing yet" in answer.content.decode()


def test_a_contributor_with_a_task_of_it_sees_no_scope(signed_in, onboarding, promise, task, fiona):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    version = freeze_scope(onboarding, actor=SYSTEM)
    client = signed_in(fiona)
    plan = client.get(at("project-detail", onboarding))
    assert plan.status_code == 200
    assert at("project-scope", onboarding) not in plan.content.decode()
    for url in (at("project-scope", onboarding), at("scope-version", version), at("scope-item-change", promise)):
        assert client.get(url).status_code == 404


def test_a_viewer_reads_and_finds_no_place_to_write(signed_in, onboarding, promise, victor):
    text = signed_in(victor).get(at("project-scope", onboarding)).content.decode()
    assert "Live by June" in text
    assert "scope-add" not in text
    assert "Make a version" not in text
