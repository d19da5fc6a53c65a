"""The first upload handler: it drops files that are too large while they come in, so that they never fill the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.files.incoming import too_large
from milepost.lib.errors import Invalid

_REFUSED = "milepost.refused_uploads"
# A form has other fields and boundaries besides its file.
_FORM_BYTES = 1024 * 1024
# Beyond this not even reading and dropping is worth the thread: the connection is closed.
_HOPELESS = 20


class LimitedUploadHandler(FileUploadHandler):
    """Skips files larger than `FILE_MAX_BYTES`; by the length of the request before they come, else by counting."""

    def handle_raw_input(self, *args: Any, **_kwargs: Any) -> None:
        """Look at the announced length: the third of (input, META, content_length, boundary, encoding)."""
        content_length: int = args[2]
        self._is_too_long = content_length > settings.FILE_MAX_BYTES + _FORM_BYTES
        if content_length > settings.FILE_MAX_BYTES * _HOPELESS:
            raise RequestDataTooBig("The request is far larger than any file that may be stored.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0
        if self._is_too_long:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, *_start: int) -> bytes:
        self._received += len(raw_data)
        if self._received > settings.FILE_MAX_BYTES:
            self._refuse()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave making the file to the handlers after this one."""

    def _refuse(self) -> None:
        if self.request is not None:
            self.request.META.setdefault(_REFUSED, set()).add(self.field_name)
        raise SkipFile


def uploaded_file(request: HttpRequest, field: str = "file") -> "UploadedFile[Any]":
    """Return the file that came in `field`; raises `Invalid`: `file-too-large`, or `file-missing` if there is none."""
    upload = request.FILES.get(field)
    if field in request.META.get(_REFUSED, ()):
        raise too_large(settings.FILE_MAX_BYTES)
    if not isinstance(upload, UploadedFile):
        raise Invalid("file-missing", _("Choose a file first."), {field: _("Choose a file first.")})
    return upload
