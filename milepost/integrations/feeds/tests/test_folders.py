"""Feeds of watched folders: complete files, once each, never outside."""

import os
import threading
from unittest import mock

import pytest
from django.db import connection

from milepost.accounts.public import Account, Stage
from milepost.integrations.csv.models import Import
from milepost.integrations.feeds.actions import add_feed, change_feed, run_now
from milepost.integrations.feeds.folders import clean_folder, files_in, open_found
from milepost.integrations.feeds.models import Feed, FeedRun
from milepost.integrations.feeds.running import run_feed
from milepost.integrations.feeds.tests.conftest import FILE, look, put
from milepost.integrations.feeds.watching import watch_feeds
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Conflict, Invalid, Unavailable

pytestmark = pytest.mark.django_db


def states():
    return list(FeedRun.objects.order_by("id").values_list("file_name", "state"))


def test_it_takes_a_file_that_rests_and_leaves_it_there(watching, folder):
    path = put(folder, "accounts.csv")
    watch_feeds.call()
    assert not FeedRun.objects.exists()
    look()
    assert states() == [("accounts.csv", "imported")]
    assert Account.objects.count() == 2
    assert path.read_text() == FILE
    look()
    assert len(states()) == 1


def test_a_file_that_grows_waits(watching, folder):
    path = put(folder, "accounts.csv", FILE[:30])
    watch_feeds.call()
    path.write_text(FILE)
    watch_feeds.call()
    assert not FeedRun.objects.exists()
    look()
    assert states() == [("accounts.csv", "imported")]


def test_a_file_that_changed_since_it_was_seen_is_not_read(watching, folder):
    path = put(folder, "accounts.csv", FILE[:30])
    watch_feeds.call()
    watch_feeds.call()
    path.write_text(FILE)
    run_all_jobs()
    assert FeedRun.objects.get().words.startswith("Somebody still writes")
    look()
    assert states()[-1] == ("accounts.csv", "imported")


def test_names_of_files_that_are_being_written_are_left_alone_until_renamed(watching, folder):
    for name in ("a.csv.part", ".a.csv", "~a.csv", "a.tmp", "a.pdf"):
        put(folder, name)
    look(3)
    assert states() == []
    (folder / "a.csv.part").rename(folder / "a.csv")
    look()
    assert states() == [("a.csv", "imported")]


def test_a_content_is_imported_once_whatever_its_name(watching, folder):
    put(folder, "monday.csv")
    look()
    put(folder, "tuesday.csv", age_seconds=100)
    look()
    assert states() == [("monday.csv", "imported"), ("tuesday.csv", "unchanged")]
    assert "imported before, from “monday.csv”" in FeedRun.objects.latest("id").words
    put(folder, "monday.csv", FILE.replace("Acme", "Acme Ltd"), age_seconds=50)
    look()
    assert states()[-1] == ("monday.csv", "imported")
    assert Import.objects.count() == 2


def test_several_files_come_in_one_after_the_other_the_oldest_first(watching, folder):
    put(folder, "a.csv", FILE.replace("Acme", "New"), age_seconds=100)
    put(folder, "b.csv", FILE.replace("Acme", "Old"), age_seconds=200)
    look(3)
    assert states() == [("b.csv", "imported"), ("a.csv", "imported")]
    assert Account.objects.filter(name="New").exists()


def test_a_refused_file_is_taken_again_when_somebody_asks(watching, folder, lena, mapping):
    from milepost.audit.public import update_record

    put(folder, "accounts.csv", FILE.replace("company", "customer"))
    look(3)
    assert states() == [("accounts.csv", "refused")]
    columns = {"customer": "name", "signed": "contract_start"}
    update_record(mapping, {"settings": mapping.settings | {"columns": columns}}, actor=lena.as_actor())
    assert run_now(Feed.objects.get(), actor=lena.as_actor())
    run_all_jobs()
    assert states()[-1] == ("accounts.csv", "imported")
    assert not run_now(Feed.objects.get(), actor=lena.as_actor())


