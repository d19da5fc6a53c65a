"""The bell: what a person should know."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import Notification, mark_all_read, mark_read
from milepost.lib.keyset import OrderTerm, keyset_page
from milepost.ui.public import person

_PAGE_ROWS = 50


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """Show one's notifications, the newest first."""
    mine = Notification.objects.visible_to(person(request))
    page = keyset_page(mine, [OrderTerm("id", descending=True)], request.GET.get("after"), _PAGE_ROWS)
    context = {"page": page, "unread_count": mine.unread().count()}
    return render(request, "web/notifications.html", context)


@require_POST
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one read and go where it leads."""
    notification = get_object_or_404(Notification.objects.visible_to(person(request)), pk=pk)
    mark_read(notification)
    is_ours = url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None)
    return redirect(notification.url if notification.url and is_ours else "web:notification-list")


@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(person(request))
    return redirect("web:notification-list")
