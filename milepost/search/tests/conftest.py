"""Two kinds of record of the tests' own, with tables made for the run: places (with an owner) and remarks."""

import pytest
from django.apps.registry import Apps
from django.db import connection, models

from milepost.audit.public import Record
from milepost.search import matching, postgresql, rebuilding
from milepost.search.public import SearchDocument, SearchSource, search_sources

OWN = Apps()  # a registry of their own: nothing that walks all models meets them


class Place(Record):
    id: int
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    owner = models.CharField(max_length=20, blank=True)

    class Meta:
        app_label = "search"
        apps = OWN

    def __str__(self) -> str:
        return self.name


class Remark(Record):
    id: int
    text = models.TextField()

    class Meta:
        app_label = "search"
        apps = OWN

    def __str__(self) -> str:
        return self.text


MODELS = (Place, Remark)


def rows_of(model):
    """Everything to `everyone`, nothing to `nobody`, and to any other viewer what bears their name as owner."""

    def rows(viewer):
        if viewer == "nobody":
            return model.objects.none()
        return model.objects.all() if viewer == "everyone" else model.objects.filter(owner=viewer)

    return rows


def place_document(place):
    return SearchDocument(place.name, place.about, f"/places/{place.pk}", subtitle=place.owner)


def remark_document(remark):
    return SearchDocument(remark.text[:40], remark.text, f"/remarks/{remark.pk}") if remark.text else None


PLACES = SearchSource("search.place", "Place", "map-pin", rows_of(Place), place_document, weight=1)
REMARKS = SearchSource("search.remark", "Remark", "message", lambda viewer: Remark.objects.all(), remark_document)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)


@pytest.fixture(autouse=True)
def _sources(db, monkeypatch):
    monkeypatch.setattr(rebuilding, "model_of", lambda kind: OWN.get_registered_model(*kind.split(".")))
    search_sources.register(PLACES)
    search_sources.register(REMARKS)
    others = [source for source in search_sources if source not in (PLACES, REMARKS)]
    for source in others:
        search_sources.unregister(source.kind)
    yield
    for source in others:
        search_sources.register(source)
    search_sources.unregister(PLACES.kind)
    search_sources.unregister(REMARKS.kind)


WAYS = {
    "small kinds": {},
    "few rows gone through": {"SMALL_KIND": 0},
    "documents gone through": {"SMALL_KIND": 0, "FEW_ROWS": 0, "RARE": -1},
    "matches looked up": {"SMALL_KIND": 0, "FEW_ROWS": 0, "RARE": 1_000_000},
}


@pytest.fixture
def by_way(monkeypatch):
    """Make searches take one of the `WAYS` that the size of a kind and the number of matches would choose."""

    def take(way):
        for name, value in WAYS[way].items():
            monkeypatch.setattr(postgresql if name == "RARE" else matching, name, value)

    return take


@pytest.fixture(params=WAYS)
def _every_way(request, by_way):
    by_way(request.param)


@pytest.fixture
def add(actor):
    from milepost.audit.public import create_record

    def add_place(name, about="", owner=""):
        return create_record(Place(name=name, about=about, owner=owner), actor=actor)

    return add_place


@pytest.fixture
def remark(actor):
    from milepost.audit.public import create_record

    return lambda text: create_record(Remark(text=text), actor=actor)


@pytest.fixture
def found():
    """Titles of what `everyone` (or another viewer) finds."""
    from milepost.search.public import search

    return lambda text, viewer="everyone", **options: [hit.title for hit in search(viewer, text, **options)]
