"""What all tests share: the cast.

The cast: ada (admin), lena (lead), max (member), fiona (contributor), victor (viewer); all in no team.
"""

import gc
import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client, override_settings
from hypothesis.internal.conjecture import providers

from milepost.apikit.testing import forget_calls
from milepost.identity.public import Role, User, issue_token
from milepost.lib.actor import Actor

# The same examples in each run, so that a change is judged by what it changed; whoever looks for more says how many.
hypothesis.settings.register_profile("gate", derandomize=True, database=None)
if "MILEPOST_EXAMPLES" not in os.environ:
    hypothesis.settings.load_profile("gate")
    # Else words of the product's own code are drawn too: each change of it would change the examples, and choosing
    # among thousands of them takes a third of the time.
    providers.is_local_module_file = lambda _path: False
pytest_plugins = ["tests.plugins.audit_wall", "tests.plugins.ready_database"]
PASSWORD = "correct horse battery"
CAST = {
    "Ada": Role.ADMIN,
    "Lena": Role.LEAD,
    "Max": Role.MEMBER,
    "Fiona": Role.CONTRIBUTOR,
    "Victor": Role.VIEWER,
}


# pytest-django hinders a test without these from reaching the database.
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark as `once` what cannot reach the database, and so shows the same on each."""
    for item in items:
        reaches = item.get_closest_marker("django_db") or not DATABASE_FIXTURES.isdisjoint(item.fixturenames)
        if not reaches and not item.get_closest_marker("own_processes"):
            item.add_marker(pytest.mark.once)


def pytest_collection_finish():
    """Keep the collector of garbage from walking through all collected tests again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _plain_settings():
    """Tests need neither hashed static files nor slow password hashes; the world of a module's `stage` neither."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**django_settings.STORAGES, "staticfiles": plain},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def _fresh_limits():
    """No test spends the calls of another."""
    forget_calls()


@pytest.fixture
def actor() -> Actor:
    return Actor("user", "0", "A tester")


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[None]:
    """One transaction around all tests of a module: what stands before the first of them stands before each.

    For walls of many cases over one costly set of records, in a module of their own. Each test's own transaction lies
    inside, so that no test meets what another wrote.
    """
    around = transaction.atomic()
    # As in Django's TestCase: it hinders no transaction that must be outermost.
    around._from_testcase = True  # noqa: SLF001 - Django has no public way to say so
    with django_db_blocker.unblock(), around:
        yield
        transaction.set_rollback(True)


class OwnWorld:
    """What a module has staged, as a test may change it: each thing is copied when the test asks for it."""

    def __init__(self, staged: Any) -> None:
        self._staged = staged
        self._copies: dict[int, Any] = {}

    def __getattr__(self, name: str) -> Any:
        copy = deepcopy(getattr(self._staged, name), self._copies)
        setattr(self, name, copy)
        return copy

    def __getitem__(self, name: str) -> Any:
        """Let `str.format_map` fill an address."""
        return getattr(self, name)


@pytest.fixture
def make_user(db) -> Callable[..., User]:
    return new_user


def new_user(name: str, role: str = Role.MEMBER, **fields) -> User:
    return User.objects.create_user(f"{name.lower()}@example.com", PASSWORD, name=name, role=role, **fields)


def new_cast() -> dict[str, User]:
    """Return the cast by name."""
    return {name.lower(): new_user(name, role) for name, role in CAST.items()}


@pytest.fixture
def ada(make_user) -> User:
    return make_user("Ada", Role.ADMIN)


@pytest.fixture
def lena(make_user) -> User:
    return make_user("Lena", Role.LEAD)


@pytest.fixture
def max_(make_user) -> User:
    return make_user("Max", Role.MEMBER)


@pytest.fixture
def fiona(make_user) -> User:
    return make_user("Fiona", Role.CONTRIBUTOR)


@pytest.fixture
def victor(make_user) -> User:
    return make_user("Victor", Role.VIEWER)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def calling() -> Callable[..., Client]:
    """Return a client of the API that sends a token of `user` with `scopes`."""

    def call(user: User, *scopes: str) -> Client:
        _token, secret = issue_token(user, "Tests", scopes or ("read", "write", "admin"), None, user.as_actor())
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return call
