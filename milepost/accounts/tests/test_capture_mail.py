import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from milepost.accounts.actions.mail_texts import KEPT_DAYS, forget_handled_mail
from milepost.accounts.public import (
    CapturedMail,
    IncomingMail,
    MailFile,
    Party,
    Touchpoint,
    add_contact,
    assign_mail,
    capture_mail,
    create_account,
    dismiss_mail,
    erase_contact,
    merge_accounts,
    people_of,
    place_contact,
    reopen_mail,
)
from milepost.audit.public import AuditEntry
from milepost.files.public import StoredFile
from milepost.lib.errors import Conflict, NotAllowed

MONA = Party("mona@northwind.example", "Mona Lind")
MAX = Party("max@example.com", "Max")
STRANGER = Party("sven@fabrikam.example", "Sven Dahl")


@pytest.fixture(autouse=True)
def _settings(settings, files_dir=None):
    settings.CAPTURE_ADDRESS = "capture@vendor.example"
    settings.OWN_DOMAINS = ["vendor.example"]


def mail(key="1", sender=MONA, to=(MAX,), **more: Any) -> IncomingMail:
    given = {"subject": "Offer", "text": "Hello", "sent_at": timezone.now() - dt.timedelta(hours=1), **more}
    return IncomingMail(key=key * 64, sender=sender, recipients=tuple(to), **given)


def test_it_logs_a_mail_of_a_contact_with_people_of_both_sides(northwind, mona, max_):
    captured = capture_mail(mail(to=(Party("max@example.com"), Party("ole@northwind.example"))), max_)
    touchpoint = captured.touchpoint
    assert (captured.state, captured.account, touchpoint.author) == ("assigned", northwind, max_)
    assert (touchpoint.kind, touchpoint.direction, touchpoint.body) == ("email", "in", "Hello")
    assert set(people_of(touchpoint)) == {mona, max_, "ole@northwind.example"}


def test_it_logs_what_we_write_as_ours(northwind, mona, max_):
    captured = capture_mail(mail(sender=Party("lena@vendor.example"), to=(MONA,)), max_)
    assert (captured.account, captured.touchpoint.direction) == (northwind, "out")


def test_it_finds_the_account_by_its_domain_and_by_one_above(make_account, max_):
    account = make_account("Fabrikam", domains=["fabrikam.example"])
    assert capture_mail(mail(sender=STRANGER), max_).account == account
    below = Party("x@mail.eu.fabrikam.example")
    assert capture_mail(mail("2", sender=below), max_).account == account


def test_it_takes_the_contact_before_the_domain(make_account, northwind, mona, max_):
    make_account("Holding", domains=["northwind.example"])
    assert capture_mail(mail(), max_).account == northwind


@pytest.mark.parametrize("domain", ["vendor.example", "example.com", "gmail.com"])
def test_it_takes_neither_our_domain_nor_a_public_one_for_a_customer(make_account, max_, domain):
    make_account("Odd", domains=[domain])
    captured = capture_mail(mail(sender=Party(f"somebody@{domain}")), max_)
    assert captured.state == "waiting"
    assert captured.reason == ("unknown-sender" if domain == "gmail.com" else "nobody-outside")


def test_it_waits_for_a_sender_that_nobody_knows_even_beside_one_that_we_know(mona, max_):
    captured = capture_mail(mail(sender=STRANGER, to=(MONA,)), max_)
    assert (captured.state, captured.reason, captured.touchpoint) == ("waiting", "unknown-sender", None)


def test_it_waits_when_it_fits_several_accounts_and_the_others_do_not_help(make_account, northwind, mona, max_):
    other = make_account("Fabrikam")
    place_contact(mona, other, actor=max_.as_actor())
    assert capture_mail(mail(), max_).reason == "ambiguous"
    add_contact("Sven", account=other, emails=[STRANGER.address], actor=max_.as_actor())
    assert capture_mail(mail("2", to=(STRANGER,)), max_).account == other


def test_it_keeps_a_mail_once_however_often_it_comes(northwind, mona, max_, lena):
    first = capture_mail(mail(files=(MailFile("plan.csv", b"a,b"),)), max_)
    assert capture_mail(mail(files=(MailFile("plan.csv", b"a,b"),)), max_) == first
    colleague = capture_mail(mail(files=(MailFile("plan.csv", b"a,b"),)), lena)
    assert colleague.touchpoint == first.touchpoint
    assert Touchpoint.objects.count() == 1
    assert StoredFile.objects.filter(owner_kind="accounts.touchpoint").count() == 1


