"""Walks every URL and every API operation as every role."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from milepost.identity.public import Scope, issue_token
from milepost.rest.api import api
from tests.access.wall import CAST, OPERATIONS, PAGES, ROLE_OF
from tests.access.world import make_world

SIGN_IN = "/sign-in/"


def page_names():
    """The name of every URL that is not the API's."""

    def walk(patterns, namespace=""):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield f"{namespace}{pattern.name or pattern.pattern}"
            else:
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern.url_patterns, inner)

    return sorted({name for name in walk(get_resolver().url_patterns) if not name.startswith("rest:")})


def operation_names():
    """Every operation of the API's document, like `GET /api/v1/users/{user_id}`."""
    paths = api.get_openapi_schema()["paths"]
    return sorted(f"{method.upper()} {path}" for path, operations in paths.items() for method in operations)


@pytest.fixture
def world(ada, lena, max_, fiona, victor):
    return make_world(SimpleNamespace(ada=ada, lena=lena, max=max_, fiona=fiona, victor=victor))


def client_of(name, world) -> Client:
    client = Client(raise_request_exception=False)
    if name in ROLE_OF:
        client.force_login(getattr(world, name))
    return client


def token_of(name, world) -> dict[str, str]:
    if name not in ROLE_OF:
        return {}
    user = getattr(world, name)
    _token, secret = issue_token(user, "wall", list(Scope), None, actor=user.as_actor())
    return {"Authorization": f"Bearer {secret}"}


def test_it_has_an_entry_for_every_page():
    assert set(page_names()) == set(PAGES)


def test_it_has_an_entry_for_every_operation():
    assert set(operation_names()) == set(OPERATIONS)


PAGE_CASES = [
    pytest.param(name, method, who, id=f"{name}-{method}-{who}")
    for name, entry in PAGES.items()
    for method in ("read", "write")
    if getattr(entry, method)
    for who in CAST
]


@pytest.mark.parametrize(("name", "method", "who"), PAGE_CASES)
def test_it_lets_only_the_right_people_through_a_page(world, name, method, who):
    entry = PAGES[name]
    gate = getattr(entry, method)
    address = page_address(name, entry, world)
    client = client_of(who, world)
    answer = client.get(address + entry.query) if method == "read" else client.post(address + entry.query, entry.data)
    past = answer.status_code < 500 and answer.status_code not in {401, 403, 404, 405}
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith(f"{SIGN_IN}login")
    if who in gate.open_to:
        assert past, answer.status_code
        assert who == "nobody" or not to_sign_in
    elif who == "nobody":
        assert to_sign_in, answer.status_code
    else:
        assert answer.status_code == gate.refused


def page_address(name, entry, world):
    try:
        return reverse(name, kwargs=dict(entry.ids(world)))
    except NoReverseMatch:
        return "/" + name


@pytest.mark.parametrize("name", PAGES)
def test_it_refuses_the_method_that_a_page_does_not_know(world, name):
    entry = PAGES[name]
    address = page_address(name, entry, world)
    client = client_of("ada", world)
    if entry.write is None:
        assert client.post(address + entry.query, {}).status_code in {405, 403}
    if entry.read is None:
        assert client.get(address + entry.query).status_code == 405


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("name", OPERATIONS)
def test_it_lets_only_the_right_people_through_an_operation(world, name, who):
    entry = OPERATIONS[name]
    gate = entry.read or entry.write
    answer = call(name, entry, world, token_of(who, world))
    if who in gate.open_to:
        assert answer.status_code < 500, answer.content
        assert answer.status_code not in {401, 403, 404, 405}, answer.content
    elif who == "nobody":
        assert answer.status_code == 401
    else:
        assert answer.status_code == gate.refused, answer.content


@pytest.mark.parametrize("name", [name for name in OPERATIONS if not name.startswith("GET ")])
def test_it_writes_nothing_for_a_token_that_may_only_read(world, name):
    _token, secret = issue_token(world.ada, "reader", [Scope.READ], None, actor=world.ada.as_actor())
    answer = call(name, OPERATIONS[name], world, {"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 403, answer.content


def call(name, entry, world, headers):
    method, path = name.split(" ")
    address = path.format(**entry.ids(world)) + entry.query
    client = Client(raise_request_exception=False)
    return client.generic(method, address, b"{}", content_type="application/json", headers=headers)
