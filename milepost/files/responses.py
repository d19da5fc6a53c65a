"""Stored files on their way out."""

from django.http import FileResponse

from milepost.files.models import StoredFile
from milepost.files.queries import open_file


def file_response(stored: StoredFile) -> FileResponse:
    """Return the file as a download that no browser will run or show in our name, whatever is in it.

    Always an attachment of the type that was found when it came in, with `nosniff`, in a sandbox without any rights.
    Who may read it was decided before (`readable_file`). Raises `Unavailable` when the bytes are not there.
    """
    content = open_file(stored)
    # Django writes the name as RFC 6266 wants it, in ASCII and in UTF-8.
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    return response
