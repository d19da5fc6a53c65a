"""Many rows at once: the question, the work in the background, and taking it back."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.audit.public import Action, AuditEntry, new_batch
from milepost.identity.public import User
from milepost.jobs.public import Work, WorkState, arguments_of, start_work
from milepost.lib.actor import entering
from milepost.lib.errors import Invalid, NotAllowed
from milepost.ui.filters.explaining import explain
from milepost.ui.filters.fields import Choice
from milepost.ui.lists.access import spec_for
from milepost.ui.lists.offers import bulk_actions
from milepost.ui.lists.pages import open_state
from milepost.ui.lists.queries import matching_rows
from milepost.ui.lists.spec import BulkAction, ListSpec
from milepost.ui.tasks import run_bulk, undo_bulk
from milepost.ui.toasts import trigger

MAX_ROWS = 50_000
_MAX_OPTIONS = 200


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, key: str, action_key: str) -> HttpResponse:
    """Ask for the value and the go-ahead, then start the work. The rows are those of the address: `id=…` or `all=1`."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    action = _action(spec, viewer, action_key)
    rows, sentence = _chosen_rows(request, spec, viewer)
    if request.method != "POST":
        return _ask(request, spec, action, rows.count(), sentence)
    value = request.POST.get("value", "")
    if action.options is not None and value not in action.options.labels(viewer, [value]):
        return _ask(request, spec, action, rows.count(), sentence, error=_("Choose a value."))
    if "\x00" in value:  # PostgreSQL cannot keep it, not even in the arguments of the work
        return _ask(request, spec, action, rows.count(), sentence, error=_("This text cannot be kept."))
    keys = [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)[: MAX_ROWS + 1]]
    if not keys or len(keys) > MAX_ROWS:
        raise Invalid("wrong-selection", _("Select between 1 and %(most)s rows.") % {"most": MAX_ROWS})
    with entering(batch=new_batch()):
        work = start_work(
            run_bulk,
            title=_title(spec, action, len(keys)),
            actor=viewer.as_actor(),
            list_key=spec.key,
            action_key=action.key,
            value=value,
            keys=keys,
        )
    return redirect(reverse("lists:bulk-progress", args=[spec.key, work.pk]))


@require_safe
def bulk_progress(request: HttpRequest, key: str, work_id: int) -> HttpResponse:
    """Show how far the work is; asks again by itself until it has ended."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    work = _work(viewer, work_id)
    context = {
        "spec": spec,
        "work": work,
        "can_undo": _can_undo(work),
        "url": reverse(spec.url_name),
        "file_url": work.result_url if work.result_url != request.path else "",
    }
    is_poll = request.headers.get("HX-Target") == "bulk-progress"
    response = render(request, "ui/bulk-progress.html#progress" if is_poll else "ui/bulk-progress.html", context)
    return trigger(response, "drawer:changed") if work.is_finished else response


@require_POST
def bulk_undo(request: HttpRequest, key: str, work_id: int) -> HttpResponse:
    """Put back what the work changed, for who may still do such a thing."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    work = _work(viewer, work_id)
    begun = arguments_of(work)
    if begun.get("list_key") != spec.key or not _can_undo(work):
        raise Http404
    action = _action(spec, viewer, begun.get("action_key", ""))
    undo = start_work(
        undo_bulk,
        title=_("Taking back: %(title)s") % {"title": work.title},
        actor=viewer.as_actor(),
        list_key=spec.key,
        action_key=action.key,
        batch=work.batch,
    )
    return redirect(reverse("lists:bulk-progress", args=[spec.key, undo.pk]))


def _action(spec: ListSpec, viewer: User, key: str) -> BulkAction:
    found = next((action for action in bulk_actions(spec, viewer) if action.key == key), None)
    if found is None:
        raise NotAllowed("right-missing", _("Your role does not allow this. An admin can change your role."))
    return found


def _chosen_rows(request: HttpRequest, spec: ListSpec, viewer: User) -> tuple[QuerySet[Any], str]:
    """Return the rows that were selected, and in words which they are when all that match were."""
    params = request.GET.copy()
    keys, everything = params.pop("id", []), params.pop("all", [])
    if not everything:
        rows = spec.rows(viewer)
        return rows.filter(pk__in=[key for key in keys if _is_key(rows, key)]), ""
    request.GET = params  # type: ignore[assignment] # what is left is the list's own address
    state, _notice = open_state(spec, viewer, request)
    return matching_rows(spec, viewer, state.tree, state.search), explain(state.tree, spec.fields_of(viewer), viewer)


def _is_key(rows: QuerySet[Any], text: str) -> bool:
    try:
        rows.model._meta.pk.clean(text, None)
    except ValidationError:
        return False
    return True


def _ask(
    request: HttpRequest, spec: ListSpec, action: BulkAction, count: int, sentence: str, *, error: str = ""
) -> HttpResponse:
    viewer = cast("User", request.user)
    options: list[Choice] = action.options.search(viewer, "", _MAX_OPTIONS) if action.options else []
    context = {
        "spec": spec,
        "action": action,
        "count": count,
        "noun": spec.noun[0] if count == 1 else spec.noun[1],
        "sentence": sentence,
        "options": options,
        "error": error,
        "takes_text": action.takes_text,
    }
    return render(request, "ui/bulk.html", context, status=422 if error else 200)


def _title(spec: ListSpec, action: BulkAction, count: int) -> str:
    noun = str(spec.noun[0] if count == 1 else spec.noun[1])
    return ngettext("%(action)s: %(count)s %(noun)s", "%(action)s: %(count)s %(noun)s", count) % {
        "action": action.label,
        "count": count,
        "noun": noun,
    }


def _work(viewer: User, work_id: int) -> Work:
    work = Work.objects.of(viewer.as_actor()).filter(pk=work_id).first()
    if work is None:
        raise Http404
    return work


def _can_undo(work: Work) -> bool:
    if not work.batch or work.state not in {WorkState.DONE, WorkState.CANCELLED, WorkState.FAILED}:
        return False
    return AuditEntry.objects.of_batch(work.batch).exclude(action=Action.EVENT).exists()
