"""From the link to a session, and whoever tries it without the mailbox."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.accounts.public import (
    Merge,
    add_contact,
    archive_account,
    change_contact,
    create_account,
    erase_contact,
    merge_contacts,
    place_contact,
    remove_place,
    set_addresses,
    undo_merge,
)
from milepost.audit.public import AuditEntry
from milepost.jobs.testing import run_all_jobs
from milepost.lib.actor import Door
from milepost.portal.actions.accesses import send_portal_invitation
from milepost.portal.actions.codes import send_code
from milepost.portal.models import LoginCode, PortalAccess, PortalSession
from milepost.portal.public import close_access, give_access, invite_contact, renew_link
from milepost.portal.queries.links import token_of
from milepost.portal.testing import access_of, let_in

ARRIVE, CODE = "/portal/in/", "/portal/code/"


def ask(token: str, client: Client | None = None) -> Client:
    """Open a link in a browser and ask for a code."""
    client = client or Client()
    client.get(f"/portal/in/{token}/")
    client.post(ARRIVE)
    run_all_jobs()
    return client


def mailed_code() -> str:
    found = re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    assert found
    return found[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def is_in(client: Client) -> bool:
    return client.get("/portal/").status_code == 200


def came_in(access: PortalAccess) -> Client:
    client = ask(token_of(access))
    assert client.post(CODE, {"code": mailed_code()}).status_code == 302
    return client


def test_it_lets_in_whoever_has_the_link_and_the_mailbox(access):
    client = ask(token_of(access))
    assert mail.outbox[-1].to == ["mona@northwind.example"]
    assert [kind for _body, kind in mail.outbox[-1].alternatives] == ["text/html"]
    answer = client.post(CODE, {"code": mailed_code()}, headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"})
    assert (answer.status_code, answer["Location"]) == (302, "/portal/")
    cookie = client.cookies["portal"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/portal/")
    assert is_in(client)
    session = PortalSession.objects.get()
    assert session.device == "Safari, iPhone"
    assert cookie.value not in {session.digest, session.device}
    entry = AuditEntry.objects.of(access).filter(event="came-in").get()
    assert (entry.actor_kind, entry.actor_id, entry.door) == ("contact", str(access.contact_id), Door.PORTAL)


def test_it_sends_and_uses_up_nothing_when_a_link_is_read(access):
    client = Client()
    answer = client.get(f"/portal/in/{token_of(access)}/", follow=True)
    client.head(f"/portal/in/{token_of(access)}/")
    run_all_jobs()
    assert answer.status_code == 200
    assert not mail.outbox
    assert not LoginCode.objects.exists()
    assert "Mona" not in answer.text
    assert "Northwind" not in answer.text


def test_it_takes_the_token_out_of_the_address_bar(access):
    answer = Client().get(f"/portal/in/{token_of(access)}/")
    assert (answer.status_code, answer["Location"]) == (302, ARRIVE)
    assert answer.cookies["portal-link"]["httponly"]


def bad_tokens(access):
    good = token_of(access)
    stranger = PortalAccess(pk=access.pk + 1, link_version=1)
    return {
        "truncated": good[:-1],
        "guessed": f"{access.pk}-{'0' * 64}",
        "of another number": token_of(stranger),
        "of another version": token_of(PortalAccess(pk=access.pk, link_version=access.link_version + 1)),
        "with another's seal": f"{access.pk}-{token_of(stranger).partition('-')[2]}",
        "no number": "x-y",
        "empty": "-",
        "huge": "9" * 500,
        "not ASCII": "é-é",
    }


def without_tokens(page: str) -> str:
    """Return the page without what keeps its forms from being sent by others, which is never the same."""
    return re.sub(r"\w{64}", "", page)


def test_it_answers_a_bad_link_as_it_does_a_good_one_and_mails_nothing(access):
    def seen(token):
        client = Client()
        client.get(f"/portal/in/{token}/")
        answers = [client.get(ARRIVE), client.post(ARRIVE), client.get(CODE), client.post(CODE, {"code": "000000"})]
        return [
            (one.status_code, one.get("Location"), re.sub(r'value="\w+"|"\w{64}"', "", one.text)) for one in answers
        ]

    good = seen(token_of(access))
    run_all_jobs()
    sent = len(mail.outbox)
    assert sent == 1
    for name, token in bad_tokens(access).items():
        assert seen(token) == good, name
        run_all_jobs()
        assert len(mail.outbox) == sent, name


def test_it_asks_as_much_of_the_database_for_a_bad_link(access):
    def counted(token, way):
        client = Client()
        client.get(f"/portal/in/{token}/")
        client.post(ARRIVE)
        with CaptureQueriesContext(connection) as seen:
            client.post(*way)
        return len(seen)

    for way in ((ARRIVE,), (CODE, {"code": "000000"})):
        counted("-", way)  # the count of the address is begun
        assert counted(token_of(access), way) == counted(f"{access.pk}-{'0' * 64}", way)


def test_it_ties_a_code_to_its_browser(access):
    ask(token_of(access))
    code = mailed_code()
    thief = Client()
    thief.get(f"/portal/in/{token_of(access)}/")
    thief.cookies["portal-browser"] = "another"
    assert thief.post(CODE, {"code": code}).status_code == 422
    assert not is_in(thief)


def test_it_ties_a_code_to_its_link(access, ada):
    other = add_contact("Nils Berg", actor=ada.as_actor(), account=access.account, emails=["nils@northwind.example"])
    client = ask(token_of(access))
    code = mailed_code()
    client.cookies["portal-link"] = token_of(access_of(other, access.account))
    assert client.post(CODE, {"code": code}).status_code == 422
    assert not is_in(client)


def test_it_takes_a_code_once_and_for_ten_minutes(access):
    client = ask(token_of(access))
    code = mailed_code()
    kept = {name: client.cookies[name].value for name in ("portal-link", "portal-browser")}
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11)):
        assert client.post(CODE, {"code": code}).status_code == 422
    assert client.post(CODE, {"code": code}).status_code == 302
    again = Client()
    again.cookies.load(kept)
    assert again.post(CODE, {"code": code}).status_code == 422


def test_it_takes_five_tries_a_code(access):
    client = ask(token_of(access))
    code = mailed_code()
    for _try in range(5):
        assert client.post(CODE, {"code": other_than(code)}).status_code == 422
    assert client.post(CODE, {"code": code}).status_code == 422
    assert not is_in(client)


def test_it_takes_five_tries_a_contact_from_however_many_addresses(access):
    browsers = []
    for number in range(5):
        client = ask(token_of(access), Client(REMOTE_ADDR=f"192.0.2.{number}"))
        browsers.append((client, mailed_code()))
    for client, code in browsers:
        client.post(CODE, {"code": other_than(code)})
    client, code = browsers[0]
    assert client.post(CODE, {"code": code}).status_code == 422
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=61)):
        later = ask(token_of(access))
        assert later.post(CODE, {"code": mailed_code()}).status_code == 302


def test_it_mails_five_codes_an_hour_at_most(access):
    for _time in range(7):
        ask(token_of(access))
    assert len(mail.outbox) == 5


def test_it_slows_down_an_address_that_tries_links(access):
    client = Client()
    client.get("/portal/in/1-x/")
    statuses = [client.post(ARRIVE).status_code for _time in range(61)]
    assert (statuses[0], statuses[59], statuses[60]) == (302, 302, 429)


def test_it_mails_a_code_once_though_the_job_runs_again(access):
    for _run in range(2):
        send_code.call(access.pk, access.link_version, "browser", "request")
    assert len(mail.outbox) == 1


def test_it_mails_an_invitation_once_though_the_job_runs_again(access, ada):
    invite_contact(access.contact, access.account, actor=ada.as_actor())
    run_all_jobs()
    access.refresh_from_db()
    send_portal_invitation.call(access.pk, access.version, "Ada")
    assert len(mail.outbox) == 1
    assert token_of(access) in mail.outbox[0].body
    assert mail.outbox[0].to == ["mona@northwind.example"]


def test_it_keeps_a_session_for_thirty_days_after_the_last_visit(access):
    client = came_in(access)
    start = timezone.now()
    for days in (29, 58):
        with time_machine.travel(start + dt.timedelta(days=days)):
            assert is_in(client)
    with time_machine.travel(start + dt.timedelta(days=58 + 31)):
        assert not is_in(client)


def test_it_remembers_when_the_visit_before_ended(access):
    client = let_in(access)
    first = timezone.now()
    client.get("/portal/")
    with time_machine.travel(first + dt.timedelta(days=9), tick=False):
        client.get("/portal/")
        client.get("/portal/")
    access.refresh_from_db()
    assert abs(access.visit_before_at - first) < dt.timedelta(seconds=30)


def leave(access, actor):
    change_contact(access.contact, {"left_on": timezone.localdate()}, actor=actor)


def new_address(access, actor):
    set_addresses(access.contact, ["mona@elsewhere.example", "mona@northwind.example"], actor=actor)


def merge(access, actor):
    winner = add_contact("Mona L.", actor=actor, account=access.account, emails=["m@northwind.example"])
    merge_contacts(access.contact, winner, actor=actor)


def taken_away(access, actor):
    remove_place(access.contact.places.get(), actor=actor)


ENDS = {
    "a new address": new_address,
    "who left": leave,
    "a merge": merge,
    "no more at the account": taken_away,
    "an archived account": lambda access, actor: archive_account(access.account, actor=actor),
    "an erasure": lambda access, actor: erase_contact(access.contact, actor=actor),
    "we closed it": lambda access, actor: close_access(access, actor=actor),
    "a new link": lambda access, actor: renew_link(access, actor=actor),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_it_ends_links_and_sessions_by(end, access, ada):
    client, token = came_in(access), token_of(access)
    waiting = ask(token)
    code, sent = mailed_code(), len(mail.outbox)
    assert is_in(client)
    access.refresh_from_db()
    access.contact.refresh_from_db()
    end(access, ada.as_actor())
    assert not is_in(client)
    assert waiting.post(CODE, {"code": code}).status_code == 422
    ask(token)
    assert len(mail.outbox) == sent


def test_it_stays_closed_when_a_merge_is_undone(access, ada):
    token, client = token_of(access), came_in(access)
    merge(access, ada.as_actor())
    undo_merge(Merge.objects.get(), actor=ada.as_actor())
    assert not is_in(client)
    assert not PortalAccess.objects.open().exists()
    sent = len(mail.outbox)
    ask(token)
    assert len(mail.outbox) == sent


def test_it_makes_another_link_for_whoever_is_let_in_again(access, ada):
    former = token_of(access)
    close_access(access, actor=ada.as_actor())
    again = give_access(access.contact, access.account, actor=ada.as_actor())
    assert token_of(again) != former
    assert PortalAccess.objects.open().get() == again


@pytest.mark.parametrize(
    ("to", "target"),
    [
        ("/portal/devices/", "/portal/devices/"),
        ("https://evil.example/portal/", "/portal/"),
        ("//evil.example/portal/", "/portal/"),
        ("/portal/../accounts/", "/portal/"),
        ("/portal/\\evil", "/portal/"),
        ("/accounts/", "/portal/"),
        ("javascript:alert(1)", "/portal/"),
    ],
)
def test_it_leads_on_inside_the_portal_alone(access, to, target):
    client = Client()
    client.get(f"/portal/in/{token_of(access)}/", {"to": to})
    client.post(ARRIVE)
    run_all_jobs()
    assert client.post(CODE, {"code": mailed_code()})["Location"] == target


def test_it_refuses_forms_of_other_sites_and_frames(access):
    client = Client(enforce_csrf_checks=True)
    client.get(f"/portal/in/{token_of(access)}/")
    assert client.post(ARRIVE).status_code == 403
    assert client.post(CODE, {"code": "1"}).status_code == 403
    page = client.get(ARRIVE)
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert "no-store" in page["Cache-Control"]


def test_it_lets_a_partner_go_between_their_accounts_alone(access, ada):
    actor = ada.as_actor()
    second, foreign = (create_account(name, actor=actor) for name in ("Fabrikam", "Contoso"))
    place_contact(access.contact, second, actor=actor)
    own = access_of(access.contact, second)
    nils = add_contact("Nils", actor=actor, account=foreign, emails=["nils@contoso.example"])
    client = let_in(access)
    assert "Fabrikam" in client.get("/portal/devices/").text
    assert client.post(f"/portal/switch/{access_of(nils, foreign).pk}/").status_code == 404
    assert client.post(f"/portal/switch/{own.pk}/").status_code == 302
    assert '<span class="account">Fabrikam</span>' in client.get("/portal/").text
    close_access(own, actor=actor)
    assert not is_in(client)


def test_it_signs_out_a_browser_of_ones_own(access):
    phone, desk = came_in(access), came_in(access)
    newest, oldest = PortalSession.objects.order_by("-pk")
    assert phone.post(f"/portal/devices/{newest.pk}/end/").status_code == 302
    assert (is_in(phone), is_in(desk)) == (True, False)
    phone.post(f"/portal/devices/{oldest.pk}/end/")
    assert not is_in(phone)
