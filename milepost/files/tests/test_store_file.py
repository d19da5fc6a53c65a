import hashlib
import os
import stat
import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from milepost.audit.public import AuditEntry
from milepost.files import actions
from milepost.files.public import StoredFile, delete_file, store_file, sweep_files
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.lib.refs import Ref

DAY = 24 * 3600


def age(path, seconds):
    moment = path.stat().st_mtime - seconds
    os.utime(path, (moment, moment))


def test_it_keeps_the_bytes_under_their_hash_for_nobody_else_to_read(store, files_dir):
    stored = store(b"hello", "../note.txt")
    sha256 = hashlib.sha256(b"hello").hexdigest()
    path = files_dir / sha256[:2] / sha256[2:4] / sha256
    assert path.read_bytes() == b"hello"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (stored.name, stored.size, stored.sha256) == ("note.txt", 5, sha256)
    assert list((files_dir / "incoming").iterdir()) == []


def test_it_hangs_a_file_on_its_uploader_unless_told(store, actor):
    assert store(b"a", "a.txt").owner == Ref("user", actor.id)
    assert store(b"a", "a.txt", owner=Ref("projects.task", "7")).owner == Ref("projects.task", "7")


def test_it_is_logged(store):
    stored = store(b"a", "a.txt")
    assert AuditEntry.objects.of(stored).get().changes["name"] == [None, "a.txt"]


def test_it_keeps_one_content_once(store, files_dir, contents_of):
    first, second = store(b"same", "a.txt"), store(b"same", "b.txt")
    assert (first.sha256, len(contents_of(files_dir))) == (second.sha256, 1)


def test_it_takes_a_file_of_just_the_limit(store, settings):
    settings.FILE_MAX_BYTES = 100
    assert store(b"x" * 100, "a.txt").size == 100


def test_it_refuses_what_is_too_large(store, settings, files_dir, contents_of):
    settings.FILE_MAX_BYTES = 100
    with pytest.raises(Invalid) as caught:
        store(b"x" * 101, "a.txt")
    assert caught.value.code == "file-too-large"
    assert contents_of(files_dir) == []
    assert list((files_dir / "incoming").iterdir()) == []


def test_it_reads_no_more_of_a_large_upload_than_the_limit(db, settings, actor):
    settings.FILE_MAX_BYTES = 1000
    read = []

    class Endless(ContentFile):
        def chunks(self, chunk_size=None):
            while True:
                read.append(1)
                yield b"x" * 400

    with pytest.raises(Invalid):
        store_file(Endless(b"", name="a.txt"), actor=actor)
    assert len(read) == 3


def test_it_refuses_an_empty_file(store):
    with pytest.raises(Invalid) as caught:
        store(b"", "a.txt")
    assert caught.value.code == "file-empty"


def test_it_leaves_an_orphan_when_it_dies_before_the_row_and_sweeps_it_a_day_later(
    store, files_dir, contents_of, monkeypatch
):
    class Killed(BaseException):
        pass

    def die(_record, *, actor):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(actions, "create_record", die)
        with pytest.raises(Killed):
            store(b"orphan", "a.txt")
    [orphan] = contents_of(files_dir)
    kept = store(b"kept", "b.txt")
    assert sweep_files() == 0
    for path in contents_of(files_dir):
        age(path, DAY + 60)
    assert sweep_files() == 1
    assert not orphan.exists()
    assert [path.name for path in contents_of(files_dir)] == [kept.sha256]


def test_it_spares_an_old_orphan_that_somebody_stores_again(store, files_dir, contents_of, actor):
    delete_file(store(b"again", "a.txt"), actor=actor)
    [path] = contents_of(files_dir)
    age(path, DAY + 60)
    store(b"again", "b.txt")
    assert sweep_files() == 0
    assert path.exists()


def test_it_looks_again_before_it_deletes(store, files_dir, contents_of, monkeypatch):
    """Between the list of orphans and the deletion somebody may store the same content."""
    store(b"named", "a.txt")
    age(contents_of(files_dir)[0], DAY + 60)
    answers = [set(), {contents_of(files_dir)[0].name}]
    monkeypatch.setattr(actions, "_named", lambda names: answers.pop(0))
    assert sweep_files() == 0
    assert len(contents_of(files_dir)) == 1


def test_it_sweeps_what_uploads_left_half_way(store, files_dir):
    store(b"a", "a.txt")
    half = files_dir / "incoming" / "tmphalf"
    half.write_bytes(b"half")
    assert sweep_files() == 0
    age(half, DAY + 60)
    assert sweep_files() == 1
    assert not half.exists()


def test_it_keeps_shared_bytes_until_the_last_file_goes(store, files_dir, contents_of, actor):
    first, second = store(b"same", "a.txt"), store(b"same", "b.txt")
    delete_file(first, actor=actor)
    age(contents_of(files_dir)[0], DAY + 60)
    assert sweep_files() == 0
    delete_file(second, actor=actor)
    assert sweep_files() == 1
    assert contents_of(files_dir) == []


@pytest.mark.django_db(transaction=True)
def test_it_stores_the_same_content_from_many_at_once(files_dir, contents_of):
    errors = []

    def upload(number):
        try:
            actor = Actor("user", str(number), "A tester")
            store_file(ContentFile(b"same" * 100_000, name=f"{number}.txt"), actor=actor)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails with it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert StoredFile.objects.count() == 6
    assert [path.stat().st_size for path in contents_of(files_dir)] == [400_000]
