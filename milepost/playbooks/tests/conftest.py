import datetime as dt

import pytest

from milepost.accounts.public import add_contact, create_account
from milepost.lib.actor import SYSTEM
from milepost.playbooks.public import StartRequest, import_playbook, preview_start, start_playbook
from milepost.playbooks.tests.documents import SMALL

MONDAY = dt.date(2026, 3, 2)


@pytest.fixture
def northwind(max_):
    """A customer whose contract starts on Monday 2 March 2026, with a CSM and a champion."""
    account = create_account("Northwind", actor=max_.as_actor(), csm=max_, contract_start=MONDAY)
    add_contact("Carla", account=account, actor=max_.as_actor(), stance="champion")
    return account


@pytest.fixture
def version(db):
    playbook, _is_new = import_playbook(SMALL, actor=SYSTEM)
    return playbook.published


@pytest.fixture
def preview(version, northwind, max_):
    def call(today=MONDAY, of=version, **given):
        return preview_start(of, StartRequest(account=northwind, **given), max_, today)

    return call


@pytest.fixture
def start(version, northwind, max_):
    def call(today=MONDAY, of=version, account=None, **given):
        request = StartRequest(account=account or northwind, **given)
        return start_playbook(of, request, actor=max_.as_actor(), viewer=max_, today=today)

    return call
