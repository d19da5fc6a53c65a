"""Labels on tasks and projects: put, taken off, filtered by, renamed, merged, removed."""

import pytest
from django.urls import reverse

from milepost.audit.public import AuditEntry
from milepost.lib.errors import Invalid
from milepost.projects.actions.labels import LABELS_MOST, merge_labels, rename_label
from milepost.projects.models import Label, Labelling
from milepost.projects.public import put_label, set_labels
from milepost.projects.queries.cards import board_cards

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def migration(task):
    return task("Migration")


@pytest.fixture
def actor(max_):
    return max_.as_actor()


def labels_of(record) -> list[str]:
    return sorted(record.labellings.values_list("label__name", flat=True))


def test_it_puts_a_label_once_whatever_its_case(migration, onboarding, actor):
    version = migration.version
    assert put_label(migration, " Data  move", actor=actor) == put_label(migration, "data Move", actor=actor)
    put_label(onboarding, "DATA MOVE", actor=actor)
    assert Label.objects.get().name == "Data move"
    migration.refresh_from_db()
    assert migration.version == version + 1, "labels are part of the task"
    assert AuditEntry.objects.filter(kind="projects.labelling").count() == 2


@pytest.mark.parametrize("first", ["Übergabe", "ÜBERGABE"])
def test_it_folds_letters_that_no_database_folds(migration, first, actor):
    put_label(migration, first, actor=actor)
    put_label(migration, "übergabe", actor=actor)
    assert labels_of(migration) == [first]


def test_two_who_make_one_label_at_once_get_the_same(migration, onboarding, actor, monkeypatch):
    first = put_label(onboarding, "Data", actor=actor)
    monkeypatch.setattr("milepost.projects.actions.labels.label_named", lambda _name: None)
    assert put_label(migration, "data", actor=actor).label == first.label
    monkeypatch.setattr("milepost.projects.actions.labels.labellings_of", lambda _record: [])
    put_label(migration, "DATA", actor=actor)
    assert labels_of(migration) == ["Data"]


@pytest.mark.parametrize("name", ["", "  ", "a,b", "a\x00b", "x" * 41, "\u0301"])
def test_it_refuses_names_that_are_none(migration, actor, name):
    with pytest.raises(Invalid):
        put_label(migration, name, actor=actor)
    assert not Label.objects.exists()


def test_it_has_an_end(migration, actor):
    set_labels(migration, [f"Label {number}" for number in range(LABELS_MOST)], actor=actor)
    with pytest.raises(Invalid):
        put_label(migration, "One more", actor=actor)


def test_it_merges_without_doubles(migration, onboarding, actor, ada):
    for record, names in ((migration, ["Data", "Datas"]), (onboarding, ["Datas"])):
        set_labels(record, names, actor=actor)
    wrong, right = Label.objects.get(name="Datas"), Label.objects.get(name="Data")
    merge_labels(wrong, right, actor=ada.as_actor())
    assert labels_of(migration) == labels_of(onboarding) == ["Data"]
    assert Label.objects.get() == right


def test_it_renames_to_no_name_that_another_has(migration, actor, ada):
    set_labels(migration, ["Data", "Pilot"], actor=actor)
    with pytest.raises(Invalid):
        rename_label(Label.objects.get(name="Data"), "pilot", actor=ada.as_actor())


def test_the_drawer_puts_labels_and_takes_them_off(signed_in, max_, migration):
    client, url = signed_in(max_), reverse("projects:task-label", args=[migration.pk])
    answer = client.post(url, {"name": "Data"}, **HTMX)
    assert "Data" in answer.content.decode()
    assert "drawer:changed" in answer["HX-Trigger"]
    assert client.post(url, {"name": "a,b"}, **HTMX).status_code == 422
    assert client.post(url, {"name": ""}).status_code in {400, 422}
    client.post(url, {"off": Label.objects.get().pk}, **HTMX)
    assert labels_of(migration) == []
    assert client.post(url, {"off": "987"}).status_code == 302


def test_the_page_of_a_project_shows_them(signed_in, max_, victor, onboarding):
    url = reverse("projects:project-label", args=[onboarding.pk])
    assert signed_in(max_).post(url, {"name": "Pilot"}).status_code == 302
    page = signed_in(victor).get(reverse("projects:project-people", args=[onboarding.pk])).content.decode()
    assert "Pilot" in page
    assert url not in page, "a viewer reads only"


def test_cards_and_lists_show_and_filter_them(signed_in, max_, migration, onboarding, actor):
    put_label(migration, "Data", actor=actor)
    put_label(onboarding, "Pilot", actor=actor)
    cards = board_cards(onboarding, max_)
    labels = {row[0]: row[cards["columns"].index("labels")] for row in cards["rows"]}
    assert labels[migration.pk] == ["Data"]
    data, pilot = Label.objects.get(name="Data").pk, Label.objects.get(name="Pilot").pk
    client = signed_in(max_)
    tasks = client.get(reverse("projects:task-list"), {"labels": data, "columns": "title,labels"}).content.decode()
    assert "Migration" in tasks
    assert "Training" not in tasks
    projects = reverse("projects:project-list")
    assert "Onboarding" in client.get(projects, {"labels": pilot, "columns": "name,labels"}).content.decode()
    assert "Onboarding" not in client.get(projects, {"labels": data}).content.decode().split("<table", 1)[-1]


def test_the_settings_rename_merge_and_remove(signed_in, lena, max_, migration, actor):
    set_labels(migration, ["Data", "Pilot"], actor=actor)
    client, data = signed_in(lena), Label.objects.get(name="Data")
    page = client.get(reverse("projects:label-list")).content.decode()
    assert "1 task" in page
    assert "0 projects" in page
    url = reverse("projects:label-change", args=[data.pk])
    client.post(url, {"act": "rename", "name": "Data move", "version": data.version})
    client.post(url, {"act": "rename", "name": "Stale", "version": data.version})
    assert labels_of(migration) == ["Data move", "Pilot"]
    for wrong in ({"act": "merge", "into": "Nothing"}, {"act": "other"}):
        assert client.post(url, wrong).status_code == 302
    client.post(url, {"act": "merge", "into": "pilot"})
    assert labels_of(migration) == ["Pilot"]
    client.post(reverse("projects:label-change", args=[Label.objects.get().pk]), {"act": "remove"})
    assert not Labelling.objects.exists()
    assert signed_in(max_).get(reverse("projects:label-list")).status_code == 403
