import pytest

from milepost.accounts.public import Contact, erase_contact
from milepost.audit.public import AuditEntry
from milepost.files.public import StoredFile
from milepost.integrations.csv.models import Import, Refusal
from milepost.integrations.csv.tests.conftest import prepare
from milepost.jobs.testing import run_all_jobs

pytestmark = pytest.mark.django_db
PEOPLE = "id;name;mail\n1;Mona Lind;mona@x.example\n2;Nora Berg;nora@x.example\n"
WRONG = "id;name;mail\n1;Mona Lind;mona@x.example, mona\n2;Nora Berg;nora\n"
HOW = {"columns": {"name": "name", "mail": "email"}, "key_column": "id"}


@pytest.fixture
def mona(imported):
    imported("contacts", PEOPLE, **HOW)
    return Contact.objects.get(name="Mona Lind")


def kept() -> str:
    """All that imports keep of values."""
    told = [str(one.profile) + one.words for one in Import.objects.all()]
    return " ".join([*told, *(f"{one.value} {one.reason}" for one in Refusal.objects.all())])


def test_it_leaves_nothing_of_the_person_in_what_imports_keep(mona, imported, checked, ada):
    imported("contacts", WRONG, source="desk", **HOW)
    checked("contacts", WRONG, source="other", **HOW)
    assert Refusal.objects.filter(value__contains="mona@x.example").count() == 2
    report = erase_contact(mona, actor=ada.as_actor())
    assert "mona" not in kept().lower()
    assert Refusal.objects.filter(value="nora").exists()  # others' values stay
    done = {str(row.label): row.count for row in report.rows}
    assert done["Refused values of imports"] == 2
    assert done["Files of imports"] == 3


def test_the_file_that_brought_them_goes_at_once_and_the_others_with_a_job(mona, ada):
    prepare("contacts", "id;mail\n7;Mona@X.example\n", source="a", columns={"mail": "email"}, key_column="id")
    prepare("contacts", "id;mail\n7;other@x.example\n", source="b", columns={"mail": "email"}, key_column="id")
    erase_contact(mona, actor=ada.as_actor())
    assert Import.objects.earliest("id").file is None
    assert StoredFile.objects.count() == 2
    run_all_jobs()
    assert [one.file is not None for one in Import.objects.order_by("id")] == [False, False, True]
    entries = AuditEntry.objects.filter(kind=Contact.audit_kind(), key=str(mona.pk))
    assert "Mona" not in str([(entry.label, entry.changes) for entry in entries])


def test_an_import_can_be_taken_back_after_an_erasure_without_the_person(mona, ada, undone):
    erase_contact(mona, actor=ada.as_actor())
    run_all_jobs()
    import_ = undone(Import.objects.get())
    assert (import_.state, import_.undone, import_.left) == ("undone", 1, 1)
    assert not Contact.objects.exists()
