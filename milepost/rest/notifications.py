"""What one was told."""

from typing import Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import BaseModel

from milepost.apikit.public import ApiRequest, ApiRouter, Page, PageQuery, changed, listed
from milepost.identity.public import Notification, mark_all_read, mark_read
from milepost.lib.keyset import order_terms
from milepost.rest.fields import Id
from milepost.rest.shapes import NotificationAnswer

router = ApiRouter(tags=["Notifications"])


class NotificationQuery(PageQuery):
    """Which notifications."""

    state: Literal["all", "unread"] = "all"


class ReadingAnswer(BaseModel):
    """How many were marked as read."""

    marked: int


@router.reads("/notifications", Page[NotificationAnswer])
def list_notifications(request: ApiRequest, query: Query[NotificationQuery]) -> HttpResponse:
    """List your notifications, the newest first."""
    mine = _own(request).filter(read_at=None) if query.state == "unread" else _own(request)
    return listed(request, NotificationAnswer, mine, query, order=order_terms(["-id"]), scope=query.state)


@router.acts("/notifications/read", ReadingAnswer)
def read_notifications(request: ApiRequest) -> HttpResponse:
    """Mark all your notifications as read."""
    return changed({"marked": mark_all_read(request.caller.user)})


@router.acts("/notifications/{notification_id}/read", NotificationAnswer, errors=(404,))
def read_notification(request: ApiRequest, notification_id: Id) -> HttpResponse:
    """Mark one of your notifications as read."""
    notification = get_object_or_404(_own(request), pk=notification_id)
    mark_read(notification)
    notification.refresh_from_db()
    return changed(NotificationAnswer.show(notification))


def _own(request: ApiRequest) -> "QuerySet[Notification]":
    return Notification.objects.visible_to(request.caller.user)
