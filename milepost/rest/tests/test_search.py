import pytest

from milepost.identity.public import User, change_user
from milepost.search.public import SearchDocument, SearchSource, index_records, search_sources


@pytest.fixture
def _people_found():
    present = search_sources.get("identity.user")
    if present is None:
        search_sources.register(SearchSource("identity.user", "People", "user", User.objects.visible_to, _document))
    yield
    if present is None:
        search_sources.unregister("identity.user")


def _document(user):
    return SearchDocument(user.name, user.email, f"/people/{user.pk}")


@pytest.fixture
def _indexed(_people_found, world, ada):
    for person in world.people.values():
        change_user(person, {"title": "CSM"}, actor=ada.as_actor())
        index_records("identity.user", [person])


@pytest.mark.usefixtures("_indexed")
def test_it_finds_people_by_the_beginning_of_their_name(calling, max_):
    items = calling(max_).get("/api/v1/search?q=vict").json()["items"]
    assert [(item["kind"], item["title"]) for item in items] == [("identity.user", "Victor")]


@pytest.mark.usefixtures("_indexed")
def test_it_finds_nothing_that_one_may_not_see(calling, fiona):
    assert calling(fiona).get("/api/v1/search?q=vict").json()["items"] == []


@pytest.mark.usefixtures("_indexed")
def test_it_keeps_to_the_kinds_asked_for(calling, max_):
    assert calling(max_).get("/api/v1/search?q=vict&kinds=nothing").json()["items"] == []


def test_it_asks_for_words(calling, max_):
    response = calling(max_).get("/api/v1/search")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/q"
