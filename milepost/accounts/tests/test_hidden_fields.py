"""What somebody may not see, nothing tells them: no filter, count, order, history or export."""

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.actions.identifiers import set_domains
from milepost.accounts.actions.segment_members import compute_members
from milepost.accounts.models import AccountContact, Segment, SegmentMember
from milepost.accounts.public import (
    add_contact,
    change_account,
    change_contact,
    change_segment,
    create_account,
    declare_field,
    facts_of,
    join_team,
    log_touchpoint,
    place_contact,
    save_segment,
)
from milepost.accounts.queries.account_people import people_of
from milepost.accounts.queries.brief import brief_of
from milepost.accounts.queries.exports import exported
from milepost.accounts.queries.summary import silence_clause
from milepost.accounts.queries.today import silence
from milepost.audit.public import update_record
from milepost.identity.public import Right, issue_token
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Invalid
from milepost.ui.public import list_order, list_query, lists, save_view

SECRET = {"and": [{"field": "custom_margin", "op": "lt", "value": 7}]}


@pytest.fixture
def bearer():
    def of(user):
        _token, secret = issue_token(user, "program", ["read", "write"], None, user.as_actor())
        return {"Authorization": f"Bearer {secret}"}

    return of


@pytest.fixture
def margin(ada):
    return declare_field("Margin", "number", actor=ada.as_actor(), key="margin", right=Right.MANAGE_ACCOUNTS)


@pytest.fixture
def segment(margin, lena, northwind):
    change_account(northwind, {"custom": {"margin": 5}}, actor=lena.as_actor())
    return save_segment("Poor", SECRET, actor=lena.as_actor(), owner=lena, is_shared=True)


def test_it_says_no_filter_of_a_hidden_field_over_the_api(segment, max_, ada, bearer, client):
    path = f"/api/v1/segments/{segment.pk}"
    assert client.get(path, headers=bearer(max_)).json()["filter"] is None
    assert "margin" not in client.get("/api/v1/segments", headers=bearer(max_)).content.decode()
    assert client.get(f"{path}/accounts", headers=bearer(max_)).status_code == 403
    for viewer in (segment.owner, ada):
        assert client.get(path, headers=bearer(viewer)).json()["filter"] == SECRET


def test_it_tells_no_counts_of_it(segment, max_, signed_in):
    client = signed_in(max_)
    assert client.post(reverse("accounts:segment-refresh", args=[segment.pk])).status_code == 403
    assert not SegmentMember.objects.exists()
    page = client.get(reverse("accounts:segment-detail", args=[segment.pk])).content.decode()
    assert "Margin" not in page
    assert "Northwind" not in page


def test_it_tells_nothing_of_it_in_the_history(segment, lena, max_, signed_in):
    change_segment(Segment.objects.get(), {"filter": {"and": []}, "name": "All"}, actor=lena.as_actor())
    change_segment(Segment.objects.get(), {"filter": SECRET}, actor=lena.as_actor())
    for viewer, is_told in ((max_, False), (lena, True)):
        page = (
            signed_in(viewer).get(reverse("web:record-history", args=["accounts.segment", segment.pk])).content.decode()
        )
        assert ("custom_margin" in page) is is_told


def test_it_names_no_hidden_field_as_a_fault(segment, lena, max_, signed_in):
    update_record(lena, {"role": "member"}, actor=SYSTEM)
    compute_members(segment.pk)
    assert Segment.objects.get().fault
    assert "margin" not in Segment.objects.get().fault
    assert "margin" not in signed_in(max_).get(reverse("accounts:segment-list")).content.decode().lower()


def test_it_exports_no_membership_that_tells_a_value(segment, northwind, lena, max_):
    compute_members(segment.pk)
    assert "Poor" in str(exported("account", northwind, lena))
    assert "Poor" not in str(exported("account", northwind, max_))


@pytest.mark.usefixtures("margin")
def test_it_shows_a_shared_view_without_hidden_fields(lena, max_, bearer, client):
    state = {
        "filter": {"and": [*SECRET["and"], {"field": "name", "op": "contains", "value": "n"}]},
        "search": "",
        "sort": ["-custom_margin", "name"],
        "columns": ["name", "custom_margin"],
    }
    view = save_view("accounts", "Poor", state, owner=lena, sharing="everyone")
    shown = client.get(f"/api/v1/views/{view.pk}", headers=bearer(max_)).json()["state"]
    assert (shown["sort"], shown["columns"]) == (["name"], ["name"])
    assert shown["filter"] == {"and": [{"field": "name", "op": "contains", "value": "n"}]}
    assert "margin" not in client.get("/api/v1/views", headers=bearer(max_)).content.decode()
    assert client.get(f"/api/v1/views/{view.pk}", headers=bearer(lena)).json()["state"] == state


def test_it_shows_no_view_of_a_list_that_one_may_not_open(ada, max_, bearer, client):
    view = save_view("audit", "All", {"filter": {"and": []}}, owner=ada, sharing="everyone")
    assert client.get(f"/api/v1/views/{view.pk}", headers=bearer(max_)).status_code == 404
    assert client.get(f"/api/v1/views/{view.pk}", headers=bearer(ada)).status_code == 200


