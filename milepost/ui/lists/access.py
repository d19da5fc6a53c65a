"""Who may open which list, and the views that they have there."""

from dataclasses import dataclass
from typing import cast

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.lib.errors import NotAllowed
from milepost.ui.lists.spec import ListSpec, lists
from milepost.ui.models import DefaultView, SavedView


def spec_for(request: HttpRequest, key: str) -> ListSpec:
    """Return the list if the person may open it; raises `NotAllowed`, or `Http404` when there is none."""
    spec = lists.get(key)
    if spec is None:
        raise Http404
    if not spec.may_open(cast("User", request.user)):
        raise NotAllowed("right-missing", _("Your role does not allow this. An admin can change your role."))
    return spec


def page_of(request: HttpRequest, spec: ListSpec) -> str:
    """Return the page on which the list's filter is used: the one that `from_page` names, else the list's own."""
    page = request.GET.get("from_page", "")
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None) and "?" not in page
    return page if is_ours else reverse(spec.url_name)


@dataclass(frozen=True)
class Shelf:
    """The saved views that somebody may open on a list, and the one with which it opens for them."""

    views: list[SavedView]
    default: SavedView | None

    def view(self, key: str) -> SavedView | None:
        return next((view for view in self.views if str(view.pk) == key), None)


def shelf_of(spec: ListSpec, viewer: User) -> Shelf:
    opens = DefaultView.objects.filter(user=viewer, list_key=spec.key, view=OuterRef("pk"))
    views = SavedView.objects.visible_to(viewer).filter(list_key=spec.key).annotate(opens=Exists(opens))
    kept = list(views.order_by("name", "pk"))
    return Shelf(kept, next((view for view in kept if getattr(view, "opens", False)), None))
