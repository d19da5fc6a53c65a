"""The page of a list: one function for all of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.ui.lists.access import Shelf, shelf_of, spec_for
from milepost.ui.lists.context import list_context
from milepost.ui.lists.filtering import added_condition
from milepost.ui.lists.spec import ListSpec
from milepost.ui.lists.state import NO_VIEW, ListState, default_state, error_words, read_state, restored_state

_VIEW_ONLY = {"view", "after"}
_LAYOUT_ONLY = {"as", "by"}


def list_page(key: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view function of the list `key`, for its room's addresses."""

    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        return show_list(request, spec_for(request, key))

    page.list_key = key  # type: ignore[attr-defined] # read by the tests that walk all pages
    return page


@require_safe
def to_list(request: HttpRequest, key: str) -> HttpResponse:
    """Lead to the page of a list, wherever its room put it."""
    return redirect(reverse(spec_for(request, key).url_name))


def show_list(request: HttpRequest, spec: ListSpec) -> HttpResponse:
    """Answer with the list, or for htmx with the part of the page that holds it."""
    viewer = cast("User", request.user)
    shelf = shelf_of(spec, viewer)
    try:
        state, notice = open_state(spec, viewer, request, shelf)
        if "add" in request.GET:
            state = added_condition(spec, viewer, state, request.GET)
        elif "col" in request.GET:
            state = replace(state, columns=tuple(request.GET.getlist("col")), after="")
        else:
            return _answer(request, spec, list_context(spec, viewer, state, shelf, notice))
        return redirect(reverse(spec.url_name) + state.query(spec.fields_of(viewer)))
    except Invalid as error:
        return _answer(request, spec, {"spec": spec, "url": reverse(spec.url_name), "error": error_words(error)}, 400)


def _answer(request: HttpRequest, spec: ListSpec, context: dict[str, Any], status: int = 200) -> HttpResponse:
    is_part = request.headers.get("HX-Target") == "list" and "HX-History-Restore-Request" not in request.headers
    # A wrong address is told in the list's place; htmx would leave the page as it was at any other status than these.
    status = 422 if is_part and status != 200 else status  # noqa: PLR2004 - HTTP
    template = "ui/list.html#list" if is_part else "ui/list.html"
    response = render(request, template, {**context, "list_frame": spec.frame}, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def open_state(spec: ListSpec, viewer: User, request: HttpRequest, shelf: Shelf | None = None) -> tuple[ListState, str]:
    """Return the state that the address names, and what is to be said of it.

    An address that says nothing opens the person's own view, else the list as it comes; one that names only a view
    opens that; one that says more is taken at its word, and its view tells only where it began.
    """
    shelf = shelf or shelf_of(spec, viewer)
    said = set(request.GET)
    wanted = request.GET.get("view", "")
    if said <= _LAYOUT_ONLY:
        return _opening_state(spec, viewer, request, shelf)
    view = shelf.view(wanted)
    if said <= _VIEW_ONLY and view:
        state, notice = restored_state(spec, viewer, view.state, wanted)
        return replace(state, after=request.GET.get("after", "")), notice
    state = read_state(spec, viewer, request.GET)
    if wanted and wanted != NO_VIEW and view is None:
        return replace(state, view=NO_VIEW), _("That view is no more, or is not shared with you.")
    return state, ""


def _opening_state(spec: ListSpec, viewer: User, request: HttpRequest, shelf: Shelf) -> tuple[ListState, str]:
    """Return the person's own view, else the list as it comes; in the layout that the address names, if any."""
    kept = shelf.default
    if kept:
        state, notice = restored_state(spec, viewer, kept.state, str(kept.pk))
    else:
        state, notice = default_state(spec, viewer), ""
    if "as" in request.GET:
        state = state.drawn_as(spec, request.GET["as"], request.GET.get("by", ""))
    return state, notice
