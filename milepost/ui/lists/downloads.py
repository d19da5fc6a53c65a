"""Taking a list away: at once, or as a job with a stored file when it is large. Either leaves an entry in the log."""

from collections.abc import Sequence
from typing import cast
from zoneinfo import ZoneInfo

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.audit.public import record_event
from milepost.files.public import XLSX
from milepost.identity.public import Right, User
from milepost.jobs.public import start_work
from milepost.lib.errors import NotAllowed
from milepost.ui.filters.explaining import explain
from milepost.ui.filters.fields import Field
from milepost.ui.lists.access import spec_for
from milepost.ui.lists.exporting import csv_lines, export_rows, xlsx_file
from milepost.ui.lists.pages import open_state
from milepost.ui.lists.queries import matching_rows
from milepost.ui.lists.spec import ListSpec
from milepost.ui.lists.state import ListState, shown_columns
from milepost.ui.tasks import export_list

LARGE_ROWS = 20_000


@require_safe
def export(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    """Answer with the list as CSV or XLSX, and note in the log who took what away."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    if not viewer.may(Right.EXPORT):
        raise NotAllowed("right-missing", _("Your role does not allow exports. An admin can change your role."))
    if kind not in {"csv", "xlsx"}:
        raise Http404
    state, _notice = open_state(spec, viewer, request)
    columns = shown_columns(spec, viewer, state)
    count = note_export(spec, viewer, state, columns, kind)
    if count > LARGE_ROWS:
        return _in_background(spec, viewer, state, kind, count)
    name = f"{spec.key}-{timezone.localdate():%Y-%m-%d}.{kind}"
    zone = ZoneInfo(viewer.timezone)
    rows = export_rows(spec, viewer, state, columns, zone)
    labels = [str(column.label) for column in columns]
    if kind == "xlsx":
        return FileResponse(xlsx_file(labels, rows), as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(csv_lines(labels, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def note_export(spec: ListSpec, viewer: User, state: ListState, columns: Sequence[Field], kind: str) -> int:
    """Leave an entry in the log: what was taken away, with which filter. Return how many rows."""
    fields = spec.fields_of(viewer)
    count = matching_rows(spec, viewer, state.tree, state.search).count()
    facts = {
        "list": spec.key,
        "format": kind,
        "filter": explain(state.tree, fields, viewer),
        "search": state.search,
        "columns": ", ".join(column.key for column in columns),
        "rows": count,
    }
    record_event(
        viewer, "exported", actor=viewer.as_actor(), changes={name: [None, fact] for name, fact in facts.items()}
    )
    return count


def _in_background(spec: ListSpec, viewer: User, state: ListState, kind: str, count: int) -> HttpResponseBase:
    work = start_work(
        export_list,
        title=_("Export: %(title)s") % {"title": spec.title},
        actor=viewer.as_actor(),
        list_key=spec.key,
        kind=kind,
        state=state.stored(),
        count=count,
    )
    return redirect(reverse("lists:bulk-progress", args=[spec.key, work.pk]))
