"""Saved views: kept, changed, shared, chosen to open first, deleted."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.identity.public import Right, Team, User
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.lib.text import key_of
from milepost.ui.actions import change_view, delete_view, save_view, set_default_view
from milepost.ui.filters.explaining import explain
from milepost.ui.lists.access import page_of, spec_for
from milepost.ui.lists.pages import open_state
from milepost.ui.lists.spec import ListSpec
from milepost.ui.models import DefaultView, SavedView, Sharing
from milepost.ui.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
def new_view(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the list as its address names it under a name."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    state, _notice = open_state(spec, viewer, request)
    sentence = explain(state.tree, spec.fields_of(viewer), viewer)
    if request.method != "POST":
        return _form(request, spec, {"sentence": sentence})
    try:
        wanted = _wanted(request, viewer)
        view = save_view(
            spec.key, wanted["name"], state.stored(), owner=viewer, sharing=wanted["sharing"], team=wanted["team"]
        )
    except (Invalid, NotAllowed) as error:
        return _form(request, spec, {"sentence": sentence}, error)
    return _go(request, spec, f"?view={view.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_view(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Rename, share or delete a view."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    view = _view(spec, viewer, pk)
    if not view.may_be_changed_by(viewer):
        raise NotAllowed("not-yours", _("Only its owner can change this view."))
    if request.method != "POST":
        return _form(request, spec, {"view": view})
    try:
        if "delete" in request.POST:
            delete_view(view, by=viewer)
            return _go(request, spec, "?view=none")
        change_view(view, _wanted(request, viewer), by=viewer, expected_version=int(request.POST.get("version", 0)))
    except (Invalid, NotAllowed, Conflict, ValueError) as error:
        return _form(request, spec, {"view": view}, error)
    return _go(request, spec, f"?view={view.pk}")


@require_POST
def update_view(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Let a view be what its list shows now."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    view = _view(spec, viewer, pk)
    state, _notice = open_state(spec, viewer, request)
    change_view(view, {"state": state.stored()}, by=viewer)
    return _go(request, spec, f"?view={view.pk}")


@require_POST
def default_view(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Let the list open with this view from now on; a second time takes that back."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    view = _view(spec, viewer, pk)
    is_set = DefaultView.objects.filter(user=viewer, list_key=spec.key, view=view).exists()
    set_default_view(viewer, spec.key, None if is_set else view)
    return _go(request, spec, f"?view={view.pk}")


def _view(spec: ListSpec, viewer: User, pk: int) -> SavedView:
    view = SavedView.objects.visible_to(viewer).filter(list_key=spec.key, pk=pk).distinct().first()
    if view is None:
        raise Http404
    return view


def _wanted(request: HttpRequest, viewer: User) -> dict[str, Any]:
    sharing, team = request.POST.get("sharing", Sharing.PRIVATE), request.POST.get("team", "")
    chosen = Team.objects.visible_to(viewer).filter(pk=key_of(team)).first()
    return {
        "name": request.POST.get("name", ""),
        "sharing": sharing,
        "team": chosen if sharing == Sharing.TEAM else None,
    }


def _form(
    request: HttpRequest, spec: ListSpec, context: dict[str, Any], error: Exception | None = None
) -> HttpResponse:
    viewer = cast("User", request.user)
    view = context.get("view")
    values = {"name": view.name, "sharing": view.sharing, "team": view.team_id} if view else {"sharing": "private"}
    if request.method == "POST":
        values = {name: request.POST.get(name, "") for name in ("name", "sharing", "team")}
    may_share = viewer.may(Right.SHARE_VIEWS)
    context |= {
        "spec": spec,
        "values": {**values, "team": str(values.get("team") or "")},
        "error": getattr(error, "message", _("Try again.")) if error else "",
        "sharings": Sharing.choices if may_share else Sharing.choices[:1],
        "teams": Team.objects.visible_to(viewer).order_by("name_folded")[:200] if may_share else [],
    }
    return render(request, "ui/view-form.html", context, status=422 if error else 200)


def _go(request: HttpRequest, spec: ListSpec, query: str) -> HttpResponse:
    """Open the page with the list anew: as a page, since the drawer or menu that was used closes with it."""
    url = page_of(request, spec) + query
    if request.headers.get("HX-Request"):
        return toast(HttpResponse(headers={"HX-Redirect": url}), _("Saved"))
    return redirect(url)
