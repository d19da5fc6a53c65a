import pytest

from milepost.accounts.public import add_contact, create_account
from milepost.feedback.public import file_request


@pytest.fixture
def northwind(max_):
    return create_account("Northwind", actor=max_.as_actor(), csm=max_)


@pytest.fixture
def mona(northwind, max_):
    return add_contact("Mona Lind", account=northwind, actor=max_.as_actor(), emails=["mona@n.example"])


@pytest.fixture
def asked(northwind, mona, max_):
    """A request of Mona's that nobody has looked at."""
    values = {"title": "Labels as before", "text": "We need **ours**.", "contact": mona}
    return file_request(values, actor=max_.as_actor(), account=northwind, filed_by=max_)
