"""Walks the customer's pages as contacts: of the account, of the same account, and of another one.

That anonymous people and the staff are kept out is the wall's own matter (`test_wall`).
"""

from types import SimpleNamespace

import pytest

from conftest import OwnWorld, new_cast
from milepost.portal.testing import let_in
from tests.access.gates import CONTACTS, VISITORS
from tests.access.test_wall import page_address
from tests.access.wall import PAGES
from tests.access.world import make_world

_OF_CONTACTS = {name: entry for name, entry in PAGES.items() if CONTACTS in (entry.read, entry.write)}


@pytest.fixture(scope="module")
def staged_world(stage):
    return make_world(SimpleNamespace(**new_cast()))


@pytest.fixture
def world(staged_world, db):
    return OwnWorld(staged_world)


@pytest.mark.parametrize("who", sorted(VISITORS))
@pytest.mark.parametrize(
    ("name", "method"),
    [(name, way) for name, entry in _OF_CONTACTS.items() for way in ("read", "write") if getattr(entry, way)],
)
def test_it_shows_a_contact_only_their_own(world, name, method, who):
    entry, client = PAGES[name], let_in(world.accesses[who])
    address = page_address(name, entry, world) + entry.query
    data = entry.data_of(world) if entry.data_of else entry.data
    answer = client.get(address) if method == "read" else client.post(address, data)
    if who in entry.contacts:
        assert answer.status_code < 400, answer.status_code
    else:
        assert answer.status_code == 404


def test_it_lets_nobody_in_whose_access_is_over(world):
    """Else the test above would pass if everybody were let in."""
    access = world.accesses["mona"]
    client = let_in(access)
    assert client.get("/portal/").status_code == 200
    type(access).objects.filter(pk=access.pk).update(link_version=access.link_version + 1)
    assert client.get("/portal/").status_code == 403
