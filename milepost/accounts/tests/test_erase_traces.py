"""What an erased person leaves elsewhere: former addresses, undone deletions, marks that are lifted, files."""

import base64
import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.actions.attendees import add_attendees, remove_attendees
from milepost.accounts.actions.touchpoint_files import sweep_touchpoint_files
from milepost.accounts.models import Attendee, CapturedMail, Tombstone
from milepost.accounts.public import (
    add_contact,
    change_contact,
    change_touchpoint,
    delete_touchpoint,
    erase_contact,
    is_erased,
    lift_tombstone,
    log_touchpoint,
    restore_touchpoint,
    set_addresses,
)
from milepost.audit.public import AuditEntry, create_record, log_maintenance
from milepost.files.public import StoredFile, store_file
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Invalid, NotAllowed
from milepost.lib.refs import Ref

OLD = "old@northwind.example"


def everything_logged() -> str:
    return " ".join(f"{entry.label} {entry.changes}" for entry in AuditEntry.objects.all())


@pytest.fixture
def changed(mona, max_):
    """Mona, whose address was another one before."""
    set_addresses(mona, [OLD], actor=max_.as_actor())
    set_addresses(mona, ["mona@northwind.example"], actor=max_.as_actor())
    return mona


def test_it_takes_former_addresses_from_attendees_and_the_log(changed, northwind, max_, lena):
    actor = max_.as_actor()
    call = log_touchpoint(northwind, "call", "A call", actor=actor, attendees=[OLD])
    gone = log_touchpoint(
        northwind, "call", "Another", actor=actor, attendees=[f"Mona <{OLD}>", "mona@northwind.example"]
    )
    remove_attendees(gone, [OLD], actor=actor)
    delete_touchpoint(gone, actor=actor)
    create_record(
        CapturedMail(
            message_key="k", sender=f"Mona <{OLD}>", subject="Hi", sent_at=timezone.now(), state="waiting", user=max_
        ),
        actor=actor,
    )
    erase_contact(changed, actor=lena.as_actor())
    assert not call.attendees.filter(user=None).exists()
    assert CapturedMail.objects.get().sender == "–"
    assert [text for text in (OLD, "mona@northwind") if text in everything_logged()] == []


def test_it_leaves_those_whose_address_ends_alike(mona, northwind, max_, lena):
    actor = max_.as_actor()
    ramona = "ramona@northwind.example"
    log_touchpoint(northwind, "call", "A call", actor=actor, attendees=[ramona])
    mail = CapturedMail(
        message_key="k", sender=ramona, subject="Hi", body="Hello", sent_at=timezone.now(), state="waiting", user=max_
    )
    create_record(mail, actor=actor)
    erase_contact(mona, actor=lena.as_actor())
    assert Attendee.objects.filter(address=ramona).exists()
    assert CapturedMail.objects.get().body == "Hello"
    assert ramona in everything_logged()


def test_it_leaves_an_address_that_became_somebody_elses(changed, northwind, max_, lena):
    nora = add_contact("Nora", actor=max_.as_actor(), account=northwind, emails=[OLD])
    call = log_touchpoint(northwind, "call", "A call", actor=max_.as_actor(), attendees=[OLD])
    erase_contact(changed, actor=lena.as_actor())
    assert call.attendees.filter(address=OLD).exists()
    assert not is_erased(OLD)
    assert nora.emails.get().address == OLD


def test_it_puts_a_touchpoint_back_without_who_was_erased_meanwhile(changed, northwind, max_, lena):
    actor = max_.as_actor()
    people = [changed, "mona@northwind.example", OLD, "olaf@x.example", max_]
    call = log_touchpoint(northwind, "call", "A call", actor=actor, attendees=people)
    batch = delete_touchpoint(call, actor=actor)
    erase_contact(changed, actor=lena.as_actor())
    restore_touchpoint(batch, actor=actor)
    assert {str(one) for one in Attendee.objects.filter(touchpoint=call.pk)} == {"olaf@x.example", "Max"}


def test_it_lifts_a_mark(mona, northwind, lena):
    erase_contact(mona, actor=lena.as_actor())
    lift_tombstone(" Mona@Northwind.example ", actor=lena.as_actor(), reason="A new contract")
    assert not is_erased("mona@northwind.example")
    assert not Tombstone.objects.exists()
    add_contact("Mona", actor=lena.as_actor(), account=northwind, emails=["mona@northwind.example"])
    entry = AuditEntry.objects.get(event="erased-address-lifted")
    assert (entry.key, entry.changes) == (str(lena.pk), {"reason": [None, "A new contract"]})


