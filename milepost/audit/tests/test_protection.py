import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from milepost.audit.protection import is_log_protected, protect_after_migrate, release_log
from milepost.audit.public import AuditEntry, create_record, log_maintenance
from milepost.lib.actor import SYSTEM


@pytest.fixture
def entry(db):
    create_record(apps.get_model("identity.Team")(name="Onboarding"), actor=SYSTEM)
    return AuditEntry.objects.get()


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: AuditEntry.objects.update(actor_label="Nobody"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: entry.delete(),
        lambda entry: entry.save(),
        lambda entry: run("UPDATE audit_auditentry SET label = ''"),
        lambda entry: run("DELETE FROM audit_auditentry"),
    ],
)
def test_it_refuses_to_change_the_log(entry, change):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        change(entry)
    assert AuditEntry.objects.get().actor_label == "Milepost"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_it_refuses_to_empty_the_log(entry):
    with pytest.raises(IntegrityError, match="never changed"):
        run("TRUNCATE audit_auditentry CASCADE")


def test_it_opens_for_maintenance_and_says_so(entry, ada):
    with log_maintenance("Erase a person", actor=ada.as_actor()):
        AuditEntry.objects.update(actor_label="Former colleague")
    trace = AuditEntry.objects.get(kind="audit.log")
    assert (trace.actor_label, trace.label, trace.event) == ("Ada", "Erase a person", "log-maintained")
    assert AuditEntry.objects.get(pk=entry.pk).actor_label == "Former colleague"
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.update(actor_label="Nobody")


def test_it_stays_closed_after_a_failed_maintenance(entry, ada):
    def fail():
        with log_maintenance("Fail", actor=ada.as_actor()):
            AuditEntry.objects.update(actor_label="Nobody")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert AuditEntry.objects.get().actor_label == "Milepost"
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_it_comes_back_when_a_migration_lost_it(entry):
    release_log(connection)
    assert not is_log_protected(connection)
    protect_after_migrate(using="default")
    assert is_log_protected(connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.all().delete()
