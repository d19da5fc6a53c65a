from typing import Any

import pytest

from milepost.accounts.public import Account, Contact, Option, archive_account, change_account, create_account
from milepost.audit.public import AuditEntry
from milepost.integrations.csv.models import ImportRow
from milepost.integrations.csv.queries import counts_of
from milepost.integrations.csv.records import ImportState
from milepost.integrations.csv.running import passes
from milepost.integrations.csv.running.work import begin, go_on, start, stopped
from milepost.integrations.csv.tests.conftest import OPERATOR, prepare, reasons, silent
from milepost.jobs.public import Work, WorkCancelled, cancel_work
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Conflict

pytestmark = pytest.mark.django_db
MANY = "id,name\n" + "".join(f"{n},Account {n}\n" for n in range(100))
NAME = {"key_column": "id", "columns": {"name": "name"}}


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch):
    monkeypatch.setattr(passes, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(passes, "PLAN_ROWS", 20)
    monkeypatch.setattr(passes, "_MOST_ROWS", 10)
    monkeypatch.setattr(passes, "_LEAST_ROWS", 10)
    monkeypatch.setattr(passes, "_FIRST_ROWS", 10)


def test_it_writes_nothing_in_a_dry_run(checked):
    import_ = checked("accounts", "id,name\n1,A\n2,\n", **NAME)
    assert import_.state == ImportState.CHECKED
    assert counts_of(import_) == {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}
    assert reasons(import_, "check") == [(3, "name", "An account needs a name.")]
    assert not Account.objects.exists()
    assert not ImportRow.objects.exists()


def test_it_does_what_the_dry_run_said(checked):
    text = "id,name,parent\n1,A,2\n2,B,\n2,C,\n3,D,x\n"
    import_ = checked("accounts", text, key_column="id", columns={"name": "name", "parent": "parent"})
    told = counts_of(import_)
    done = go_on(begin(import_, ImportState.APPLYING, actor=OPERATOR), silent, actor=OPERATOR)
    assert told == counts_of(done)
    assert reasons(done, "check") == reasons(done)


class _Killed(BaseException):
    """What a killed process does not survive."""


def test_it_goes_on_exactly_where_it_was_killed(monkeypatch):
    import_ = begin(prepare("accounts", MANY + "7,Twice\n", **NAME), ImportState.APPLYING, actor=OPERATOR)
    write, calls = passes._write, []

    def dying(*args: Any):
        calls.append(1)
        write(*args)
        if len(calls) == 4:
            raise _Killed

    monkeypatch.setattr(passes, "_write", dying)
    with pytest.raises(_Killed):
        passes.apply(import_, silent)
    assert Account.objects.count() == 30
    import_.refresh_from_db()
    assert (import_.position, import_.created) == (30, 30)
    done = go_on(import_, silent, actor=OPERATOR)
    assert (done.state, done.created, done.refused) == (ImportState.APPLIED, 100, 1)
    assert Account.objects.count() == 100
    assert ImportRow.objects.filter(run=done).values("number").distinct().count() == 100


def test_two_at_once_do_not_write_a_row_twice():
    import_ = begin(prepare("accounts", MANY, **NAME), ImportState.APPLYING, actor=OPERATOR)
    passes.Import.objects.filter(pk=import_.pk).update(position=10)
    with pytest.raises(Conflict):
        passes.apply(import_, silent)
    assert not Account.objects.exists()


def test_it_writes_nothing_when_all_or_nothing_has_a_fault(imported):
    import_ = imported("accounts", MANY + "x,\n", all_or_nothing=True, **NAME)
    assert import_.state == ImportState.REFUSED
    assert not Account.objects.exists()
    assert [row for row, _column, _why in reasons(import_, "check")] == [102]


def test_it_takes_back_what_was_written_when_a_row_is_refused_half_way(monkeypatch):
    import_ = prepare("accounts", MANY, all_or_nothing=True, **NAME)
    begin(import_, ImportState.APPLYING, actor=OPERATOR)
    import_.refresh_from_db()
    write, calls = passes._write, []

    def refusing(import_, importer, plans):
        calls.append(1)
        if len(calls) == 4:
            raise passes.WriteRefused(import_.pk, [(44, [passes.Plan(None, None) and _fault()])])
        write(import_, importer, plans)

    monkeypatch.setattr(passes, "_write", refusing)
    done = go_on(import_, silent, actor=OPERATOR)
    assert done.state == ImportState.REFUSED
    assert (44, "", "Somebody was quicker.") in reasons(done)
    assert not Account.objects.exists()


def _fault():
    from milepost.integrations.csv.records import Fault

    return Fault("", "", "Somebody was quicker.")


def test_it_runs_as_a_job_that_tells_its_progress(ada):
    import_ = prepare("accounts", MANY, actor=ada.as_actor(), **NAME)
    work = start(import_, ImportState.APPLYING, actor=ada.as_actor())
    run_all_jobs()
    work.refresh_from_db()
    import_.refresh_from_db()
    assert (import_.state, import_.created, work.done, work.total) == (ImportState.APPLIED, 100, 100, 100)
    assert AuditEntry.objects.filter(batch=import_.batch, door="import", kind="accounts.account").count() == 100


def test_it_stops_when_asked_and_can_go_on(ada):
    actor = ada.as_actor()
    import_ = begin(prepare("accounts", MANY, actor=actor, **NAME), ImportState.APPLYING, actor=actor)

    def stop_half_way(done, _total):
        if done >= 50:
            raise WorkCancelled

    passes.Pace.tell, tell = lambda _pace, words: words(), passes.Pace.tell
    try:
        with pytest.raises(WorkCancelled):
            go_on(import_, stop_half_way, actor=actor)
    finally:
        passes.Pace.tell = tell
    stopped(import_)
    assert (import_.state, Account.objects.count()) == (ImportState.CANCELLED, 50)
    done = go_on(begin(import_, ImportState.APPLYING, actor=actor), silent, actor=actor)
    assert (done.state, done.created, Account.objects.count()) == (ImportState.APPLIED, 100, 100)


def test_it_is_stopped_before_it_began(ada):
    actor = ada.as_actor()
    work = start(prepare("accounts", MANY, actor=actor, **NAME), ImportState.APPLYING, actor=actor)
    Work.objects.filter(pk=work.pk).update(state="running")
    cancel_work(work.pk, actor=actor)
    run_all_jobs()
    assert not Account.objects.exists()


def test_undo_takes_an_import_back_as_a_whole(imported, undone):
    old = create_account("Old", actor=OPERATOR, external_ids={"crm": "0"})
    text = "id,name,industry\n0,New name,Robots\n1,A,Robots\n2,B,Space\n"
    import_ = imported(
        "accounts", text, key_column="id", columns={"name": "name", "industry": "industry"}, create_missing=True
    )
    assert (import_.created, import_.updated) == (2, 1)
    done = undone(import_)
    assert (done.state, done.undone, done.left) == (ImportState.UNDONE, 3, 0)
    old.refresh_from_db()
    assert (old.name, old.industry) == ("Old", None)
    assert list(Account.objects.all()) == [old]
    assert not Option.objects.exists()


def test_undo_leaves_what_was_changed_or_used_since(imported, undone):
    create_account("Old", actor=OPERATOR, external_ids={"crm": "0"})
    import_ = imported("accounts", "id,name\n0,Renamed\n1,A\n2,B\n3,C\n", **NAME)
    change_account(Account.objects.get(name="Renamed"), {"employees": 5}, actor=OPERATOR)
    archive_account(Account.objects.get(name="A"), actor=OPERATOR)
    create_account("Child", actor=OPERATOR, parent=Account.objects.get(name="B"))
    done = undone(import_)
    assert (done.undone, done.left) == (1, 3)
    assert sorted(row for row, _column, _why in reasons(done, "undo")) == [2, 3, 4]
    assert sorted(Account.objects.values_list("name", flat=True)) == ["A", "B", "Child", "Renamed"]


def test_undo_leaves_the_whole_row_when_a_part_of_it_was_changed(imported, undone):
    from milepost.accounts.public import set_addresses

    text = "id,name,mail\n1,Mona,mona@a.example\n2,Olaf,olaf@a.example\n"
    import_ = imported("contacts", text, key_column="id", columns={"name": "name", "mail": "email"})
    mona = Contact.objects.get(name="Mona")
    set_addresses(mona, ["other@a.example"], actor=OPERATOR)
    done = undone(import_)
    assert (done.undone, done.left) == (1, 1)
    assert list(Contact.objects.all()) == [mona]
    assert mona.emails.get().address == "other@a.example"


def test_undo_takes_parents_and_children_back_together(imported, undone):
    text = "id,name,parent\n1,Child,2\n2,Parent,\n"
    import_ = imported("accounts", text, key_column="id", columns={"name": "name", "parent": "parent"})
    assert undone(import_).undone == 2
    assert not Account.objects.exists()


def test_undo_is_refused_a_second_time(imported, undone):
    import_ = imported("accounts", "id,name\n1,A\n", **NAME)
    undone(import_)
    with pytest.raises(Conflict):
        undone(import_)


def test_only_who_may_import_does(max_, lena):
    from milepost.lib.errors import NotAllowed

    import_ = prepare("accounts", MANY, actor=lena.as_actor(), **NAME)
    with pytest.raises(NotAllowed):
        begin(import_, ImportState.APPLYING, actor=max_.as_actor())
