"""One's own files, and those of records that one may see."""

import datetime as dt

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from milepost.apikit.public import (
    MULTIPART,
    Answer,
    ApiRequest,
    ApiRouter,
    Page,
    PageQuery,
    ShowQuery,
    created,
    expected_version,
    listed,
    nothing,
    shown,
)
from milepost.files.public import (
    StoredFile,
    delete_file,
    file_response,
    readable_file,
    store_file,
    uploaded_file,
)
from milepost.identity.public import Right
from milepost.lib.errors import NotAllowed
from milepost.lib.keyset import order_terms
from milepost.lib.refs import Ref
from milepost.rest.fields import Id

router = ApiRouter(tags=["Files"])


class FileAnswer(Answer):
    """A stored file, without its bytes."""

    id: int
    name: str
    content_type: str
    size: int
    sha256: str
    owner_kind: str
    owner_key: str
    uploader_label: str
    created_at: dt.datetime
    version: int


@router.reads("/files", Page[FileAnswer])
def list_files(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the files that you keep here, the newest first."""
    return listed(request, FileAnswer, _own(request), query, order=order_terms(["-id"]))


@router.creates("/files", FileAnswer, right=Right.WRITE, media_type=MULTIPART)
def upload_file(request: ApiRequest) -> HttpResponse:
    """Upload a file (`multipart/form-data`, in `file`). Its type is found by its content."""
    stored = store_file(uploaded_file(request), actor=request.caller.user.as_actor())
    return created(FileAnswer.show(stored), f"{request.path}/{stored.pk}", stored)


@router.reads("/files/{file_id}", FileAnswer, errors=(304, 404))
def get_file(request: ApiRequest, file_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show what is known of a file."""
    return shown(request, FileAnswer, readable_file(request.caller.user, file_id), query)


@router.reads("/files/{file_id}/content", None, errors=(404, 503), is_download=True)
def download_file(request: ApiRequest, file_id: Id) -> FileResponse:
    """Download a file."""
    return file_response(readable_file(request.caller.user, file_id))


@router.deletes("/files/{file_id}")
def remove_file(request: ApiRequest, file_id: Id) -> HttpResponse:
    """Delete a file that you uploaded."""
    stored = readable_file(request.caller.user, file_id)
    expected_version(request, stored, FileAnswer.show(stored))
    actor = request.caller.user.as_actor()
    if (stored.uploader_kind, stored.uploader_id) != (actor.kind, actor.id):
        raise NotAllowed("not-yours", _("Only who uploaded a file can delete it here."))
    delete_file(stored, actor=actor)
    return nothing()


def _own(request: ApiRequest) -> QuerySet[StoredFile]:
    actor = request.caller.user.as_actor()
    return StoredFile.objects.of(Ref(actor.kind, actor.id))
