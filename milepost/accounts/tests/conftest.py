import pytest

from milepost.accounts.public import Account, create_account


@pytest.fixture
def northwind(max_) -> Account:
    """An account of max's book."""
    return create_account("Northwind", actor=max_.as_actor(), csm=max_)


@pytest.fixture
def make_account(ada):
    """Return a function that makes an account, with ada as its maker."""

    def make(name: str, **fields) -> Account:
        return create_account(name, actor=ada.as_actor(), **fields)

    return make
