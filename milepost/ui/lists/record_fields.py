"""A field of a record edited in place on the record's own page, by the rules of its list: same rights, same guard."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.identity.public import User
from milepost.lib.errors import Conflict, DomainError, NotAllowed
from milepost.ui.filters.fields import Field
from milepost.ui.lists.access import spec_for
from milepost.ui.lists.cells import cell_text
from milepost.ui.lists.editing import last_writer, options_of, record_of, wanted_text, write_field
from milepost.ui.lists.spec import ListSpec
from milepost.ui.lists.values import read_value, written_value
from milepost.ui.toasts import trigger

TEMPLATE = "ui/record-field.html"
_REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def record_field(request: HttpRequest, key: str, pk: str, field_key: str) -> HttpResponse:
    """Show one field, its editor (`?edit=1`), or write what the editor sent and show the field as it is now."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    field = spec.fields_of(viewer).get(field_key)
    if field is None:
        raise Http404
    is_edit = request.method == "POST" or "edit" in request.GET
    if is_edit and not (field.is_editable and spec.may_edit(viewer)):
        raise NotAllowed("right-missing", _("Your role does not allow this. An admin can change your role."))
    record = record_of(spec, viewer, pk, [field])
    if not is_edit:
        return _shown(request, spec, field, record)
    if request.method != "POST":
        return _editor(request, spec, field, record)
    return _write(request, spec, field, record)


def field_context(spec: ListSpec, field: Field, record: Any, viewer: User) -> dict[str, Any]:
    """Return what the template needs to show one field of a record."""
    value = field.value_of(record)
    return {
        "spec": spec,
        "field": field,
        "record": record,
        "text": cell_text(field, value),
        "may_edit": field.is_editable and spec.may_edit(viewer),
    }


def _write(request: HttpRequest, spec: ListSpec, field: Field, record: Any) -> HttpResponse:
    viewer = cast("User", request.user)
    try:
        write_field(spec, viewer, record, field, request)
    except Conflict as conflict:
        if conflict.code != "stale":
            return _editor(request, spec, field, record, conflict.message)
        return _both_values(request, spec, field, record_of(spec, viewer, str(record.pk), [field]))
    except DomainError as error:
        words = getattr(error, "fields", {}).get(field.key) or error.message
        return _editor(request, spec, field, record, words)
    return trigger(_shown(request, spec, field, record_of(spec, viewer, str(record.pk), [field])), "record-changed")


def _shown(request: HttpRequest, spec: ListSpec, field: Field, record: Any) -> HttpResponse:
    context = field_context(spec, field, record, cast("User", request.user))
    return render(request, TEMPLATE, {**context, "state": "shown"})


def _editor(request: HttpRequest, spec: ListSpec, field: Field, record: Any, error: str = "") -> HttpResponse:
    stored = written_value(field, record)
    value = request.POST.get("value", stored)
    options = options_of(field, cast("User", request.user), value)
    context = {"spec": spec, "field": field, "record": record, "value": value, "seen": stored, "options": options}
    return render(request, TEMPLATE, {**context, "error": error, "state": "editor"}, status=_REFUSED if error else 200)


def _both_values(request: HttpRequest, spec: ListSpec, field: Field, record: Any) -> HttpResponse:
    """Show what somebody else wrote meanwhile beside what this person wants to write."""
    viewer = cast("User", request.user)
    wanted = read_value(field, viewer, request.POST.get("value", ""))
    context = {
        "spec": spec,
        "field": field,
        "record": record,
        "value": request.POST.get("value", ""),
        "seen": written_value(field, record),
        "theirs": cell_text(field, field.value_of(record)),
        "yours": wanted_text(field, viewer, wanted),
        "writer": last_writer(record),
    }
    return render(request, TEMPLATE, {**context, "state": "conflict"}, status=_REFUSED)
