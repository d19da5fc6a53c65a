"""Requests of all customers and of our own."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Account
from milepost.feedback.actions.requests import change_request
from milepost.feedback.models import Request
from milepost.feedback.records import OPEN_STATES, Outcome, RequestDoor, RequestKind, RequestState
from milepost.identity.public import Right, User
from milepost.ui.public import (
    Field,
    FieldType,
    FixedOptions,
    ListSpec,
    Preset,
    PrimaryAction,
    RowOptions,
    row_address,
)

_OPEN = ",".join(OPEN_STATES)


def _rows(viewer: User) -> QuerySet[Request]:
    """Return requests with whose they are: an account that the viewer does not see is none to them."""
    account = Prefetch("account", Account.objects.visible_to(viewer))
    return Request.objects.visible_to(viewer).select_related("owner", "contact").prefetch_related(account)


def _where_account(viewer: User, lookup: str, value: Any) -> Q:
    if viewer.may(Right.READ_ALL):
        return Q(**{f"account__{lookup}": value})
    seen = Q(account__in=Account.objects.visible_to(viewer).values("pk"))
    if lookup == "isnull":
        return ~seen | Q(account=None) if value else seen
    return seen & Q(**{f"account__{lookup}": value})


def _edit(viewer: User, request: Request, key: str, value: Any, version: int | None) -> Request:
    if key == "owner" and value:
        value = User.objects.visible_to(viewer).filter(pk=value).first()
    name = "promised_on" if key == "promised" else key
    return change_request(request, {name: value}, actor=viewer.as_actor(), expected_version=version)


def _person(key: str, label: Any, *, is_editable: bool) -> Field:
    offered = User.objects.visible_to
    return Field(
        key=key,
        label=label,
        type=FieldType.PERSON,
        options=RowOptions((lambda viewer: offered(viewer).active()) if is_editable else offered),
        sort=f"{key}__name_folded",
        is_editable=is_editable,
    )


REQUESTS = ListSpec(
    key="requests",
    title=gettext_lazy("Requests"),
    lede=gettext_lazy("What customers and colleagues ask for, and what becomes of it."),
    noun=(gettext_lazy("request"), gettext_lazy("requests")),
    rows=_rows,
    url_name="feedback:request-list",
    detail_url=row_address("feedback:request-detail"),
    fields=(
        Field(key="title", label=gettext_lazy("Request"), is_editable=True),
        Field(
            key="account",
            label=gettext_lazy("Account"),
            type=FieldType.CHOICE,
            options=RowOptions(Account.objects.visible_to),
            where=_where_account,
            sort=None,
        ),
        Field(key="contact", label=gettext_lazy("Asked by"), path="contact__name", sort="contact__name_folded"),
        Field(
            key="kind",
            label=gettext_lazy("Kind"),
            type=FieldType.CHOICE,
            options=FixedOptions(RequestKind.choices),
            is_editable=True,
        ),
        Field(
            key="state", label=gettext_lazy("State"), type=FieldType.CHOICE, options=FixedOptions(RequestState.choices)
        ),
        Field(
            key="outcome", label=gettext_lazy("Became"), type=FieldType.CHOICE, options=FixedOptions(Outcome.choices)
        ),
        _person("owner", gettext_lazy("Owner"), is_editable=True),
        _person("filed_by", gettext_lazy("Written down by"), is_editable=False),
        Field(
            key="promised",
            label=gettext_lazy("Promised by"),
            type=FieldType.DATE,
            path="promised_on",
            has_time=False,
            is_editable=True,
        ),
        Field(key="received", label=gettext_lazy("Received"), type=FieldType.DATE, path="received_at"),
        Field(key="answered", label=gettext_lazy("First answer"), type=FieldType.DATE, path="answered_at"),
        Field(key="closed", label=gettext_lazy("Closed"), type=FieldType.DATE, path="closed_at"),
        Field(
            key="door", label=gettext_lazy("Came by"), type=FieldType.CHOICE, options=FixedOptions(RequestDoor.choices)
        ),
    ),
    default_columns=("title", "account", "contact", "kind", "state", "owner", "promised", "received"),
    default_sort=("-received", "title"),
    default_filter={"state": _OPEN},
    presets=(
        Preset(gettext_lazy("Nobody decided yet"), "state=new"),
        Preset(gettext_lazy("Mine"), f"owner=me&state={_OPEN}"),
        Preset(gettext_lazy("Promise broken"), f"promised=<today&state={_OPEN}"),
        Preset(gettext_lazy("Without an answer"), f"answered?=no&state={_OPEN}"),
        Preset(gettext_lazy("Wishes"), f"kind=wish&state={_OPEN}"),
    ),
    search=("title", "text"),
    edit=_edit,
    primary_action=PrimaryAction(
        label=gettext_lazy("New request"), url_name="feedback:request-new", icon="plus", right=Right.WRITE
    ),
    frame="feedback/list-frame.html",
    empty_icon="message-circle",
    empty_title=gettext_lazy("No requests"),
    empty_text=gettext_lazy("What somebody asks for stands here until it is answered, done or declined."),
)
