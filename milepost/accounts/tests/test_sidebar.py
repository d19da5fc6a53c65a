"""The sidebar says where one is, on every page of the room."""

import re

import pytest
from django.urls import reverse

from milepost.accounts.public import add_contact, csm_of, log_touchpoint, open_escalation, save_segment

ENTRY = re.compile(r'href="([^"]+)" aria-current="page"')
ADDRESSES = {
    "account-brief": lambda account, _actor: account.pk,
    "contact-detail": lambda account, actor: add_contact("Mona", account=account, actor=actor).pk,
    "contact-list": None,
    "escalation-detail": lambda account, actor: open_escalation(account, "Down", actor=actor).pk,
    "escalation-new": lambda account, _actor: account.pk,
    "mail-queue": None,
    "segment-detail": lambda account, actor: (
        save_segment("All", None, actor=actor, owner=csm_of(account), is_shared=True).pk
    ),
    "touchpoint-detail": lambda account, actor: log_touchpoint(account, "call", "Called", actor=actor).pk,
}


@pytest.mark.once
@pytest.mark.parametrize("name", ADDRESSES)
def test_it_marks_accounts(northwind, lena, signed_in, name):
    make = ADDRESSES[name]
    url = reverse(f"accounts:{name}", args=[make(northwind, lena.as_actor())] if make else [])
    page = signed_in(lena).get(url).content.decode()
    assert ENTRY.findall(page[: page.index("</nav>")]) == [reverse("accounts:account-list")]


@pytest.mark.once
def test_it_marks_settings_on_pages_of_its_menu(ada, signed_in):
    page = signed_in(ada).get(reverse("accounts:stage-list")).content.decode()
    assert ENTRY.findall(page[: page.index("</nav>")])[0] == reverse("web:settings")
