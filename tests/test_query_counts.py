"""A page makes a constant number of queries: as many on full tables as on small ones, and no more than it did.

A list that fits on one page knows how many rows it has; a longer one asks.

`bin/test --update-baselines` writes what was seen; a rise needs a reason in the commit.
"""

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milepost.ui.public import lists
from tests.access.test_wall import page_address
from tests.access.wall import PAGES
from tests.access.world import crowd, make_world

pytestmark = [pytest.mark.once, pytest.mark.slow]
BASELINE = Path(__file__).parent / "baselines" / "queries.json"
# Statements that belong to the transaction or to the moment (a session touched once a minute), not to the page.
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK", "SET LOCAL")


@pytest.fixture
def world(ada, lena, max_, fiona, victor):
    return make_world(SimpleNamespace(ada=ada, lena=lena, max=max_, fiona=fiona, victor=victor))


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # what is kept from one request to the next is kept now
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return sum(not query["sql"].startswith(NOT_COUNTED) for query in seen.captured_queries)


def counts(world) -> dict[str, int]:
    client = Client()
    client.force_login(world.ada)
    return {
        name: queries_of(client, page_address(name, entry, world) + entry.query)
        for name, entry in PAGES.items()
        if entry.read and "ada" in entry.read.open_to
    }


def test_it_makes_the_same_queries_however_full_the_tables_are(world):
    few = counts(world)
    crowd(world)
    many = counts(world)
    counted = {spec.url_name for spec in lists}
    growing = {name: (few[name], many[name]) for name in few if many[name] > few[name] + (name in counted)}
    assert not growing


def test_it_makes_the_queries_of_the_baseline(world):
    crowd(world)
    seen = counts(world)
    if os.environ.get("MILEPOST_UPDATE_BASELINES"):
        BASELINE.write_text(json.dumps(seen, indent=2, sort_keys=True) + "\n")
    expected = json.loads(BASELINE.read_text())
    assert seen == expected, "a page makes other queries than before; see bin/test --update-baselines"
