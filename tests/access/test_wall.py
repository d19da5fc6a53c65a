"""Walks every page as every role; the operations of the API have a wall of their own in the room `rest`."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from conftest import OwnWorld, new_cast
from milepost.ui.public import lists
from tests.access.gates import CAST, ROLE_OF
from tests.access.wall import PAGES
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


@pytest.fixture(scope="module")
def staged_world(stage):
    world = make_world(SimpleNamespace(**new_cast()))
    world.session_keys = {name: session_key(getattr(world, name)) for name in ROLE_OF}
    return world


@pytest.fixture
def world(staged_world, db):
    return OwnWorld(staged_world)


def client_of(name, world) -> Client:
    client = Client(raise_request_exception=False)
    if name in ROLE_OF:
        client.cookies["sessionid"] = world.session_keys[name]
    return client


def session_key(user) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def test_it_has_an_entry_for_every_page():
    assert set(page_names()) == set(PAGES)


def on_each_database(gate, who) -> bool:
    """Who is refused is decided by rights; what depends on the database is what one sees: all, little or nothing."""
    sees_little = who == "fiona" and (who in gate.open_to | gate.hidden_from or gate.refused == 404)
    return sees_little or who == next((name for name in (*ROLE_OF, "nobody") if name in gate.open_to), "nobody")


@pytest.mark.once
def test_it_opens_the_rows_of_lists_in_the_drawer(world):
    client, opened = client_of("ada", world), set()
    for spec in lists:
        row = spec.rows(world.ada).first() if spec.detail_url else None
        if row and (address := spec.detail_url(row)):
            answer = client.get(address, headers={"HX-Request": "true", "HX-Target": "drawer-body"})
            assert b"<html" not in answer.content, address
            assert b"drawer-title" in answer.content or answer.headers["HX-Redirect"] == address
            opened.add(spec.key)
    assert opened >= {"accounts", "contacts", "people", "teams"}


PAGE_CASES = [
    pytest.param(
        name,
        method,
        who,
        id=f"{name}-{method}-{who}",
        marks=() if on_each_database(getattr(entry, method), who) else (pytest.mark.once, pytest.mark.slow),
    )
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
    answer = (
        client.get(address + entry.query)
        if method == "read"
        else client.post(address + entry.query, entry.data_of(world) if entry.data_of else entry.data)
    )
    past = answer.status_code < 500 and answer.status_code not in {401, 403, 404, 405}
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith(f"{SIGN_IN}login")
    if who in gate.open_to:
        assert past, answer.status_code
        assert who == "nobody" or not to_sign_in
    elif who == "nobody" and gate.stranger:
        assert answer.status_code == gate.stranger
    elif who == "nobody":
        assert to_sign_in, answer.status_code
    else:
        assert answer.status_code == (404 if who in gate.hidden_from else gate.refused)


def page_address(name, entry, world):
    try:
        return reverse(name, kwargs=dict(entry.ids(world)))
    except NoReverseMatch:
        return "/" + name


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_it_refuses_the_method_that_a_page_does_not_know(world, name):
    entry = PAGES[name]
    address = page_address(name, entry, world)
    client = client_of("ada", world)
    if entry.write is None:
        assert client.post(address + entry.query, {}).status_code in {405, 403}
    if entry.read is None:
        assert client.get(address + entry.query).status_code == 405
