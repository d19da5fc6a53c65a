"""Two people write one account or one contact at once: whatever of it they write, the second one is told."""

import datetime as dt

import pytest
from django.urls import reverse

from milepost.accounts.models import Account, AccountTeamMember, Contact, Touchpoint
from milepost.accounts.public import (
    add_contact,
    change_account,
    change_contact,
    change_place,
    change_touchpoint,
    create_account,
    hand_over,
    join_team,
    leave_team,
    log_touchpoint,
    merge_tags,
    place_contact,
    remove_place,
    set_addresses,
    set_tags,
    tag_account,
    untag_account,
)
from milepost.audit.public import AuditEntry, fields_written_since, new_batch, revert_batch, update_record
from milepost.identity.public import issue_token
from milepost.lib.actor import entering
from milepost.lib.errors import Conflict


@pytest.fixture
def actor(max_):
    return max_.as_actor()


def seen(record):
    return type(record).objects.get(pk=record.pk)


WRITES = {
    "tags": lambda account, actor: tag_account(account, "Robots", actor=actor),
    "domains": lambda account, actor: change_account(account, {"domains": ["north.example"]}, actor=actor),
    "external_ids": lambda account, actor: change_account(account, {"external_ids": {"crm": "1"}}, actor=actor),
    "team": lambda account, actor: hand_over([account], "csm", None, actor=actor),
}


@pytest.mark.parametrize("part", WRITES)
def test_it_raises_the_version_of_an_account_with_its_parts(northwind, actor, part):
    before, theirs = seen(northwind), seen(northwind)
    WRITES[part](theirs, actor)
    after = seen(northwind)
    assert after.version == theirs.version > before.version
    assert after.updated_at > before.updated_at
    assert fields_written_since(after, before.version) == {part}
    with pytest.raises(Conflict):
        change_account(before, {"name": "Mine"}, actor=actor)


def test_it_raises_it_however_a_part_is_written(northwind, actor, ada, lena):
    def rises(write):
        before = seen(northwind).version
        write()
        return seen(northwind).version > before

    tag = tag_account(seen(northwind), "Robots", actor=actor).tag
    other = tag_account(create_account("Other", actor=actor), "Machines", actor=actor).tag
    member = join_team(seen(northwind), lena, "support", actor=actor, since=dt.date(2024, 1, 1))
    assert rises(lambda: merge_tags(tag, other, actor=ada.as_actor()))
    assert rises(lambda: leave_team(AccountTeamMember.objects.get(pk=member.pk), actor=actor))
    assert rises(lambda: untag_account(seen(northwind), other, actor=actor))


@pytest.mark.parametrize("changes", [{"domains": ["b.example"]}, {"tags": ["b"]}, {"external_ids": {"crm": "b"}}])
def test_it_lets_nobody_overwrite_a_part_unseen(northwind, actor, changes):
    mine, [(name, _value)] = seen(northwind), changes.items()
    change_account(
        seen(northwind), {"domains": ["a.example"], "tags": ["a"], "external_ids": {"crm": "a"}}, actor=actor
    )
    with pytest.raises(Conflict) as refusal:
        change_account(mine, changes, actor=actor)
    expected = {"domains": ["a.example"], "tags": ["a"], "external_ids": {"crm": "a"}}[name]
    assert (refusal.value.code, refusal.value.details["current"]) == ("stale", {name: expected})


def test_it_raises_the_version_of_a_contact_with_addresses_and_places(mona, northwind, actor):
    other = create_account("Other", actor=actor)
    versions = [seen(mona).version]

    def note(_done):
        versions.append(seen(mona).version)

    note(set_addresses(seen(mona), ["m@x.example", "n@x.example"], actor=actor))
    note(set_addresses(seen(mona), ["n@x.example", "m@x.example"], actor=actor))
    place = place_contact(seen(mona), other, "champion", actor=actor)
    note(change_place(place, {"is_primary": True}, actor=actor))
    note(remove_place(place, actor=actor))
    assert versions == sorted(set(versions))


def test_it_lets_nobody_overwrite_addresses_unseen(mona, actor):
    mine = seen(mona)
    change_contact(seen(mona), {"emails": ["theirs@x.example"]}, actor=actor)
    for write in (
        lambda: set_addresses(mine, ["mine@x.example"], actor=actor),
        lambda: change_contact(mine, {"emails": ["mine@x.example"]}, actor=actor),
    ):
        with pytest.raises(Conflict) as refusal:
            write()
        assert refusal.value.details["current"] == {"emails": ["theirs@x.example"]}


def test_it_starts_records_at_their_first_version(max_, actor):
    account = create_account("New", actor=actor, csm=max_, domains=["new.example"], tags=["x"])
    contact = add_contact("Eve", actor=actor, account=account, emails=["eve@new.example"])
    touchpoint = log_touchpoint(account, "call", "A call", actor=actor, attendees=[contact])
    for record in (account, contact, touchpoint):
        assert (record.version, seen(record).version) == (1, 1)


