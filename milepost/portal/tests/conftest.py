import pytest

from milepost.accounts.public import add_contact, create_account
from milepost.portal.testing import access_of


@pytest.fixture
def access(ada):
    actor = ada.as_actor()
    account = create_account("Northwind", actor=actor)
    contact = add_contact("Mona Lind", actor=actor, account=account, emails=["mona@northwind.example"])
    return access_of(contact, account)
