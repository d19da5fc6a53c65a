"""Feeds of addresses: fetched when they changed, imported once, refused in words."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.public import Account
from milepost.audit.public import AuditEntry
from milepost.files.public import StoredFile
from milepost.identity.public import Notification, change_user
from milepost.integrations.csv.models import Import
from milepost.integrations.feeds.actions import add_feed, answer_feed, change_feed, resume_feed, run_now, take_over_feed
from milepost.integrations.feeds.clock import next_due
from milepost.integrations.feeds.models import Feed, FeedRun
from milepost.integrations.feeds.tests.conftest import AMBIGUOUS, FILE, look
from milepost.lib.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def told(user):
    return [one.text for one in Notification.objects.filter(user=user).order_by("id")]


def test_it_imports_what_lies_behind_the_address(fetching, ran, server, lena):
    run = ran(fetching)
    assert (run.state, run.made.state, run.made.created) == ("imported", "applied", 2)
    assert run.made.actor == lena.as_actor()
    assert set(Account.objects.values_list("name", flat=True)) == {"Acme", "Bolt"}
    assert server.got[0]["authorization"] == "Bearer s3cret"
    assert told(lena) == []


def test_an_unchanged_file_writes_nothing_and_says_so(fetching, ran, server):
    ran(fetching)
    run = ran(fetching)
    assert (run.state, run.made) == ("unchanged", None)
    assert server.got[1]["if-none-match"] == '"1"'
    server.headers = {"ETag": '"2"'}
    run = ran(fetching)
    assert (run.state, run.words) == ("unchanged", "The file is the same as the last one.")
    assert ran(fetching).words == "The source says that nothing changed."
    assert Import.objects.count() == 1


def test_a_changed_file_changes_what_differs_and_a_former_one_comes_back(fetching, ran, server):
    ran(fetching)
    for number, name in ((2, "Acme Ltd"), (3, "Acme")):
        server.body, server.headers = FILE.replace("Acme", name).encode(), {"ETag": f'"{number}"'}
        run = ran(fetching)
        assert (run.made.created, run.made.updated, run.made.unchanged) == (0, 1, 1)
        assert Account.objects.filter(name=name).exists()


def test_another_mapping_reads_the_same_file_anew(fetching, ran, mapping, lena):
    from milepost.audit.public import update_record

    ran(fetching)
    update_record(mapping, {"settings": mapping.settings | {"columns": {"company": "name"}}}, actor=lena.as_actor())
    assert ran(fetching).state == "imported"


def test_columns_that_no_longer_fit_are_refused_and_nothing_is_written(fetching, ran, server, lena):
    server.body = FILE.replace("company", "customer").encode()
    run = ran(fetching)
    assert run.state == "refused"
    assert "It has no column “company”. It has: id, customer, signed." in run.words
    assert not Account.objects.exists()
    assert not Import.objects.exists()
    assert not StoredFile.objects.exists()
    assert told(lena)[0].startswith("“Accounts” was refused. The file no longer fits")


def test_two_formats_that_fit_are_asked_and_the_answer_is_kept(fetching, ran, server, mapping, lena):
    server.body = AMBIGUOUS.encode()
    run = ran(fetching)
    fetching.refresh_from_db()
    assert (run.state, fetching.is_active) == ("asked", False)
    assert run.questions[0]["options"] == ["dd-mm-yyyy", "mm-dd-yyyy"]
    assert "pauses" in told(lena)[0]
    assert not Account.objects.exists()
    with pytest.raises(Conflict, match="Say first"):
        resume_feed(fetching, actor=lena.as_actor())
    with pytest.raises(Invalid):
        answer_feed(fetching, {"signed": "soon"}, actor=lena.as_actor())
    answer_feed(Feed.objects.get(), {"signed": "mm-dd-yyyy"}, actor=lena.as_actor())
    look(1)
    assert Account.objects.get(name="Acme").contract_start == dt.date(2024, 1, 10)
    mapping.refresh_from_db()
    assert mapping.settings["dates"] == {"signed": "mm-dd-yyyy"}


def test_refused_rows_are_told_always_and_success_by_choice(fetching, ran, server, lena):
    server.body = FILE.replace("05-06-2024", "31-02-2024").encode()
    run = ran(fetching)
    assert (run.state, run.made.refused) == ("imported", 1)
    assert "1 refused" in told(lena)[0]
    change_feed(Feed.objects.get(), {"tells_success": True}, actor=lena.as_actor())
    server.body, server.headers = FILE.encode(), {"ETag": '"2"'}
    ran(fetching)
    assert told(lena)[1].startswith("“Accounts” was imported.")


def test_it_pauses_after_repeated_failure(fetching, ran, server, lena):
    server.status = 500
    for number in range(1, 6):
        run = ran(fetching)
        fetching.refresh_from_db()
        assert (run.state, fetching.failures) == ("failed", number)
    assert not fetching.is_active
    assert fetching.fault.startswith("It went wrong 5 times in a row. The last time: The server answered 500")
    with pytest.raises(Conflict, match="pauses"):
        run_now(fetching, actor=lena.as_actor())
    resume_feed(fetching, actor=lena.as_actor())
    server.status = 200
    assert ran(fetching).state == "imported"
    fetching.refresh_from_db()
    assert (fetching.failures, fetching.fault) == (0, "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": 401}, "the secret is wrong or missing"),
        ({"status": 404}, "answered 404"),
        ({"length": 5000}, "could not be fetched"),
        ({"body": b"x" * 2_000_000}, "larger than 1 MB"),
    ],
)
def test_a_fetch_that_fails_says_why(fetching, ran, server, settings, change, words):  # noqa: PLR0917 - fixtures
    settings.FILE_MAX_BYTES = 1024 * 1024
    for name, value in change.items():
        setattr(server, name, value)
    run = ran(fetching)
    assert run.state == "failed"
    assert words in run.words
    assert not Import.objects.exists()


def test_what_is_no_table_is_refused(fetching, ran, server):
    server.body = b"<html><body>Please sign in</body></html>"
    run = ran(fetching)
    assert (run.state, "another kind" in run.words) == ("refused", True)


def test_the_secret_goes_to_no_other_server(fetching, ran, server, lena):
    server.target = server.url.replace("127.0.0.1", "127.0.0.2")
    change_feed(fetching, {"place": f"{server.base}/away"}, actor=lena.as_actor())
    ran(fetching)
    assert fetching.secret == "s3cret"
    assert [("authorization" in one) for one in server.got] == [True]  # nobody listens at the other
    change_feed(Feed.objects.get(), {"place": "http://127.0.0.2/accounts.csv"}, actor=lena.as_actor())
    assert Feed.objects.get().secret == ""


def test_a_redirect_into_a_private_network_is_refused(fetching, ran, server, lena):
    server.target = "http://10.0.0.1/accounts.csv"
    change_feed(fetching, {"place": f"{server.base}/away"}, actor=lena.as_actor())
    run = ran(fetching)
    assert (run.state, "private address" in run.words) == ("failed", True)


def test_a_private_address_is_not_taken(mapping, lena):
    for place in ("https://127.0.0.1/a.csv", "https://[::1]/a.csv", "http://files.example/a.csv", "ftp://x.example"):
        given = {"name": "Private", "mapping": mapping, "way": "address", "place": place}
        with pytest.raises(Invalid) as caught:
            add_feed(lena, given, actor=lena.as_actor())
        assert set(caught.value.fields) == {"place"}


def test_the_secret_is_in_no_log(fetching):
    assert "s3cret" not in str([(entry.label, entry.changes) for entry in AuditEntry.objects.all()])


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "member"}])
def test_an_owner_who_may_not_import_pauses_it_and_admins_are_told(fetching, ran, ada, lena, change):
    max_owner = change_user(lena, change, actor=ada.as_actor())
    assert max_owner is not None
    fetching.refresh_from_db()
    run_now(fetching, actor=ada.as_actor())
    look(1)
    fetching.refresh_from_db()
    assert (fetching.is_active, FeedRun.objects.get().state) == (False, "failed")
    assert "Lena" in fetching.fault
    assert "must take the repeated import over" in told(ada)[0]
    assert not Account.objects.exists()
    with pytest.raises(Conflict):
        resume_feed(fetching, actor=ada.as_actor())
    take_over_feed(fetching, actor=ada.as_actor())
    assert (fetching.owner, fetching.is_active) == (ada, True)
    assert ran(fetching).state == "imported"


def test_somebody_else_changes_nothing_of_it(fetching, make_user, max_):
    other = make_user("Olga", "lead").as_actor()
    for actor in (other, max_.as_actor()):
        with pytest.raises(NotAllowed):
            change_feed(fetching, {"place": "https://evil.example/a.csv"}, actor=actor)
    with pytest.raises(Conflict, match="Lena is there"):
        take_over_feed(fetching, actor=other)
    with pytest.raises(NotAllowed):
        run_now(fetching, actor=max_.as_actor())


def test_the_clock_begins_what_is_due_once(fetching, server):
    look(1)
    assert server.got == []
    Feed.objects.update(next_at=timezone.now())
    look(2)
    assert len(server.got) == 1
    assert Feed.objects.get().next_at > timezone.now()


def test_it_is_due_at_an_hour_of_a_zone(fetching):
    fetching.rhythm, fetching.hour, fetching.timezone, fetching.weekday = "weekly", 6, "Europe/Berlin", 0
    after = dt.datetime(2026, 3, 26, 12, tzinfo=dt.UTC)  # a Thursday; clocks change on the Sunday
    assert next_due(fetching, after) == dt.datetime(2026, 3, 30, 4, tzinfo=dt.UTC)
    fetching.rhythm = "daily"
    assert next_due(fetching, after) == dt.datetime(2026, 3, 27, 5, tzinfo=dt.UTC)
    fetching.rhythm = "hourly"
    assert next_due(fetching, after) == dt.datetime(2026, 3, 26, 13, tzinfo=dt.UTC)