def test_links_and_pipes_are_not_followed(watching, folder, tmp_path):
    secret = tmp_path.parent / "outside.csv"
    secret.write_text(FILE)
    (folder / "link.csv").symlink_to(secret)
    os.mkfifo(folder / "pipe.csv")
    (tmp_path / "away").symlink_to(tmp_path.parent)
    assert files_in("crm", "*") == []
    for place, name in (("crm", "link.csv"), ("crm", "pipe.csv"), ("away", "outside.csv")):
        with pytest.raises(Unavailable), open_found(place, name) as file:
            file.read()
    secret.unlink()


@pytest.mark.parametrize("place", ["/etc", "..", "crm/../..", "a\0b", "\\\\host\\share", "x" * 501])
def test_a_folder_outside_is_not_taken(mapping, lena, folder, place):
    with pytest.raises(Invalid) as caught:
        add_feed(lena, {"name": "Out", "mapping": mapping, "way": "folder", "place": place}, actor=lena.as_actor())
    assert "place" in caught.value.fields


def test_a_folder_is_kept_plainly():
    assert clean_folder(" ./crm//accounts/ ") == "crm/accounts"
    assert clean_folder("") == ""


def test_a_folder_that_is_gone_fails_and_is_tried_later(watching, folder):
    folder.rmdir()
    look(3)
    assert [state for _name, state in states()] == ["failed"]
    assert "The folder “crm” cannot be read: No such file" in FeedRun.objects.get().words


def test_without_a_folder_of_the_operator_nothing_is_watched(watching, settings):
    settings.IMPORT_DIR = ""
    look(1)
    assert "MILEPOST_IMPORT_DIR" in FeedRun.objects.get().words


def test_another_folder_is_another_beginning(watching, folder, lena, tmp_path):
    (tmp_path / "erp").mkdir()
    put(tmp_path / "erp", "accounts.csv")
    change_feed(watching, {"place": "erp"}, actor=lena.as_actor())
    look()
    assert states() == [("accounts.csv", "imported")]


def test_a_run_that_is_cut_off_begins_anew_and_writes_once(watching, folder, monkeypatch):
    put(folder, "accounts.csv")
    watch_feeds.call()
    watch_feeds.call()
    run = FeedRun.objects.get()

    with monkeypatch.context() as patch:
        patch.setattr("milepost.integrations.feeds.running.start", mock.Mock(side_effect=SystemExit))
        with pytest.raises(SystemExit):
            run_feed.call(run.pk)
    assert not Import.objects.exists()  # what was begun went with the transaction
    run_feed.call(run.pk)
    run_feed.call(run.pk)  # as a worker does whose lease ran out while it worked
    run_all_jobs()
    assert Import.objects.get().created == 2
    assert states() == [("accounts.csv", "imported")]
    assert Account.objects.count() == 2


def test_a_run_whose_job_failed_for_good_is_ended(watching, folder, monkeypatch):
    from milepost.jobs.testing import hurry_retries

    put(folder, "accounts.csv")
    watch_feeds.call()
    watch_feeds.call()
    monkeypatch.setattr("milepost.integrations.feeds.running.read_profile", lambda *_: 1 / 0)
    for _try in range(6):
        run_all_jobs(raise_errors=False)
        hurry_retries()
    assert states() == [("accounts.csv", "running")]
    watch_feeds.call()
    assert FeedRun.objects.order_by("id")[0].state == "failed"
    assert "failed unexpectedly" in FeedRun.objects.order_by("id")[0].words


@pytest.mark.django_db(transaction=True)
def test_two_at_once_begin_one_run(watching, folder):
    # An earlier test outside a transaction may have emptied the tables.
    Stage.objects.get_or_create(is_default=True, defaults={"name": "Any", "kind": "live", "position": 1})
    put(folder, "accounts.csv")
    watch_feeds.call()
    answers: list[object] = []
    gate = threading.Barrier(2)

    def work():
        try:
            gate.wait(10)
            answers.append(watch_feeds.call())
        except Conflict as error:
            answers.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert FeedRun.objects.count() == 1
    run = FeedRun.objects.get()
    both: list[object] = []

    def take():
        try:
            gate.wait(10)
            run_feed.call(run.pk)
            both.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Import.objects.count() == 1
    run_all_jobs()
    assert Account.objects.count() == 2
