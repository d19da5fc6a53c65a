"""One's own files: exports that were made for one, and what one put there oneself."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.files.public import (
    StoredFile,
    delete_file,
    file_response,
    readable_file,
    store_file,
    uploaded_file,
)
from milepost.identity.public import Right, User, requires
from milepost.lib.errors import Invalid
from milepost.lib.keyset import keyset_page, order_terms
from milepost.lib.refs import Ref
from milepost.ui.public import REFUSED, person

_PAGE_ROWS = 50


@require_safe
def file_list(request: HttpRequest) -> HttpResponse:
    """Show one's own files, newest first."""
    return _show(request)


@require_POST
@requires(Right.WRITE)
def file_upload(request: HttpRequest) -> HttpResponse:
    """Store a file of one's own."""
    try:
        stored = store_file(uploaded_file(request), actor=person(request).as_actor())
    except Invalid as refusal:
        return _show(request, refusal)
    messages.success(request, _("“%(name)s” is stored.") % {"name": stored.name})
    return redirect("web:file-list")


@require_safe
def file_download(request: HttpRequest, pk: int) -> FileResponse:
    """Give a file to those who may read the record that it hangs on."""
    return file_response(readable_file(person(request), pk))


@require_POST
def file_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of one's own files."""
    me = person(request)
    stored = get_object_or_404(_own(me), pk=pk)
    delete_file(stored, actor=me.as_actor())
    messages.success(request, _("“%(name)s” is deleted.") % {"name": stored.name})
    return redirect("web:file-list")


def _own(user: User) -> QuerySet[StoredFile]:
    return StoredFile.objects.of(Ref("user", str(user.pk)))


def _show(request: HttpRequest, refusal: Invalid | None = None) -> HttpResponse:
    page = keyset_page(_own(person(request)), order_terms(["-id"]), request.GET.get("after"), _PAGE_ROWS)
    context = {"page": page, "refusal": refusal, "may_upload": person(request).may(Right.WRITE)}
    return render(request, "web/files.html", context, status=REFUSED if refusal else 200)