@pytest.fixture
def partner(northwind, max_, fiona):
    """Somebody who is a user at an account that fiona sees, and a detractor with a boss where she does not."""
    actor = max_.as_actor()
    seen = create_account("Seen", actor=actor)
    join_team(seen, fiona, "support", actor=actor)
    partner = add_contact("Olaf", actor=actor, account=seen)
    place_contact(partner, northwind, "detractor", actor=actor)
    boss = add_contact("Boss", actor=actor, account=northwind)
    partner.refresh_from_db()
    return change_contact(partner, {"reports_to": boss}, actor=actor)


CONDITIONS = (
    ({"field": "stance", "op": "any_of", "value": ["detractor"]}, False),
    ({"field": "stance", "op": "all_of", "value": ["detractor", "user"]}, False),
    ({"field": "stance", "op": "none_of", "value": ["detractor"]}, True),
    ({"field": "stance", "op": "any_of", "value": ["user"]}, True),
    ({"field": "reports_to", "op": "known"}, False),
    ({"field": "reports_to", "op": "unknown"}, True),
    ({"field": "accounts", "op": "known"}, True),
)


@pytest.mark.parametrize(("condition", "is_found"), CONDITIONS)
def test_it_filters_contacts_by_what_one_sees(partner, fiona, max_, condition, is_found):
    def found(viewer):
        return partner in list_query(lists["contacts"], viewer, condition)

    assert found(fiona) is is_found
    elsewhere = {"stance": condition["op"] != "none_of", "reports_to": condition["op"] == "known", "accounts": True}
    assert found(max_) is elsewhere[condition["field"]]


def test_it_sorts_contacts_by_no_boss_that_one_does_not_see(partner, fiona, max_):
    for viewer, expected in ((fiona, None), (max_, "boss")):
        [term] = list_order(lists["contacts"], viewer, ["reports_to"])
        row = list_query(lists["contacts"], viewer).filter(pk=partner.pk).annotate(by=term.expression).get()
        assert row.by == expected


@pytest.mark.parametrize(("op", "is_found"), [("known", False), ("unknown", True)])
def test_it_filters_accounts_by_no_parent_that_one_does_not_see(northwind, fiona, max_, op, is_found):
    child = create_account("Child", actor=max_.as_actor(), parent=northwind)
    join_team(child, fiona, "support", actor=max_.as_actor())
    assert (child in list_query(lists["accounts"], fiona, {"field": "parent", "op": op})) is is_found
    assert (child in list_query(lists["accounts"], max_, {"field": "parent", "op": op})) is not is_found


@pytest.fixture
def spoken_elsewhere(partner, northwind, max_):
    """Max spoke with the partner today, at the account that fiona does not see; there they are sponsor of both."""
    AccountContact.objects.update(stance="sponsor")
    log_touchpoint(northwind, "call", "Secret talk", actor=max_.as_actor(), attendees=[partner])
    return AccountContact.objects.get(contact=partner, account__name="Seen")


def test_it_tells_no_talk_at_an_account_that_one_does_not_see_over_the_api(
    spoken_elsewhere, max_, fiona, bearer, client
):
    account, contact = spoken_elsewhere.account, spoken_elsewhere.contact
    paths = (f"/api/v1/contacts/{contact.pk}", "/api/v1/contacts", f"/api/v1/accounts/{account.pk}/contacts")
    for viewer, is_told in ((max_, True), (fiona, False)):
        for path in paths:
            answer = client.get(path, headers=bearer(viewer)).json()
            rows = [answer] if "id" in answer else answer["items"]
            assert len([row for row in rows if row["last_spoken_at"]]) == is_told, path


def test_it_tells_no_talk_at_an_account_that_one_does_not_see(spoken_elsewhere, max_, fiona, signed_in):
    account, contact, today = spoken_elsewhere.account, spoken_elsewhere.contact, timezone.localdate()
    for viewer, is_told in ((max_, True), (fiona, False)):
        for field, words in (("op", "known"), ("op", "unknown")):
            found = list_query(lists["contacts"], viewer, {"field": "last_spoken", field: words}).filter(pk=contact.pk)
            assert found.exists() is ((words == "known") is is_told)
        assert people_of(account, viewer).present[0].spoken_at is None or is_told
        assert bool([gap for gap in people_of(account, viewer).gaps if gap.contact]) is not is_told
        assert brief_of(account, viewer).people[0].spoken_at is None or is_told
        assert ("yet" in str(silence_clause(account, viewer))) is not is_told
        assert ("days_since_sponsor_contact" in facts_of(account, viewer)) is is_told
        page = signed_in(viewer).get(f"/contacts/{contact.pk}/").content.decode()
        assert ("never spoken with" in page) is not is_told
    join_team(account, max_, "csm", actor=max_.as_actor())
    speak = "Speak with Olaf"
    assert speak in {item.title for item in silence(fiona, today)}
    assert speak not in {item.title for item in silence(max_, today)}


def test_it_names_an_account_that_has_a_domain_to_those_alone_who_see_it(partner, northwind, max_, fiona):
    set_domains(northwind, ["north.example"], actor=max_.as_actor())
    seen = partner.places.get(account__name="Seen").account
    with pytest.raises(Invalid, match="belongs to Northwind already"):
        set_domains(seen, ["north.example"], actor=max_.as_actor())
    with pytest.raises(Invalid, match=r"^north.example cannot be used here. Ask an admin to look into it.$") as refused:
        set_domains(seen, ["north.example"], actor=fiona.as_actor())
    assert refused.value.code == "refused"
