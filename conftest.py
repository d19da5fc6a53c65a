"""What all tests share: the cast.

The cast: ada (admin), lena (lead), max (member), fiona (contributor), victor (viewer); all in no team.
"""

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.test import Client

from milepost.apikit.testing import forget_calls
from milepost.identity.public import Role, User, issue_token
from milepost.lib.actor import Actor

pytest_plugins = ["tests.plugins.audit_wall"]
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    """Tests need neither hashed static files nor slow password hashes."""
    settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _fresh_limits():
    """No test spends the calls of another."""
    forget_calls()


@pytest.fixture
def actor() -> Actor:
    return Actor("user", "0", "A tester")


@pytest.fixture
def make_user(db) -> Callable[..., User]:
    def make(name: str, role: str = Role.MEMBER, **fields) -> User:
        return User.objects.create_user(f"{name.lower()}@example.com", PASSWORD, name=name, role=role, **fields)

    return make


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