def test_it_hangs_files_on_the_touchpoint_and_says_what_was_left_out(mona, max_):
    files = (MailFile("plan.csv", b"a,b"), MailFile("run.exe", b"MZ\x90\x00"), MailFile("empty.txt", b""))
    captured = capture_mail(mail(files=files), max_)
    [stored] = StoredFile.objects.filter(owner_key=str(captured.touchpoint.pk))
    assert (stored.name, stored.owner_kind) == ("plan.csv", "accounts.touchpoint")
    assert [one["name"] for one in captured.left_out] == ["run.exe", "empty.txt"]
    assert all(one["why"] for one in captured.left_out)


def test_it_holds_back_a_sender_that_the_mail_server_distrusts(mona, max_):
    captured = capture_mail(mail(is_distrusted=True), max_)
    assert (captured.state, captured.reason) == ("waiting", "forged")


def test_it_says_who_captured_a_mail_that_claims_to_be_a_colleagues(northwind, mona, max_, lena):
    captured = capture_mail(mail(sender=Party(lena.email, "Lena"), to=(MONA,)), max_)
    assert captured.touchpoint.author == max_
    entry = AuditEntry.objects.filter(kind="accounts.touchpoint", key=str(captured.touchpoint.pk)).first()
    assert entry.actor_id == str(max_.pk)


def test_it_leaves_automatic_answers_aside(mona, max_):
    captured = capture_mail(mail(is_automatic=True), max_)
    assert (captured.state, captured.reason) == ("dismissed", "automatic")


def test_it_writes_nothing_for_who_may_not_write(mona, victor):
    captured = capture_mail(mail(), victor)
    assert (captured.state, captured.subject, captured.body) == ("refused", "", "")


def test_it_reaches_no_account_that_its_capturer_does_not_see(mona, fiona):
    captured = capture_mail(mail(), fiona)
    assert (captured.state, captured.account) == ("waiting", None)


def test_it_passes_over_archived_accounts(northwind, mona, max_):
    from milepost.accounts.public import archive_account

    archive_account(northwind, actor=max_.as_actor())
    assert capture_mail(mail(), max_).state == "waiting"


def test_it_assigns_and_remembers_the_sender(northwind, max_):
    captured = capture_mail(mail(sender=STRANGER), max_)
    assign_mail(captured, northwind, remember=True, actor=max_.as_actor())
    assert captured.touchpoint.account == northwind
    [person] = northwind.people.all()
    assert (person.contact.name, people_of(captured.touchpoint)[0]) == ("Sven Dahl", person.contact)
    assert capture_mail(mail("2", sender=STRANGER), max_).account == northwind


def test_it_assigns_a_mail_once(northwind, max_):
    captured = capture_mail(mail(sender=STRANGER), max_)
    twin = CapturedMail.objects.get(pk=captured.pk)
    assign_mail(captured, northwind, actor=max_.as_actor())
    with pytest.raises(Conflict):
        assign_mail(twin, northwind, actor=max_.as_actor())
    with pytest.raises(Conflict):
        dismiss_mail(captured, actor=max_.as_actor())
    assert Touchpoint.objects.count() == 1


def test_it_takes_an_assignment_back_with_its_files(northwind, max_):
    captured = capture_mail(mail(sender=STRANGER, files=(MailFile("plan.csv", b"a,b"),)), max_)
    assign_mail(captured, northwind, actor=max_.as_actor())
    reopen_mail(captured, actor=max_.as_actor())
    captured.refresh_from_db()
    assert (captured.state, captured.account, Touchpoint.objects.count()) == ("waiting", None, 0)
    assert StoredFile.objects.get().owner_kind == "accounts.capturedmail"
    assign_mail(captured, northwind, actor=max_.as_actor())
    assert Touchpoint.objects.get().body == "Hello"


def test_it_keeps_what_people_worked_on(northwind, max_):
    from milepost.accounts.public import change_touchpoint

    captured = capture_mail(mail(sender=STRANGER), max_)
    assign_mail(captured, northwind, actor=max_.as_actor())
    change_touchpoint(captured.touchpoint, {"body": "Ours"}, actor=max_.as_actor())
    with pytest.raises(Conflict):
        reopen_mail(captured, actor=max_.as_actor())


