"""A cell is edited in place. Whoever writes second sees both values and chooses."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.audit.public import AuditEntry, Record
from milepost.identity.public import User
from milepost.lib.errors import Conflict, DomainError, NotAllowed
from milepost.lib.text import key_of
from milepost.ui.filters.fields import Choice, Field, FixedOptions
from milepost.ui.lists.access import spec_for
from milepost.ui.lists.cells import cell_text
from milepost.ui.lists.drawing import draw_rows
from milepost.ui.lists.offers import bulk_actions
from milepost.ui.lists.spec import ListSpec
from milepost.ui.lists.state import ListState, shown_columns
from milepost.ui.lists.values import read_value, written_value

_MAX_OPTIONS = 200


@require_safe
def row(request: HttpRequest, key: str, pk: str) -> HttpResponse:
    """Show one row as it is now."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    return _row(request, spec, viewer, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, key: str, pk: str, field_key: str) -> HttpResponse:
    """Show the editor of one cell, or write what it sent."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    field = spec.fields_of(viewer).get(field_key)
    if field is None or not field.is_editable:
        raise Http404
    if not spec.may_edit(viewer):
        raise NotAllowed("right-missing", _("Your role does not allow this. An admin can change your role."))
    record = record_of(spec, viewer, pk, [field])
    if request.method != "POST":
        return _editor(request, spec, field, record, viewer)
    try:
        write_field(spec, viewer, record, field, request)
    except Conflict as conflict:
        if conflict.code != "stale":
            return _editor(request, spec, field, record, viewer, error=conflict.message, status=422)
        return _both_values(request, spec, field, record_of(spec, viewer, pk, [field]), viewer)
    except DomainError as error:
        words = getattr(error, "fields", {}).get(field.key) or error.message
        return _editor(request, spec, field, record, viewer, error=words, status=422)
    return _row(request, spec, viewer, pk)


def record_of(spec: ListSpec, viewer: User, pk: str, columns: Sequence[Field]) -> Any:
    """Return one row of the list with all that `columns` show; `Http404` when it is not the viewer's to see."""
    try:
        found = spec.shown(spec.rows(viewer).filter(pk=pk), viewer, columns).first()
    except (ValidationError, ValueError, OverflowError) as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def write_field(spec: ListSpec, viewer: User, record: Any, field: Field, request: HttpRequest) -> None:
    """Write, unless somebody changed the same field since; a change of another field does not stand in the way."""
    value = read_value(field, viewer, request.POST.get("value", ""))
    version = key_of(request.POST.get("version", ""))
    if version != record.version and request.POST.get("seen") == written_value(field, record):
        version = record.version
    if spec.edit is not None:
        spec.edit(viewer, record, field.key, value, version)


def _row(request: HttpRequest, spec: ListSpec, viewer: User, pk: str) -> HttpResponse:
    # The columns stand in the address of the page that asks; an unknown one is simply not drawn.
    keys = request.GET.get("columns", "").split(",")
    columns = shown_columns(spec, viewer, ListState(columns=tuple(key for key in keys if key)))
    record = record_of(spec, viewer, pk, columns)
    [drawn] = draw_rows(spec, columns, [record], viewer, can_select=bool(bulk_actions(spec, viewer)))
    return HttpResponse(drawn.html)


def _editor(
    request: HttpRequest, spec: ListSpec, field: Field, record: Any, viewer: User, *, error: str = "", status: int = 200
) -> HttpResponse:
    stored = written_value(field, record)
    value = request.POST.get("value", stored)
    context = {
        "spec": spec,
        "field": field,
        "record": record,
        "columns": request.GET.get("columns", ""),
        "value": value,
        "seen": stored,
        "options": options_of(field, viewer, value),
        "error": error,
    }
    return _in_cell(render(request, "ui/list/editor.html", context, status=status), record, field)


def options_of(field: Field, viewer: User, value: str) -> list[Choice]:
    if field.options is None:
        return []
    # Values known to the code are offered all; rows could be any number.
    limit = len(field.options.choices) if isinstance(field.options, FixedOptions) else _MAX_OPTIONS
    found = field.options.search(viewer, "", limit)
    if value and value not in {choice.value for choice in found}:
        labels = field.options.labels(viewer, [value])
        found = [*[Choice(key, label) for key, label in labels.items()], *found]
    return found


def _both_values(request: HttpRequest, spec: ListSpec, field: Field, record: Any, viewer: User) -> HttpResponse:
    """Show what somebody else wrote meanwhile beside what this person wants to write."""
    wanted = read_value(field, viewer, request.POST.get("value", ""))
    context = {
        "spec": spec,
        "field": field,
        "record": record,
        "columns": request.GET.get("columns", ""),
        "value": request.POST.get("value", ""),
        "seen": written_value(field, record),
        "theirs": cell_text(field, field.value_of(record)),
        "yours": wanted_text(field, viewer, wanted),
        "writer": last_writer(record),
    }
    return _in_cell(render(request, "ui/list/conflict.html", context, status=422), record, field)


def wanted_text(field: Field, viewer: User, wanted: Any) -> str:
    """Return a value that was read from a form as people read it: of a choice its label, not its key."""
    if field.options is not None and wanted:
        return next(iter(field.options.labels(viewer, [str(wanted)]).values()), str(wanted))
    return cell_text(field, wanted)


def _in_cell(response: HttpResponse, record: Any, field: Field) -> HttpResponse:
    """Put the answer into the cell, although its form would replace the whole row."""
    response.headers["HX-Retarget"] = f'tr[data-row="{record.pk}"] td[data-edit="{field.key}"]'
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def last_writer(record: Any) -> str:
    entry = AuditEntry.objects.of(record).first() if isinstance(record, Record) else None
    return entry.actor_label if entry else _("Somebody")
