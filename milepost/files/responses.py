"""Stored files on their way out."""

from django.http import FileResponse
from django.utils.translation import gettext as _

from milepost.files.blobs import blobs
from milepost.files.models import StoredFile
from milepost.lib.errors import Unavailable


def file_response(stored: StoredFile) -> FileResponse:
    """Return the file as a download that no browser will run or show in our name, whatever is in it.

    Always an attachment of the type that was found when it came in, with `nosniff`, in a sandbox without any rights.
    Who may read it was decided before (`readable_file`). Raises `Unavailable` when the bytes are not there.
    """
    try:
        content = blobs().open(stored.sha256)
    except FileNotFoundError as error:
        message = _("The content of “%(name)s” is missing. Restore it from a backup.") % {"name": stored.name}
        raise Unavailable("file-content-missing", message) from error
    # Django writes the name as RFC 6266 wants it, in ASCII and in UTF-8.
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    return response
