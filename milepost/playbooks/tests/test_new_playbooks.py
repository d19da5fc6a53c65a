"""A new playbook: from nothing, from a project, from a table; published from there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.playbooks.drafting.tables import steps_of_table
from milepost.playbooks.models import Playbook, PlaybookDraft
from milepost.playbooks.public import publish_draft
from milepost.playbooks.queries.drafts import faults_of

TABLE = """Phase;Step;Takes;Effort;After;Checklist
Prepare;Kick-off;4h;2h;;Agenda; extra
;Data;3 d;;Kick-off;
Live;Go-live day;0d;;1;
"""


@pytest.fixture
def client(signed_in, lena):
    return signed_in(lena)


def test_one_from_nothing_says_what_is_missing_and_is_published_then(client, lena, db):
    answer = client.post("/playbooks/new/", {"name": "Audit of data", "kind": "onboarding"})
    draft = PlaybookDraft.objects.get()
    assert answer.url == f"/playbook-drafts/{draft.pk}/"
    assert [fault.place for fault in faults_of(draft.document, lena)] == ["purpose"]
    assert "Audit of data" in client.get("/playbooks/new/").text
    given = {"was": client.get(f"{answer.url}about/all/").context["form"].initial["was"]}
    given |= {
        "name": "Audit of data",
        "purpose": "Yearly.",
        "kind": "onboarding",
        "method": "kanban",
        "anchor": "start",
    }
    assert client.post(f"{answer.url}about/all/", given).status_code == 302
    playbook = publish_draft(draft, actor=lena.as_actor(), author=lena)
    assert (playbook.key, playbook.published.number) == ("audit-of-data", 1)


def test_one_like_a_project_makes_such_a_project_and_names_nobody(client, lena, max_, start):
    run = start(roles={"engineer": max_.pk}, answers={"sso": "yes"})
    client.post("/playbooks/new/", {"name": "Like it", "kind": "onboarding", "project": run.project_id})
    draft = PlaybookDraft.objects.get()
    text = str(draft.document)
    assert "Kick-off with {{ account.name }}" in text
    assert "Northwind" not in text
    assert max_.name not in text
    steps = {step["title"]: step for phase in draft.document["phases"] for step in phase["steps"]}
    assert steps["Connect the directory"]["after"] == ["kick-off-with-account-name + 1d"]
    assert {role["from"] for role in draft.document["roles"] if "from" in role} == {"csm", "champion"}
    assert [fault.place for fault in faults_of(draft.document, lena)] == ["purpose"]


def test_one_from_a_table(client, db):
    file = SimpleUploadedFile("a.csv", TABLE.replace("Agenda; extra", "Agenda").encode())
    assert client.post("/playbooks/new/", {"name": "T", "kind": "onboarding", "table": file}).status_code == 302
    phases = PlaybookDraft.objects.get().document["phases"]
    assert [step["title"] for step in phases[0]["steps"]] == ["Kick-off", "Data"]
    assert phases[0]["steps"][1] == {"key": "data", "title": "Data", "lasts": "3d", "after": ["kick-off"]}
    assert phases[1]["steps"][0]["milestone"] is True
    assert phases[1]["steps"][0]["after"] == ["kick-off"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"", "first row"),
        (b"\xff\xfe", "UTF-8"),
        (b"Step\n", "one to"),
        (b"Step,Takes\nA,long", "Line 2"),
        (b"Step,After\nA,B", "no step"),
        (b'Step\n"A', "no table"),
        (b"Phase,Step\nP,\n", "no title"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_words(table, words):
    with pytest.raises(Exception, match=words):
        steps_of_table(table)


def test_a_key_that_was_taken_meanwhile_does_not_become_a_version_of_another(client, lena, version):
    client.post("/playbooks/new/", {"name": "Onboarding small", "kind": "onboarding"})
    draft = PlaybookDraft.objects.get()
    assert draft.document["playbook"] != version.playbook.key
    assert Playbook.objects.count() == 1
