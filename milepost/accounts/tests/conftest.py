import pytest

from milepost.accounts.public import (
    Account,
    Contact,
    FactType,
    FieldSpec,
    Stage,
    add_contact,
    create_account,
    fact_fields,
)
from milepost.identity.public import Right

FACTS = (
    FieldSpec(key="test_seats", label="Seats", type=FactType.NUMBER, definition="Seats in use.", unit="seats"),
    FieldSpec(key="test_plan", label="Plan", type=FactType.TEXT, definition="What they bought."),
    FieldSpec(key="test_golive", label="Go-live", type=FactType.DATE, definition="First day of use."),
    FieldSpec(key="test_paid", label="Paid", type=FactType.YES_NO, definition="All paid.", right=Right.READ_AUDIT),
)


@pytest.fixture
def declared_facts():
    """Declare one figure of each type; who may not read the log does not see the last one."""
    for spec in FACTS:
        fact_fields.register(spec)
    yield
    for spec in FACTS:
        fact_fields.unregister(spec.key)


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


@pytest.fixture
def stage(db) -> Stage:
    """The stage in which accounts begin."""
    return Stage.objects.get(is_default=True)


@pytest.fixture
def mona(northwind, max_) -> Contact:
    """A contact of northwind."""
    return add_contact("Mona Lind", actor=max_.as_actor(), account=northwind, emails=["mona@northwind.example"])
