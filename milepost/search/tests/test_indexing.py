import pytest
from django.db import transaction

from milepost.audit.public import create_records, delete_record, update_record
from milepost.search import vocabulary
from milepost.search.models import Document, Word
from milepost.search.public import index_records, rebuild_index, recount_words, remove_records
from milepost.search.tests.conftest import Place


def test_it_follows_creation_change_and_deletion(add, found, actor):
    place = add("Northwind", "first words")
    assert found("northwind first") == ["Northwind"]
    update_record(place, {"name": "Southwind", "about": "other words"}, actor=actor)
    assert found("northwind") == ["Southwind"]  # as a typo only
    assert found("first") == []
    assert found("southwind other") == ["Southwind"]
    delete_record(place, actor=actor)
    assert found("southwind") == []


def test_it_follows_within_the_transaction_of_the_write(add, found):
    with transaction.atomic():
        add("Northwind")
        assert found("northwind") == ["Northwind"]
        transaction.set_rollback(True)
    assert found("northwind") == []
    assert not Document.objects.exists()


def test_it_indexes_many_at_once_in_few_queries(found, actor, django_assert_max_num_queries):
    places = Place.objects.bulk_create([Place(name=f"Northwind {number}") for number in range(400)])
    with django_assert_max_num_queries(11):
        assert index_records("search.place", places) == 400
    assert len(found("northwind", limit=100)) == 100


def test_it_writes_nothing_when_no_word_changed(add, actor):
    place = add("Northwind")
    update_record(place, {"owner": "lena"}, actor=actor)
    assert index_records("search.place", [place]) == 0


def test_it_leaves_out_what_has_no_document(remark, found, actor):
    note = remark("Northwind")
    update_record(note, {"text": ""}, actor=actor)
    assert not Document.objects.exists()


def test_it_refuses_an_unknown_kind():
    with pytest.raises(KeyError):
        index_records("search.unheard", [])
    with pytest.raises(KeyError):
        rebuild_index("search.unheard")


def test_it_removes_by_key(add, found):
    place = add("Northwind")
    remove_records("search.place", [place.pk])
    assert found("northwind") == []


def test_it_rebuilds_what_is_missing_wrong_or_left_over(add, found, actor):
    kept, wrong, gone = add("Kept"), add("Wrong"), add("Gone")
    Place.objects.filter(pk=wrong.pk).update(name="Right")
    Place.objects.filter(pk=gone.pk).delete()
    Place.objects.bulk_create([Place(name=f"Missing {number}") for number in range(250)])
    steps = []
    assert rebuild_index(progress=lambda done, total: steps.append((done, total)), pause_seconds=0) == 252
    assert steps[-1] == (252, 252)
    assert len(steps) > 1
    assert found("right") == ["Right"]
    assert found("wrong") == found("gone") == []
    assert len(found("missing", limit=200)) == 200
    assert found("kept") == [kept.name]
    assert rebuild_index(pause_seconds=0) == 0


def test_it_keeps_the_vocabulary_and_counts_again(add, actor):
    add("Northwind Robotics")
    gone = add("Northwind Foods")
    assert sorted(Word.objects.values_list("word", "count")) == [("foods", 1), ("northwind", 1), ("robotics", 1)]
    delete_record(gone, actor=actor)
    add("Northwind Northwind")
    Word.objects.create(word="northwind", backwards="dniwhtron")  # two writers at once
    assert recount_words(pause_seconds=0) == 3
    assert sorted(Word.objects.values_list("word", "count")) == [("northwind", 2), ("robotics", 1)]
    assert recount_words(pause_seconds=0) == 0


def test_it_keeps_a_word_that_is_written_again_during_a_recount(add, found, actor, monkeypatch):
    delete_record(add("Northwind"), actor=actor)
    count = vocabulary._counts

    def count_and_write():
        counts = count()
        add("The northwind")
        return counts

    monkeypatch.setattr(vocabulary, "_counts", count_and_write)
    recount_words(pause_seconds=0)
    assert found("northw") == ["The northwind"]


def test_it_creates_many_audited_records_searchable(found, actor):
    create_records([Place(name=f"Northwind {number}") for number in range(3)], actor=actor)
    assert found("northwind 2") == ["Northwind 2"]
