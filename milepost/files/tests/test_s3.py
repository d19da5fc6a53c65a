import subprocess
import sys

import pytest
from django.core.checks import run_checks

from milepost.files import blobs, checks
from milepost.files.public import file_response, sweep_files
from milepost.lib.errors import Unavailable


@pytest.fixture
def bucket(settings, monkeypatch):
    moto = pytest.importorskip("moto")
    boto3 = pytest.importorskip("boto3")
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    settings.FILES_S3_BUCKET, settings.FILES_S3_ENDPOINT = "milepost-files", ""
    blobs._s3_blobs.cache_clear()
    with moto.mock_aws():
        bucket = boto3.resource("s3").Bucket("milepost-files")
        bucket.create()
        yield bucket
    blobs._s3_blobs.cache_clear()


def test_it_keeps_files_in_a_bucket(bucket, store, files_dir, contents_of):
    stored = store(b"hello", "a.txt")
    store(b"hello", "b.txt")
    assert [item.key for item in bucket.objects.all()] == [blobs.address(stored.sha256)]
    assert b"".join(file_response(stored)) == b"hello"
    assert contents_of(files_dir) == []
    assert list((files_dir / "incoming").iterdir()) == []


def test_it_sweeps_the_bucket(bucket, store, actor, monkeypatch):
    import datetime as dt

    from milepost.files import actions

    kept = store(b"kept", "a.txt")
    actions.delete_file(store(b"gone", "b.txt"), actor=actor)
    assert sweep_files() == 0
    monkeypatch.setattr(actions, "ORPHANS_KEPT", dt.timedelta(days=-1))
    assert sweep_files() == 1
    assert [item.key for item in bucket.objects.all()] == [blobs.address(kept.sha256)]


def test_it_says_when_an_object_is_gone(bucket, store):
    stored = store(b"hello", "a.txt")
    bucket.objects.all().delete()
    with pytest.raises(Unavailable):
        file_response(stored)


def test_it_refuses_a_bucket_without_the_extra(settings, monkeypatch, store):
    settings.FILES_S3_BUCKET = "milepost-files"
    blobs._s3_blobs.cache_clear()
    monkeypatch.setattr(blobs, "has_s3_extra", lambda: False)
    monkeypatch.setattr(checks, "has_s3_extra", lambda: False)
    with pytest.raises(Unavailable, match=r"milepost\[s3\]"):
        store(b"hello", "a.txt")
    assert "files.E001" in [message.id for message in run_checks()]


@pytest.mark.slow
def test_it_loads_nothing_of_amazon_without_a_bucket():
    program = (
        "import sys, django; django.setup(); from milepost.files.public import store_file; "
        "from milepost.files.blobs import blobs; blobs(); "
        "sys.exit(any(name.split('.')[0] in {'boto3', 'botocore', 'storages'} for name in sys.modules))"
    )
    import os

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "milepost.config.settings"}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
