import datetime as dt

import pytest

from milepost.accounts.models import Account, AccountDomain, ExternalId, Stage, StageChange
from milepost.accounts.public import (
    add_option,
    archive_account,
    change_account,
    create_account,
    csm_of,
    family_of,
    restore_account,
)
from milepost.audit.public import AuditEntry
from milepost.identity.public import add_user
from milepost.lib.errors import Conflict, Invalid, NotAllowed

HTML = "<script>alert(1)</script>"


def test_it_makes_an_account_with_all_that_is_known(max_, ada):
    tier = add_option("tier", "Gold", actor=ada.as_actor())
    account = create_account(
        "  Northwind  Robotics ",
        actor=max_.as_actor(),
        tier=tier,
        currency="eur",
        employees=120,
        renewal_date=dt.date(2027, 3, 1),
        domains=["https://www.Northwind.example/about", "mail@north.example"],
        external_ids={"CRM": "0042"},
        tags=["Robots", "robots"],
        csm=max_,
    )
    account.refresh_from_db()
    assert (account.name, account.currency, account.tier) == ("Northwind Robotics", "EUR", tier)
    assert account.stage.is_default
    assert set(account.domains.values_list("domain", flat=True)) == {"northwind.example", "north.example"}
    assert account.external_ids.get().system == "crm"
    assert account.tags.get().name == "Robots"
    assert csm_of(account) == max_
    assert StageChange.objects.get(account=account).to_stage == account.stage
    assert AuditEntry.objects.of(account).get().actor_label == "Max"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, {"name"}),
        ({"name": "x" * 201}, {"name"}),
        ({"name": "a\x00b"}, {"name"}),
        ({"currency": "EURO"}, {"currency"}),
        ({"employees": -1}, {"employees"}),
        ({"employees": 2.5}, {"employees"}),
        ({"renewal_date": "soon", "tier": 987654}, {"renewal_date", "tier"}),
        ({"description": "x" * 20_001}, {"description"}),
        ({"domains": ["no domain"]}, {"domains"}),
        ({"domains": ["localhost"]}, {"domains"}),
        ({"external_ids": {"": "1"}}, {"external_ids"}),
        ({"custom": {"nothing": 1}}, {"custom_nothing"}),
        ({"parent": 987654}, {"parent"}),
    ],
)
def test_it_names_what_is_wrong(max_, fields, wrong):
    given = {"name": "Northwind", **fields}
    with pytest.raises(Invalid) as caught:
        create_account(given.pop("name"), actor=max_.as_actor(), **given)
    assert set(caught.value.fields) == wrong
    assert not Account.objects.exists()


def test_it_refuses_a_field_that_there_is_not(max_, northwind):
    with pytest.raises(Invalid) as caught:
        change_account(northwind, {"archived_at": None}, actor=max_.as_actor())
    assert caught.value.code == "unknown-field"


@pytest.mark.parametrize("name", ["victor", "fiona"])
def test_it_makes_no_account_for_those_who_only_read_or_see_few(request, name):
    with pytest.raises(NotAllowed):
        create_account("Northwind", actor=request.getfixturevalue(name).as_actor())


def test_it_keeps_a_domain_and_an_external_id_to_one_account(max_, northwind, make_account):
    change_account(northwind, {"domains": ["n.example"], "external_ids": {"crm": "1"}}, actor=max_.as_actor())
    with pytest.raises(Invalid, match=r"n\.example belongs"):
        make_account("Other", domains=["N.example"])
    with pytest.raises(Invalid, match="crm: 1 belongs to Northwind"):
        make_account("Other", external_ids={"crm": "1"})
    assert Account.objects.count() == 1
    change_account(northwind, {"domains": ["m.example"], "external_ids": {"crm": "2"}}, actor=max_.as_actor())
    assert AccountDomain.objects.get().domain == "m.example"
    assert ExternalId.objects.get().value == "2"


def test_it_refuses_the_second_of_two_who_change_one_field(max_, ada, northwind):
    seen = northwind.version
    change_account(northwind, {"employees": 5}, actor=max_.as_actor(), expected_version=seen)
    with pytest.raises(Conflict) as caught:
        change_account(northwind, {"employees": 7}, actor=ada.as_actor(), expected_version=seen)
    assert caught.value.code == "stale"
    assert caught.value.details["current"] == {"employees": 5}


def test_it_puts_an_account_away_and_takes_it_out_again(max_, northwind):
    archive_account(northwind, actor=max_.as_actor())
    assert not Account.objects.active().exists()
    restore_account(northwind, actor=max_.as_actor())
    assert Account.objects.active().get() == northwind


def test_it_shows_a_contributor_the_accounts_of_their_team_only(fiona, northwind, make_account):
    named = make_account("Named", pm=fiona)
    assert list(Account.objects.visible_to(fiona)) == [named]


def test_it_keeps_texts_as_they_were_written(max_):
    assert create_account(HTML, actor=max_.as_actor(), description=HTML).name == HTML


def test_it_takes_no_deactivated_person_into_the_team(ada, max_):
    gone = add_user("gone@example.com", "Gone", actor=ada.as_actor(), is_active=False)
    with pytest.raises(Invalid, match="deactivated"):
        create_account("Northwind", actor=max_.as_actor(), csm=gone)


def test_it_says_that_there_is_no_stage_to_begin_in(max_):
    Stage.objects.all().delete()
    with pytest.raises(Conflict, match="no stage"):
        create_account("Northwind", actor=max_.as_actor())


# Parents


def test_it_rolls_a_family_up(max_, fiona, make_account):
    group = make_account("Group", employees=10)
    europe = make_account("Europe", parent=group, employees=20, renewal_date=dt.date(2027, 1, 1))
    spain = make_account("Spain", parent=europe, renewal_date=dt.date(2026, 12, 1), pm=fiona)
    family = family_of(group, max_)
    assert (family.size, family.employees, family.next_renewal) == (3, 30, dt.date(2026, 12, 1))
    assert family_of(spain, max_).above == (europe, group)
    assert family_of(spain, fiona).above == ()


def test_it_refuses_an_account_as_its_own_parent(max_, northwind):
    with pytest.raises(Invalid, match="own parent"):
        change_account(northwind, {"parent": northwind}, actor=max_.as_actor())


def test_it_refuses_a_circle(max_, make_account):
    group = make_account("Group")
    spain = make_account("Spain", parent=make_account("Europe", parent=group))
    with pytest.raises(Invalid) as caught:
        change_account(group, {"parent": spain}, actor=max_.as_actor())
    assert set(caught.value.fields) == {"parent"}
    group.refresh_from_db()
    assert group.parent is None


def test_it_refuses_a_tree_that_is_too_deep(max_, make_account):
    top = account = make_account("1")
    for number in range(2, 9):
        account = make_account(str(number), parent=account)
    with pytest.raises(Invalid, match="deep"):
        make_account("9", parent=account)
    with pytest.raises(Invalid, match="deep"):
        change_account(top, {"parent": make_account("0")}, actor=max_.as_actor())
