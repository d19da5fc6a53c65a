"""An account is made, changed, moved on, handed over and put away on its pages."""

import pytest
from django.utils import timezone

from milepost.accounts.models import Account, AccountTeamMember
from milepost.accounts.public import Stage, archive_account, change_account, csm_of, holder_of, tag_account

IN_DRAWER = {"HX-Request": "true", "HX-Target": "drawer-body"}


def address(account, rest=""):
    return f"/accounts/{account.pk}/{rest}"


def test_it_makes_an_account_and_goes_to_its_page(signed_in, max_):
    client = signed_in(max_)
    assert "New account" in client.get("/accounts/new/").content.decode()
    data = {"name": "Northwind", "csm": max_.pk, "renewal_date": "2027-03-01", "domains": "north.example\nwind.example"}
    answer = client.post("/accounts/new/", data)
    account = Account.objects.get()
    assert answer["Location"] == address(account)
    assert csm_of(account) == max_
    assert account.domains.count() == 2
    inside = client.post("/accounts/new/", {"name": "Second"}, headers=IN_DRAWER)
    assert inside["HX-Redirect"] == address(Account.objects.get(name="Second"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": ""}, "required"),
        ({"name": "A", "domains": "nothing"}, "is not a domain"),
        ({"name": "A", "renewal_date": "soon"}, "valid date"),
        ({"name": "A", "csm": "987654"}, "valid choice"),
    ],
)
def test_it_says_what_is_wrong_with_a_new_account(signed_in, max_, data, words):
    answer = signed_in(max_).post("/accounts/new/", data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Account.objects.exists()


def change(client, account, **data: object):
    account.refresh_from_db()
    given = {"name": account.name, "description": account.description, "version": account.version, **data}
    return client.post(address(account, "change/"), given)


def test_it_changes_what_is_not_changed_in_place(signed_in, max_, northwind):
    client = signed_in(max_)
    tag_account(northwind, "Old", actor=max_.as_actor())
    assert "Old" in client.get(address(northwind, "change/")).content.decode()
    answer = change(client, northwind, name="Northwind 2", tags="A, b ,a", domains="n.example", external_ids="CRM: 7:8")
    assert answer.status_code == 302
    northwind.refresh_from_db()
    assert northwind.name == "Northwind 2"
    assert sorted(tag.name for tag in northwind.tags.all()) == ["A", "b"]
    assert northwind.external_ids.get().value == "7:8"


def test_it_keeps_all_when_one_field_is_wrong(signed_in, max_, northwind):
    answer = change(signed_in(max_), northwind, name="Other", external_ids="crm 7")
    assert answer.status_code == 422
    answer = change(signed_in(max_), northwind, name="Other", domains="n.example", tags="x" * 41)
    assert answer.status_code == 422
    northwind.refresh_from_db()
    assert northwind.name == "Northwind"
    assert not northwind.domains.exists()


def test_it_shows_both_values_to_the_second_writer(signed_in, max_, ada, northwind):
    seen = northwind.version
    change_account(northwind, {"name": "Theirs"}, actor=ada.as_actor())
    answer = change(signed_in(max_), northwind, name="Mine", version=seen)
    assert answer.status_code == 422
    assert "Theirs" in answer.content.decode()
    northwind.refresh_from_db()
    assert northwind.name == "Theirs"


def test_it_moves_an_account_on_and_shows_where_it_was(signed_in, max_, northwind):
    client, stage = signed_in(max_), Stage.objects.get(name="Adopting")
    data = {"stage": stage.pk, "on": "", "reason": "<b>Live</b>"}
    inside = client.post(address(northwind, "stage/"), data, headers=IN_DRAWER)
    text = inside.content.decode()
    assert inside.status_code == 200
    assert "&lt;b&gt;Live" in text
    assert "<b>Live" not in text
    northwind.refresh_from_db()
    assert northwind.stage == stage
    future = client.post(address(northwind, "stage/"), {"stage": northwind.stage_id - 1, "on": "2999-01-01"})
    assert future.status_code == 422


def test_it_hands_over_and_ends_a_part(signed_in, max_, lena, fiona, northwind):
    client = signed_in(max_)
    client.post(address(northwind, "team/change/"), {"role": "csm", "user": lena.pk})
    client.post(address(northwind, "team/change/"), {"role": "support", "user": fiona.pk})
    assert (csm_of(northwind), holder_of(northwind, "support")) == (lena, fiona)
    member = AccountTeamMember.objects.get(account=northwind, user=fiona)
    client.post(address(northwind, f"team/{member.pk}/leave/"))
    member.refresh_from_db()
    assert member.until == timezone.localdate()
    assert client.post(address(northwind, "team/change/"), {"role": "boss", "user": lena.pk}).status_code == 422


def test_it_ends_no_part_in_another_account(signed_in, max_, northwind, make_account):
    other = make_account("Other", csm=max_)
    assert signed_in(max_).post(address(northwind, f"team/{other.team.get().pk}/leave/")).status_code == 404


def test_it_archives_and_restores(signed_in, max_, northwind):
    client = signed_in(max_)
    assert client.post(address(northwind, "put-away/"))["Location"] == "/accounts/"
    assert "archived" in client.get(address(northwind)).content.decode()
    client.post(address(northwind, "restore/"))
    northwind.refresh_from_db()
    assert not northwind.is_archived


def test_it_shows_an_archived_account_without_editing(signed_in, max_, northwind):
    archive_account(northwind, actor=max_.as_actor())
    page = signed_in(max_).get(address(northwind))
    assert page.status_code == 200
    assert all(not one["may_edit"] for one in page.context["header_fields"])
