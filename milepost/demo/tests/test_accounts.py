import datetime as dt

import pytest

from milepost.accounts.public import Account, AccountContact, AccountTeamMember, Contact, StageChange
from milepost.audit.public import AuditEntry
from milepost.demo.accounts import build_accounts
from milepost.demo.contacts import build_contacts
from milepost.demo.public import World
from milepost.demo.rows import accounts_of, contacts_of
from milepost.demo.team import build_team
from milepost.identity.public import Role, User

pytestmark = pytest.mark.slow

SIZE = 12


@pytest.fixture
def world(db):
    world = World(accounts=SIZE, today=dt.date(2026, 11, 20))
    for part in (build_team, build_accounts, build_contacts):
        part(world)
    return world


def test_it_writes_every_account_of_the_simulation(world):
    simulated = list(world.simulation.accounts())
    keys = accounts_of(simulated)
    assert Account.objects.count() == len(keys) == SIZE
    for one in simulated:
        account = keys[one.number]
        assert account.name == one.firm.name
        assert account.renewal_date == one.life.renewal_on
        assert account.custom == one.custom
        assert account.parent_id == (keys[one.firm.parent].pk if one.firm.parent else None)


def test_it_keeps_the_history_of_stages_in_line_with_the_account(world):
    for account in Account.objects.all():
        changes = list(StageChange.objects.filter(account=account).order_by("on", "pk"))
        assert changes[0].from_stage is None
        assert [change.to_stage_id for change in changes[:-1]] == [change.from_stage_id for change in changes[1:]]
        assert (changes[-1].to_stage_id, changes[-1].on) == (account.stage_id, account.stage_since)


def test_it_gives_every_account_one_csm_of_today_and_some_a_former_one(world):
    csms = AccountTeamMember.objects.filter(role="csm")
    assert csms.filter(until=None).count() == SIZE
    assert csms.exclude(until=None).exists()
    user = User.objects.get(email="aoife.brennan@halden.example")
    assert Account.objects.of_book(user).exists()


def test_it_leaves_no_contact_without_an_account(world):
    assert not Contact.objects.filter(places=None).exists()
    assert not Account.objects.filter(people=None).exists()
    simulated = list(world.simulation.accounts())
    keys = contacts_of(simulated)
    places = [(one.number, place) for one in simulated for place in range(len(one.people))]
    assert set(keys) == set(places)
    assert AccountContact.objects.count() == len(places)


def test_it_says_who_reports_to_whom_only_within_an_account(world):
    for contact in Contact.objects.exclude(reports_to=None):
        theirs = set(contact.places.values_list("account_id", flat=True))
        assert theirs & set(contact.reports_to.places.values_list("account_id", flat=True))


def test_it_leaves_a_trace_of_all_of_it_in_the_log(world):
    entries = AuditEntry.objects.filter(actor_label="Milepost demo", action="create")
    assert entries.filter(kind="accounts.account").count() == SIZE
    assert entries.filter(kind="accounts.contact").count() == Contact.objects.count()


def test_it_lets_everyone_of_halden_see_accounts_as_their_role_allows(world):
    lead = User.objects.filter(role=Role.LEAD)[0]
    contributor = User.objects.get(email="samuel.adeyemi@halden.example")
    assert Account.objects.visible_to(lead).count() == SIZE
    assert 0 < Account.objects.visible_to(contributor).count() < SIZE
