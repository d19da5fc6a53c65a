import pytest

from milepost.files.public import FileOwner, file_owners, file_response, readable_file
from milepost.lib.errors import NotFound, Unavailable
from milepost.lib.refs import Ref


def test_it_is_a_download_that_no_browser_runs(store):
    response = file_response(store(b"%PDF-1.4\n<html><script>alert(1)</script>", "plan.pdf"))
    assert b"".join(response).startswith(b"%PDF")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response["Content-Length"] == "40"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Übersicht März.txt", "attachment; filename*=utf-8''%C3%9Cbersicht%20M%C3%A4rz.txt"),
        ("a\r\nX-Evil: 1.txt", 'attachment; filename="a X-Evil_ 1.txt"'),
        ('quo"te.txt', 'attachment; filename="quo_te.txt"'),
        ("semi;colon.txt", 'attachment; filename="semi;colon.txt"'),
    ],
)
def test_it_writes_the_name_so_that_nothing_can_be_smuggled_in(store, name, header):
    assert file_response(store(b"x", name))["Content-Disposition"] == header


def test_it_says_when_the_bytes_are_gone(store, files_dir, contents_of):
    stored = store(b"x", "a.txt")
    contents_of(files_dir)[0].unlink()
    with pytest.raises(Unavailable):
        file_response(stored)


@pytest.fixture
def owned_by_test():
    file_owners.register(FileOwner("test", lambda viewer, stored: viewer == stored.owner_key))
    yield
    file_owners.unregister("test")


def test_it_is_read_by_those_whom_its_owner_lets(store, owned_by_test):
    stored = store(b"x", "a.txt", owner=Ref("test", "me"))
    assert readable_file("me", stored.pk) == stored
    for viewer, key in (("you", stored.pk), ("me", stored.pk + 1)):
        with pytest.raises(NotFound):
            readable_file(viewer, key)


def test_it_is_read_by_nobody_when_its_owner_is_of_an_unknown_kind(store):
    with pytest.raises(NotFound):
        readable_file("me", store(b"x", "a.txt", owner=Ref("nothing", "me")).pk)
