"""A client that a public generator makes of the document creates, pages and meets a conflict as the guide says."""

import datetime as dt
import importlib
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from milepost.accounts.public import create_account
from milepost.identity.public import issue_token
from milepost.rest.api import api

pytestmark = pytest.mark.slow
GENERATOR = Path(sys.executable).parent / "openapi-python-client"


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The package that the generator makes; imported under a name of its own."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_bytes(api.document_bytes)
    (folder / "config.json").write_text(json.dumps({"post_hooks": []}))
    command = [str(GENERATOR), "generate", "--path", "openapi.json", "--config", "config.json"]
    command += ["--meta", "none", "--output-path", "milepost_client"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"milepost_client.{name}" if name else "milepost_client")
    sys.path.remove(str(folder))


@pytest.fixture
def client(generated, max_):
    """The generated client, speaking to this process; the test's transaction lives in its connection."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    _token, secret = issue_token(max_, "Generated", ["read", "write"], None, max_.as_actor())
    transport = httpx.WSGITransport(app=get_wsgi_application())
    made = generated("").AuthenticatedClient("http://localhost", secret, httpx_args={"transport": transport})
    yield made
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def test_it_creates_pages_and_meets_a_conflict(generated, client):
    models = generated("models")
    make = generated("api.accounts.make_account").sync_detailed
    for number in range(5):
        answer = make(client=client, body=models.NewAccount(name=f"Northwind {number}", employees=number))
        assert answer.status_code == 201
        assert answer.parsed.employees == number
    account = answer.parsed

    list_page = generated("api.accounts.list_accounts").sync
    names, after = [], None
    while True:
        page = list_page(client=client, limit=2, sort="name", **({"after": after} if after else {}))
        names += [item.name for item in page.items]
        if page.next_ is None:
            break
        after = parse_qs(urlsplit(page.next_).query)["after"][0]
    assert names == [f"Northwind {number}" for number in range(5)]

    update = generated("api.accounts.update_account").sync_detailed
    body = models.AccountChange(employees=100)
    changed = update(account.id, client=client, body=body, if_match=f'"{account.version}"')
    assert changed.parsed.employees == 100
    stale = update(account.id, client=client, body=models.AccountChange(employees=1), if_match=f'"{account.version}"')
    assert stale.status_code == 412
    assert isinstance(stale.parsed, models.Problem)
    assert (stale.parsed.code, stale.parsed.current["employees"]) == ("stale", 100)


def test_it_reads_faults_with_their_pointers(generated, client):
    models = generated("models")
    write = generated("api.many_at_once.write_many_accounts").sync
    items = [
        models.AccountItem(external_id="1", name="One"),
        models.AccountItem(external_id="2", tier_id=999, name="T"),
    ]
    told = write(client=client, body=models.ManyAccounts(system="crm", items=items))
    assert (told.created, told.refused) == (1, 1)
    assert told.items[1].errors[0].pointer == "/items/1/tier_id"


def test_it_reads_what_is_expanded(generated, client, max_):
    parent = create_account("Group", actor=max_.as_actor(), external_ids={"crm": "1"})
    create_account("Northwind", actor=max_.as_actor(), csm=max_, parent=parent)
    page = generated("api.accounts.list_accounts").sync(client=client, sort="-name", expand="csm,parent", limit=1)
    [item] = page.items
    assert (item.csm.name, item.parent.name) == ("Max", "Group")
    assert item.parent.external_ids.additional_properties == {"crm": "1"}


def test_it_writes_many_of_other_systems(generated, client, max_):
    models = generated("models")
    create_account("Northwind", actor=max_.as_actor(), external_ids={"crm": "7"})
    write = generated("api.many_at_once.write_many_tickets").sync
    ticket = models.TicketItem(
        key="T-1", subject="Broken", opened_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), account_external_id="7"
    )
    body = models.ManyTickets(system="desk", account_system="crm", items=[ticket])
    assert [write(client=client, body=body).items[0].state for _round in range(2)] == ["created", "unchanged"]
    people = generated("api.many_at_once.write_many_contacts").sync
    mona = models.ContactItem(external_id="c1", name="Mona", email="mona@n.example")
    assert people(client=client, body=models.ManyContacts(system="crm", items=[mona])).created == 1
