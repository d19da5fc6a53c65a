import pytest

from milepost.audit.public import HIDDEN, AuditEntry, delete_record, record_event, update_record
from milepost.lib.actor import Door, entering
from milepost.lib.errors import Conflict


def fresh(record):
    return type(record).objects.filter(pk=record.pk).first()


def test_it_logs_what_changed_from_what_to_what(ada, max_):
    with entering(Door.API, address="192.0.2.1"):
        update_record(max_, {"title": "CSM", "name": max_.name}, actor=ada.as_actor())
    entry = AuditEntry.objects.of(max_).get()
    assert entry.changes == {"title": ["", "CSM"]}
    assert (entry.door, entry.address, entry.actor_label, entry.label) == ("api", "192.0.2.1", "Ada", "Max")
    assert fresh(max_).version == 2


def test_it_refuses_a_write_made_from_an_older_version(ada, max_):
    mine, theirs = fresh(max_), fresh(max_)
    update_record(theirs, {"title": "PM"}, actor=ada.as_actor())
    with pytest.raises(Conflict) as caught:
        update_record(mine, {"title": "CSM"}, actor=ada.as_actor())
    assert caught.value.code == "stale"
    assert caught.value.details["current"] == {"title": "PM"}
    assert fresh(max_).title == "PM"
    assert AuditEntry.objects.of(max_).count() == 1


def test_it_writes_nothing_when_nothing_changes(ada, max_):
    update_record(max_, {"title": max_.title}, actor=ada.as_actor())
    assert not AuditEntry.objects.exists()
    assert max_.version == 1


def test_it_keeps_secrets_out_of_the_log(ada, max_):
    update_record(max_, {"password": "!other"}, actor=ada.as_actor())
    assert AuditEntry.objects.get().changes == {"password": [HIDDEN, HIDDEN]}


def test_it_logs_the_values_of_what_is_deleted(ada, max_):
    key = str(max_.pk)
    delete_record(max_, actor=ada.as_actor())
    entry = AuditEntry.objects.get(kind="identity.user", key=key)
    assert entry.changes["email"] == ["max@example.com", None]
    assert fresh(max_) is None


def test_it_refuses_to_change_what_was_deleted(ada, max_):
    again = fresh(max_)
    delete_record(max_, actor=ada.as_actor())
    with pytest.raises(Conflict) as caught:
        update_record(again, {"title": "CSM"}, actor=ada.as_actor())
    assert caught.value.code == "deleted"


def test_it_notes_events(ada, max_):
    record_event(max_, "signed-in", actor=max_.as_actor())
    assert AuditEntry.objects.of(max_).get().event == "signed-in"
