import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from milepost.files.public import StoredFile
from milepost.integrations.csv.models import Import
from milepost.integrations.csv.records import Settings
from milepost.integrations.csv.running import taking_in
from milepost.integrations.csv.running.taking_in import take_in
from milepost.jobs.public import cancel_work
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Invalid

pytestmark = pytest.mark.django_db
FILE = "id;company;signed\nA1;Acme;16-10-2024\n"
HOW = {"source": "crm", "key_column": "id", "columns": {"company": "name", "signed": "contract_start"}}


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(taking_in, "READ_AT_ONCE_BYTES", 10)


def taken(actor, text=FILE, **more: object):
    return take_in(ContentFile(text.encode(), name="list.csv"), "accounts", actor=actor, source="crm", **more)


def test_a_large_file_is_read_by_a_worker(large, lena, signed_in, monkeypatch):
    import_ = taken(lena.as_actor())
    assert (import_.state, import_.profile) == ("reading", {})
    client, url = signed_in(lena), reverse("integrations:import-detail", args=[import_.pk])
    assert "import-bar" in client.get(url).text
    run_all_jobs()
    import_.refresh_from_db()
    assert (import_.state, import_.total) == ("draft", 1)
    assert "16-10-2024" in client.get(url).text


def test_a_large_file_goes_on_to_its_dry_run(large, lena):
    import_ = taken(lena.as_actor(), settings=Settings(**HOW), checks=True)
    run_all_jobs()
    import_.refresh_from_db()
    assert (import_.state, import_.checked["created"]) == ("checked", 1)


def test_what_was_said_and_does_not_fit_a_large_file_is_said_on_its_page(large, lena):
    settings = Settings(**{**HOW, "columns": {"firm": "name"}})
    import_ = taken(lena.as_actor(), settings=settings, checks=True)
    run_all_jobs()
    import_.refresh_from_db()
    assert import_.state == "draft"
    assert "no column “firm”" in import_.words


def test_a_large_file_that_is_no_table_says_so(large, lena, signed_in):
    import_ = taken(lena.as_actor(), "id;name\n1;a\n" + '2;"' + "x" * 150_000 + '"\n')
    run_all_jobs(raise_errors=False)
    import_.refresh_from_db()
    assert (import_.state, "longer than 100,000" in import_.words) == ("failed", True)
    shown = signed_in(lena).get(reverse("integrations:import-detail", args=[import_.pk])).text
    assert "longer than 100,000" in shown
    assert "Go on" not in shown


def test_reading_can_be_stopped(large, lena, signed_in):
    import_ = taken(lena.as_actor())
    signed_in(lena).post(reverse("integrations:import-act", args=[import_.pk]), {"act": "stop"})
    run_all_jobs()
    import_.refresh_from_db()
    assert (import_.state, import_.words) == ("failed", "The file was not read to its end.")
    assert cancel_work(import_.work_id, actor=lena.as_actor()).is_finished


def test_a_small_file_with_a_wrong_mapping_is_refused_and_nothing_is_kept(lena):
    with pytest.raises(Invalid):
        taken(lena.as_actor(), settings=Settings(**{**HOW, "columns": {"firm": "name"}}))
    assert not Import.objects.exists()
    assert not StoredFile.objects.exists()


def test_what_must_be_asked_is_not_checked(lena):
    import_ = taken(lena.as_actor(), FILE.replace("16", "01"), settings=Settings(**HOW), checks=True)
    run_all_jobs()
    import_.refresh_from_db()
    assert import_.state == "draft"