def test_it_raises_the_version_of_a_touchpoint_with_its_people(northwind, mona, actor):
    touchpoint = log_touchpoint(northwind, "call", "A call", actor=actor)
    change_touchpoint(seen(touchpoint), {}, add=[mona], actor=actor)
    assert seen(touchpoint).version == 2


def test_it_takes_a_write_back_although_a_part_was_written_since(northwind, actor, ada):
    with entering(batch=new_batch()) as entrance:
        update_record(seen(northwind), {"employees": 7}, actor=actor)
    set_tags(seen(northwind), ["later"], actor=actor)
    reverted, left = revert_batch(entrance.batch, actor=actor)
    assert (len(reverted), left, seen(northwind).employees) == (1, [], None)
    assert not revert_batch(entrance.batch, actor=actor)[0]


def test_it_takes_a_deletion_with_its_parts_back(northwind, mona, actor):
    touchpoint = log_touchpoint(northwind, "call", "A call", actor=actor, attendees=[mona])
    with entering(batch=new_batch()) as entrance:
        change_touchpoint(seen(touchpoint), {}, add=["guest@x.example"], actor=actor)
    change_touchpoint(seen(touchpoint), {}, add=["other@x.example"], actor=actor)
    revert_batch(entrance.batch, actor=actor)
    assert seen(touchpoint).attendees.count() == 2


def test_it_guards_by_the_etag(northwind, mona, max_, client):
    _token, secret = issue_token(max_, "program", ["read", "write"], None, max_.as_actor())
    bearer = {"Authorization": f"Bearer {secret}"}
    for path, changes in (
        (f"/api/v1/accounts/{northwind.pk}", ({"tags": ["a"]}, {"tags": ["b"]})),
        (f"/api/v1/accounts/{northwind.pk}", ({"domains": ["a.example"]}, {"domains": []})),
        (f"/api/v1/contacts/{mona.pk}", ({"emails": ["a@x.example"]}, {"emails": ["b@x.example"]})),
    ):
        etag = client.get(path, headers=bearer)["ETag"]
        first, second = (
            client.patch(path, body, content_type="application/json", headers={**bearer, "If-Match": etag})
            for body in changes
        )
        assert (first.status_code, second.status_code) == (200, 412)
        assert second["ETag"] == first["ETag"] != etag
        again = client.get(path, headers={**bearer, "If-None-Match": etag})
        assert again.status_code == 200


@pytest.mark.parametrize("name", ["record-field", "cell-edit"])
def test_it_shows_the_second_writer_of_a_csm_both(northwind, lena, make_user, signed_in, name):
    max_, olaf = northwind.team.get().user, make_user("Olaf")
    url = reverse(f"lists:{name}", args=["accounts", northwind.pk, "csm"])
    drawn = {"version": northwind.version, "seen": max_.pk}
    client = signed_in(lena)
    assert client.post(url, {**drawn, "value": lena.pk}).status_code == 200
    second = client.post(url, {**drawn, "value": olaf.pk})
    assert second.status_code == 422
    assert "<dd>Lena</dd>" in second.content.decode()
    assert "<dd>Olaf</dd>" in second.content.decode()
    assert AccountTeamMember.objects.current().get(account=northwind, role="csm").user == lena
    stored = Account.objects.get(pk=northwind.pk)
    written = client.post(url, {"version": stored.version, "seen": lena.pk, "value": olaf.pk})
    assert written.status_code == 200
    assert AccountTeamMember.objects.current().get(account=northwind, role="csm").user == olaf


def test_it_shows_the_second_writer_of_the_form_both(northwind, max_, signed_in, actor):
    client, url = signed_in(max_), reverse("accounts:account-change", args=[northwind.pk])
    typed = {"version": northwind.version, "name": "Northwind", "description": "", "tags": "mine"}
    set_tags(seen(northwind), ["theirs"], actor=actor)
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert "theirs" in answer.content.decode()
    assert "mine" in answer.content.decode()
    assert list(seen(northwind).tags.values_list("name", flat=True)) == ["theirs"]


def test_it_lets_a_change_of_people_pass_a_change_of_words(northwind, mona, max_, signed_in, actor):
    touchpoint = log_touchpoint(northwind, "call", "A call", actor=actor)
    change_touchpoint(seen(touchpoint), {}, add=[mona], actor=actor)
    typed = {"version": 1, "subject": "Another", "kind": "call", "direction": "two-way", "at": "2026-01-02T10:00"}
    answer = signed_in(max_).post(reverse("accounts:touchpoint-edit", args=[touchpoint.pk]), typed)
    assert answer.status_code == 302
    assert Touchpoint.objects.get().subject == "Another"


def test_it_keeps_names_out_of_the_log_of_the_whole(mona, northwind, actor):
    set_addresses(seen(mona), ["secret@x.example"], actor=actor)
    events = AuditEntry.objects.of(mona).filter(action="event")
    assert [(entry.event, entry.changes) for entry in events] == [("changed-emails", {})] * events.count()
    assert isinstance(seen(mona), Contact)
