"""The pages of playbooks: the list, one of them, its file, its versions; the start of one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.accounts.public import change_account, create_account, save_segment
from milepost.jobs.public import Work
from milepost.jobs.testing import run_all_jobs
from milepost.lib.actor import SYSTEM
from milepost.playbooks.models import Playbook, Run
from milepost.playbooks.public import archive_playbook, import_playbook
from milepost.playbooks.tests.documents import SMALL
from milepost.projects.public import Project


@pytest.fixture
def playbook(version):
    return version.playbook


def test_the_list_and_the_page_show_what_there_is(signed_in, max_, playbook, start):
    start()
    client = signed_in(max_)
    assert "Onboarding, small" in client.get("/playbooks/").content.decode()
    page = client.get(f"/playbooks/{playbook.pk}/").content.decode()
    for text in ("For customers with one team.", "Connect the directory", "Do people sign in", "Champion", "Version 1"):
        assert text in page
    assert "after “Connect the directory”" in page
    assert "Northwind" in page


def test_a_contributor_sees_none(signed_in, fiona, playbook):
    client = signed_in(fiona)
    assert client.get(f"/playbooks/{playbook.pk}/").status_code == 404
    assert client.get("/playbooks/").status_code == 403


def test_any_two_versions_are_compared(signed_in, lena, playbook):
    first = playbook.published
    for length in ("1d", "2d"):
        import_playbook(SMALL.replace("lasts: 4h", f"lasts: {length}"), actor=SYSTEM)
    last = Playbook.objects.get().published
    client = signed_in(lena)
    assert "<s>1d</s>" in client.get(f"/playbook-versions/{last.pk}/").text
    assert "<s>4h</s>" in client.get(f"/playbook-versions/{last.pk}/?with={first.pk}").text
    assert "<s>2d</s>" in client.get(f"/playbook-versions/{first.pk}/?with={last.pk}").text
    assert "<s>1d</s>" in client.get(f"/playbook-versions/{last.pk}/?with=none").text


def test_a_file_goes_out_and_comes_in_as_a_new_version(signed_in, lena, playbook):
    client = signed_in(lena)
    text = client.get(f"/playbooks/{playbook.pk}/export/").content.decode()
    same = client.post("/playbooks/import/", {"text": text}, follow=True)
    assert "says this already" in same.content.decode()
    file = SimpleUploadedFile("a.yaml", text.replace("Look back", "Look back together").encode())
    assert client.post("/playbooks/import/", {"file": file, "note": "Together"}).status_code == 302
    playbook.refresh_from_db()
    assert playbook.published.number == 2
    page = client.get(f"/playbook-versions/{playbook.published_id}/").content.decode()
    assert "<s>Look back</s>" in page
    assert "Look back together" in page


def test_a_wrong_file_is_told_with_its_lines_and_changes_nothing(signed_in, lena, playbook):
    text = SMALL.replace("does: csm", "does: cmo")
    answer = signed_in(lena).post("/playbooks/import/", {"text": text})
    assert answer.status_code == 422
    assert "Line 22, phases &gt; prepare" in answer.content.decode() or "cmo" in answer.content.decode()
    assert Playbook.objects.get().versions.count() == 1


@pytest.mark.parametrize("text", ["", "a: &x [*x]", "\x00"])
def test_what_is_no_playbook_is_refused(signed_in, lena, db, text):
    assert signed_in(lena).post("/playbooks/import/", {"text": text}).status_code == 422


def test_it_is_put_away_and_brought_back_by_who_may(signed_in, lena, max_, playbook, northwind):
    assert signed_in(max_).post(f"/playbooks/{playbook.pk}/archive/").status_code == 403
    client = signed_in(lena)
    client.post(f"/playbooks/{playbook.pk}/archive/")
    assert client.get(f"/playbooks/{playbook.pk}/start/").status_code == 404
    assert "Onboarding, small" not in client.get(f"/accounts/{northwind.pk}/start/").content.decode()
    client.post(f"/playbooks/{playbook.pk}/restore/")
    assert "Onboarding, small" in client.get(f"/accounts/{northwind.pk}/start/").content.decode()
    assert client.get(f"/playbooks/{playbook.pk}/archive/").status_code == 405


def test_the_start_asks_for_whom_then_previews_then_makes(signed_in, max_, playbook, northwind):
    client, address = signed_in(max_), f"/playbooks/{playbook.pk}/start/"
    assert "For whom?" in client.get(address).content.decode()
    page = client.get(address, {"account": northwind.pk}).content.decode()
    assert "Kick-off with Northwind" in page
    assert "Nobody fills this role yet: Engineer." in page
    given = {"account": northwind.pk, "late": "today", "answer.users": "20", "step.data": "on", "role.csm": max_.pk}
    part = client.get(
        address, {**given, "answer.sso": "yes"}, headers={"HX-Request": "true", "HX-Target": "start-preview"}
    )
    assert "Connect the directory" in part.content.decode()
    assert "<form" not in part.content.decode()
    assert not Project.objects.exists()
    answer = client.post(address, {**given, "answer.sso": "yes", "name": "Northwind goes live"})
    project = Project.objects.get()
    assert answer.url == f"/projects/{project.pk}/"
    assert project.name == "Northwind goes live"
    run = Run.objects.get()
    assert run.steps.count() == 5
    assert run.steps.get(step="kick-off").task.parties.get(letter="R").user == max_


def test_what_is_wrong_or_missing_is_said_beside_its_field(signed_in, max_, playbook, northwind):
    client, address = signed_in(max_), f"/playbooks/{playbook.pk}/start/"
    change_account(northwind, {"contract_start": None}, actor=max_.as_actor())
    assert "Contract start: This date is not known" in client.get(address, {"account": northwind.pk}).content.decode()
    for wrong in ({}, {"anchor.contract-start": "tomorrow"}, {"role.csm": "99999"}, {"late": "never"}):
        answer = client.post(address, {"account": northwind.pk, "late": "today", **wrong})
        assert answer.status_code == 422
    assert not Project.objects.exists()


def test_a_second_one_asks_why(signed_in, max_, playbook, northwind, start):
    start()
    client, address = signed_in(max_), f"/playbooks/{playbook.pk}/start/"
    given = {"account": northwind.pk, "late": "today", "answer.sso": "no", "answer.users": "20", "step.data": "on"}
    refused = client.post(address, given)
    assert refused.status_code == 422
    assert "Say why once more" in refused.content.decode()
    assert client.post(address, {**given, "reason": "A second site."}).status_code == 302


@pytest.mark.parametrize("account", ["", "0", "x", "9" * 40])
def test_an_account_that_is_not_there_is_asked_for(signed_in, max_, playbook, account):
    answer = signed_in(max_).get(f"/playbooks/{playbook.pk}/start/", {"account": account})
    assert "For whom?" in answer.content.decode()


def test_a_segment_is_started_in_the_background_with_a_report(signed_in, max_, playbook, northwind):
    create_account("Contoso", actor=max_.as_actor())  # its contract start is not known
    segment = save_segment("All", None, actor=max_.as_actor(), owner=max_)
    client, address = signed_in(max_), f"/playbooks/{playbook.pk}/start/segment/"
    given = {"segment": segment.pk, "late": "today", "answer.sso": "yes", "answer.users": "20"}
    assert client.post(address, given).status_code == 302
    run_all_jobs()
    work = Work.objects.get(title="“Onboarding, small” for 2 accounts")
    assert work.summary == "1 projects made, 1 accounts left out."
    assert Run.objects.get().account == northwind
    report = b"".join(client.get(work.result_url).streaming_content).decode("utf-8-sig").splitlines()
    assert report[1:] == ['Northwind,"Onboarding, small",made', "Contoso,,This date is not known: give it."]


def test_an_archived_playbook_is_started_no_more_by_any_way(playbook, start, lena):
    archive_playbook(playbook, actor=lena.as_actor())
    playbook.refresh_from_db()
    import_playbook(SMALL.replace("small", "smaller"), actor=SYSTEM)
    with pytest.raises(Exception, match="archived"):
        start()
