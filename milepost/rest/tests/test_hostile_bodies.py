"""Bodies that no honest program sends: each is refused or taken in words, never a fault of ours, and never too much."""

import itertools

import pytest

from milepost.accounts.public import (
    Account,
    AccountContact,
    Touchpoint,
    add_contact,
    create_account,
    declare_field,
    join_team,
    log_touchpoint,
)

pytestmark = pytest.mark.usefixtures("world")

MATCH = {"If-Match": "*"}
ODD = [
    "a\x00b",
    "\ud800",
    "",
    "9" * 400,
    -1,
    2**63,
    2**31,
    10**400,
    1e308,
    True,
    None,
    [],
    [None],
    ["\x00"],
    {},
    {"\x00": "\x00"},
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "2026-01-01T00:00:00",
    "0001-01-01T00:00:00+14:00",
    "javascript:alert(1)",
    "http://[::1",
]
FIELDS = {
    "accounts": (
        "name segment_id parent_id currency employees contract_start renewal_date description domains external_ids "
        "tags custom"
    ),
    "contacts": "name title phone timezone reports_to_id left_on emails custom",
    "touchpoints": "kind subject at minutes agenda body direction sentiment is_pinned contact_ids user_ids addresses",
}


@pytest.fixture
def paths(world, ada):
    for kind, type_ in itertools.product(("account", "contact"), ("number", "date", "person", "text")):
        declare_field(type_.title(), type_, actor=ada.as_actor(), key=type_, record_kind=kind)
    return {
        "accounts": f"/api/v1/accounts/{world.account.pk}",
        "contacts": f"/api/v1/contacts/{world.contact.pk}",
        "touchpoints": f"/api/v1/touchpoints/{world.touchpoint.pk}",
    }


def patch(client, path, body):
    return client.patch(path, body, content_type="application/json", headers=MATCH)


@pytest.mark.parametrize("noun", FIELDS)
def test_it_takes_or_refuses_every_value(noun, paths, calling, max_):
    client = calling(max_)
    wrong = []
    for field, value in itertools.product(FIELDS[noun].split(), ODD):
        status = patch(client, paths[noun], {field: value}).status_code
        if status not in {200, 400, 409, 412, 422}:
            wrong.append((field, value, status))
    assert wrong == []


@pytest.mark.parametrize("noun", ["accounts", "contacts"])
def test_it_takes_or_refuses_every_custom_value(noun, paths, calling, max_):
    client = calling(max_)
    wrong = []
    for key, value in itertools.product(("number", "date", "person", "text"), ODD):
        status = patch(client, paths[noun], {"custom": {key: value}}).status_code
        if status not in {200, 400, 422}:
            wrong.append((key, value, status))
    assert wrong == []
    assert client.get(paths[noun]).status_code == 200
    assert client.get(f"/api/v1/{noun}?sort=custom_number,custom_date,custom_person").status_code == 200


HIDDEN = (
    "id version created_at updated_at archived_at name_folded stage stage_id stage_since last_two_way_at "
    "unsubscribed_at account_id author_id origin_key state"
)


@pytest.mark.parametrize("noun", FIELDS)
def test_it_assigns_nothing_that_is_not_offered(noun, paths, calling, max_):
    client = calling(max_)
    for field in HIDDEN.split():
        assert patch(client, paths[noun], {field: 1}).status_code == 422


@pytest.fixture
def contributor(max_, fiona):
    """Fiona with an account of hers, a contact and a touchpoint there, and the same at one that she does not see."""
    actor = max_.as_actor()
    made = []
    for name in ("Hers", "Hidden"):
        account = create_account(name, actor=actor)
        contact = add_contact(f"Of {name}", actor=actor, account=account, emails=[f"x@{name.lower()}.example"])
        made.append((account, contact, log_touchpoint(account, "call", f"Call of {name}", actor=actor)))
    join_team(made[0][0], fiona, "support", actor=actor)
    return made


def test_it_reaches_nothing_through_ids_in_bodies(contributor, calling, fiona):
    client = calling(fiona)
    (account, contact, touchpoint), (hidden, stranger, _call) = contributor
    before = Touchpoint.objects.count()
    posts = [
        ("/contacts", {"name": "X", "account_id": hidden.pk}),
        (f"/contacts/{contact.pk}/places", {"account_id": hidden.pk}),
        (f"/contacts/{stranger.pk}/places", {"account_id": account.pk}),
        ("/touchpoints", {"account_id": hidden.pk, "kind": "call", "subject": "X", "at": "2026-01-01T10:00:00Z"}),
        ("/touchpoints", {"account_id": account.pk, "kind": "call", "subject": "X", "contact_ids": [stranger.pk]}),
        ("/meetings", {"account_id": hidden.pk, "subject": "X", "at": "2027-01-01T10:00:00Z"}),
        ("/hand-overs", {"account_ids": [account.pk, hidden.pk], "role": "csm", "user_id": fiona.pk}),
        (f"/accounts/{hidden.pk}/team", {"user_id": fiona.pk, "role": "support"}),
        (f"/accounts/{hidden.pk}/stage-changes", {"stage_id": 1}),
    ]
    statuses = [
        client.post(f"/api/v1{path}", body, content_type="application/json").status_code for path, body in posts
    ]
    assert set(statuses) <= {404, 422}, statuses
    patches = [
        (f"/contacts/{contact.pk}", {"reports_to_id": stranger.pk}),
        (f"/touchpoints/{touchpoint.pk}", {"contact_ids": [stranger.pk]}),
        (f"/accounts/{account.pk}", {"parent_id": hidden.pk}),
    ]
    assert [patch(client, f"/api/v1{path}", body).status_code for path, body in patches] == [422, 422, 422]
    assert not AccountContact.objects.filter(account=hidden).exclude(contact=stranger).exists()
    assert Touchpoint.objects.count() == before
    assert Account.objects.get(pk=account.pk).parent is None
