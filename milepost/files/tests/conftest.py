import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from milepost.files.public import store_file


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def store(db, actor):
    def store(data: bytes, name: str, **options):
        return store_file(ContentFile(data, name="x"), name=name, actor=actor, **options)

    return store


@pytest.fixture
def zipped():
    def zipped(*names: str, first: bytes = b"") -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            if first:
                archive.writestr(zipfile.ZipInfo("mimetype"), first)
            for name in names:
                archive.writestr(name, "x")
        return buffer.getvalue()

    return zipped


@pytest.fixture
def contents_of():
    def contents_of(folder) -> list:
        return sorted(path for path in folder.glob("??/??/*") if path.is_file())

    return contents_of
