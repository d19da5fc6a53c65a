import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from milepost.audit.public import AuditEntry
from milepost.files.public import StoredFile, store_file
from milepost.lib.actor import SYSTEM
from milepost.lib.refs import Ref

UPLOAD = "/settings/files/upload/"


@pytest.fixture(autouse=True)
def _files_dir(settings, tmp_path):
    settings.FILES_DIR = tmp_path


@pytest.fixture
def stored(max_):
    return store_file(ContentFile(b"a,b\n", name="Übersicht.csv"), actor=max_.as_actor())


def upload(client, data, name, content_type="text/plain"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data, content_type)})


def test_it_stores_a_file_of_ones_own(max_, signed_in):
    response = upload(signed_in(max_), b"hello", "../../etc/note.txt", content_type="text/html")
    assert response["Location"] == reverse("web:file-list")
    stored = StoredFile.objects.get()
    assert (stored.name, stored.content_type, stored.owner) == ("note.txt", "text/plain", Ref("user", str(max_.pk)))
    assert AuditEntry.objects.of(stored).get().door == "page"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "picture.png"),
        (b"MZ\x90\0" + b"\0" * 60, "letter.docx"),
        (b"hello", "note.txt\u202etxt.exe"),
        (b"", "empty.txt"),
    ],
)
def test_it_says_why_it_stores_nothing(max_, signed_in, data, name):
    response = upload(signed_in(max_), data, name)
    assert response.status_code == 422
    assert b'role="alert"' in response.content
    assert not StoredFile.objects.exists()


def test_it_drops_a_large_file_before_it_fills_the_disk(max_, signed_in, settings, tmp_path, monkeypatch):
    from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler

    def fail(_handler, _data, _start):
        raise AssertionError("a later handler got the data")

    monkeypatch.setattr(MemoryFileUploadHandler, "receive_data_chunk", fail)
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", fail)
    settings.FILE_MAX_BYTES = 25 * 1024 * 1024
    response = upload(signed_in(max_), b"x" * (40 * 1024 * 1024), "large.txt")
    assert response.status_code == 422
    assert "larger than 25.0" in response.content.decode()
    assert not list(tmp_path.glob("incoming/*"))


def test_it_counts_where_the_announced_length_is_small_enough(max_, signed_in, settings):
    settings.FILE_MAX_BYTES = 100_000
    response = upload(signed_in(max_), b"x" * 300_000, "large.txt")
    assert response.status_code == 422
    assert not StoredFile.objects.exists()
    assert upload(signed_in(max_), b"x" * 100_000, "fits.txt").status_code == 302


def test_it_hangs_up_on_what_is_hopeless(max_, signed_in, settings):
    settings.FILE_MAX_BYTES = 1000
    assert upload(signed_in(max_), b"x" * 2_000_000, "large.txt").status_code == 400


def test_it_asks_for_a_file(max_, signed_in):
    assert signed_in(max_).post(UPLOAD).status_code == 422


def test_it_takes_no_file_from_those_who_only_read(victor, signed_in):
    assert upload(signed_in(victor), b"hello", "note.txt").status_code == 403
    page = signed_in(victor).get(reverse("web:file-list"))
    assert b"upload-form" not in page.content


def test_it_gives_a_file_to_its_owner_alone(stored, max_, ada, signed_in, client):
    address = reverse("web:file-download", args=[stored.pk])
    response = signed_in(max_).get(address)
    assert b"".join(response) == b"a,b\n"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert "attachment" in response["Content-Disposition"]
    assert signed_in(ada).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_it_gives_a_file_of_an_unknown_owner_to_nobody(ada, signed_in):
    stray = store_file(ContentFile(b"x", name="x.txt"), actor=SYSTEM, owner=Ref("system", ""))
    assert signed_in(ada).get(reverse("web:file-download", args=[stray.pk])).status_code == 404


def test_it_lists_ones_own_files(stored, max_, lena, signed_in):
    assert "Übersicht.csv" in signed_in(max_).get(reverse("web:file-list")).content.decode()
    assert "Übersicht.csv" not in signed_in(lena).get(reverse("web:file-list")).content.decode()


def test_it_deletes_ones_own_file(stored, max_, lena, signed_in):
    address = reverse("web:file-delete", args=[stored.pk])
    assert signed_in(lena).post(address).status_code == 404
    assert signed_in(max_).get(address).status_code == 405
    assert signed_in(max_).post(address).status_code == 302
    assert not StoredFile.objects.exists()
    assert AuditEntry.objects.filter(kind="files.storedfile", action="delete").exists()