@pytest.mark.parametrize(
    ("address", "reason", "code"),
    [
        ("nobody@x.example", "Why not", "not-erased"),
        ("no address", "Why not", "wrong-email"),
        ("mona@northwind.example", " ", "missing"),
        ("mona@northwind.example", "Mona wants it", "names-the-address"),
        ("mona@northwind.example", "a\x00b", "wrong-value"),
    ],
)
def test_it_lifts_nothing_without_address_and_reason(mona, lena, address, reason, code):
    erase_contact(mona, actor=lena.as_actor())
    with pytest.raises(Invalid) as refusal:
        lift_tombstone(address, actor=lena.as_actor(), reason=reason)
    assert refusal.value.code == code
    assert is_erased("mona@northwind.example")


@pytest.mark.parametrize("who", ["max_", "fiona", "victor"])
def test_it_lets_only_leads_lift(mona, request, lena, signed_in, who):
    erase_contact(mona, actor=lena.as_actor())
    viewer = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        lift_tombstone("mona@northwind.example", actor=viewer.as_actor(), reason="Why not")
    assert signed_in(viewer).post(reverse("accounts:erased-addresses"), {}).status_code == 403


def test_it_lifts_on_the_page(mona, lena, signed_in):
    erase_contact(mona, actor=lena.as_actor())
    client, url = signed_in(lena), reverse("accounts:erased-addresses")
    assert "1 address is marked" in client.get(url).content.decode()
    wrong = client.post(url, {"address": "olaf@x.example", "reason": "Came back"})
    assert (wrong.status_code, b"Nobody with this address was erased" in wrong.content) == (422, True)
    assert client.post(url, {"address": "mona@northwind.example", "reason": "Came back"}).status_code == 302
    assert client.delete(url).status_code == 405
    assert not Tombstone.objects.exists()


def _deleted_days_ago(days: int) -> None:
    with log_maintenance("a test", actor=SYSTEM):
        entries = AuditEntry.objects.filter(kind="accounts.touchpoint", action="delete")
        entries.update(at=timezone.now() - dt.timedelta(days=days))


@pytest.mark.parametrize(("days", "left"), [(29, 2), (31, 1)])
def test_it_sweeps_the_files_of_a_deleted_touchpoint_when_undoing_is_over(northwind, max_, days, left):
    actor = max_.as_actor()
    kept, gone = (log_touchpoint(northwind, "call", name, actor=actor) for name in ("Kept", "Gone"))
    for touchpoint in (kept, gone):
        upload = ContentFile(b"%PDF-1.4 x", name="a.pdf")
        store_file(upload, actor=actor, owner=Ref("accounts.touchpoint", str(touchpoint.pk)))
    delete_touchpoint(gone, actor=actor)
    _deleted_days_ago(days)
    assert sweep_touchpoint_files.call() == 2 - left
    assert StoredFile.objects.count() == left
    assert StoredFile.objects.filter(owner_key=str(kept.pk)).exists()


def test_it_adds_nobody_who_was_erased_to_a_touchpoint(changed, northwind, max_, lena):
    call = log_touchpoint(northwind, "call", "A call", actor=max_.as_actor())
    erase_contact(changed, actor=lena.as_actor())
    add_attendees(call, [OLD], actor=max_.as_actor())
    change_touchpoint(call, {}, add=[f"M <{OLD.upper()}>"], actor=max_.as_actor())
    assert not call.attendees.exists()


def attach(touchpoint, name, content, actor):
    owner = Ref("accounts.touchpoint", str(touchpoint.pk))
    return store_file(ContentFile(content, name=name), actor=actor, owner=owner)


def test_it_lists_the_files_that_name_the_person_and_those_that_it_cannot_read(
    changed, northwind, max_, ada, signed_in
):
    actor = max_.as_actor()
    touchpoint = log_touchpoint(northwind, "call", "Talk", actor=actor)
    coded = base64.b64encode(b"Ask Mona Berg, please.").decode()
    mail = f"From: x@y.example\nSubject: Hi\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n{coded}\n"
    change_contact(changed, {"name": "Mona Berg"}, actor=actor)
    contents = {
        "former name.txt": b"Seen by MONA LIND today",
        "former address.csv": b"name,mail\nx,old@northwind.example\n",
        "coded.eml": mail.encode(),
        "harmless.txt": b"Nobody is named",
        "plan.pdf": b"%PDF-1.7\n%binary \xff\xfe\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n",
    }
    for name, content in contents.items():
        attach(touchpoint, name, content, actor)
    page = signed_in(ada).post(
        reverse("accounts:contact-erase", args=[changed.pk]), {"name": "Mona Berg", "version": changed.version}
    )
    report = page.context["report"]
    assert {one.name for one in report.naming_files} == {"former name.txt", "former address.csv", "coded.eml"}
    assert [one.name for one in report.closed_files] == ["plan.pdf"]
    text = page.content.decode()
    assert reverse("accounts:touchpoint-detail", args=[touchpoint.pk]) in text
    assert "harmless.txt" not in text
    assert "Files not looked into" in text