def test_it_dismisses_and_takes_that_back(max_, victor):
    captured = capture_mail(mail(sender=STRANGER), max_)
    with pytest.raises(NotAllowed):
        dismiss_mail(captured, actor=victor.as_actor())
    dismiss_mail(captured, actor=max_.as_actor())
    assert reopen_mail(captured, actor=max_.as_actor()).state == "waiting"


def test_it_forgets_texts_two_weeks_after_the_decision(mona, max_):
    done = capture_mail(mail(files=(MailFile("a.csv", b"a,b"),), sender=STRANGER), max_)
    dismiss_mail(done, actor=max_.as_actor())
    waiting = capture_mail(mail("2", sender=STRANGER), max_)
    assert forget_handled_mail.func() == 0
    CapturedMail.objects.filter(pk=done.pk).update(handled_at=timezone.now() - dt.timedelta(days=KEPT_DAYS + 1))
    assert forget_handled_mail.func() == 1
    done.refresh_from_db()
    waiting.refresh_from_db()
    assert (done.body, done.recipients, waiting.body) == ("", [], "Hello")
    assert not StoredFile.objects.exists()
    with pytest.raises(Conflict):
        reopen_mail(done, actor=max_.as_actor())


def test_it_logs_no_text_and_no_recipients(mona, max_):
    captured = capture_mail(mail(sender=STRANGER, text="Our secret"), max_)
    entries = AuditEntry.objects.filter(kind="accounts.capturedmail", key=str(captured.pk))
    assert entries
    assert "Our secret" not in str([entry.changes for entry in entries])


class TestErased:
    @pytest.fixture
    def erased(self, mona, ada):
        erase_contact(mona, actor=ada.as_actor())

    def test_it_takes_nothing_from_who_was_erased(self, erased, max_):
        captured = capture_mail(mail(subject="From Mona"), max_)
        assert (captured.state, captured.reason) == ("refused", "erased")
        assert "mona" not in str(vars(captured)).lower()

    def test_it_takes_their_address_from_what_others_write(self, erased, northwind, max_):
        files = (MailFile("mona@northwind.example.csv", b"a,b"), MailFile("list.csv", b"x,Mona@Northwind.example"))
        text = "Ask Mona Lind <mona@northwind.example>; not ramona@northwind.example."
        captured = capture_mail(mail(sender=STRANGER, to=(MONA,), text=text, files=files), max_)
        assign_mail(captured, northwind, remember=True, actor=max_.as_actor())
        everything = str([vars(row) for row in (captured, captured.touchpoint, *captured.touchpoint.attendees.all())])
        assert "mona@northwind.example" not in everything.lower().replace("ramona@northwind.example", "")
        assert "Mona Lind" not in everything
        assert "ramona@northwind.example" in captured.touchpoint.body
        assert not StoredFile.objects.exists()
        assert len(captured.left_out) == 2

    def test_it_cleans_waiting_mail_when_somebody_is_erased(self, mona, make_account, max_, ada):
        place_contact(mona, make_account("Fabrikam"), actor=max_.as_actor())
        theirs = capture_mail(mail(files=(MailFile("a.csv", b"a,b"),)), max_)
        about = capture_mail(mail("2", sender=STRANGER, to=(MONA,), text="Ask mona@northwind.example"), max_)
        assert (theirs.state, about.state) == ("waiting", "waiting")
        erase_contact(mona, actor=ada.as_actor())
        for one in (theirs, about):
            one.refresh_from_db()
        assert (theirs.state, theirs.sender, theirs.body, theirs.subject) == ("refused", "–", "", "")
        assert (about.state, about.recipients, about.body) == ("waiting", [], "Ask …")
        assert not StoredFile.objects.exists()
        logged = AuditEntry.objects.filter(kind="accounts.capturedmail").values_list("changes", "label")
        assert "mona@" not in str(list(logged))


def test_it_moves_with_its_account(northwind, mona, max_, ada, make_account):
    captured = capture_mail(mail(), max_)
    winner = make_account("Northwind Group")
    merge_accounts(northwind, winner, actor=ada.as_actor())
    captured.refresh_from_db()
    assert captured.account == captured.touchpoint.account == winner
    assert capture_mail(replace(mail("2")), max_).account == winner


def test_it_creates_accounts_for_nobody(db, max_):
    create_account("Only one", actor=max_.as_actor())
    capture_mail(mail(sender=STRANGER), max_)
    assert not Touchpoint.objects.exists()
