"""Agreed actions."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from milepost.accounts.public import (
    Account,
    ActionItem,
    add_action_item,
    change_action_item,
    delete_action_item,
    finish_action_item,
    reopen_action_item,
)
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    ShowQuery,
    changed,
    created,
    expected_version,
    nothing,
    shown,
)
from milepost.identity.public import Right
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body
from milepost.rest.accounts.timeline_finding import OfAccountQuery, Subject, account_in_body, contacts_of, owners_for
from milepost.rest.accounts.timeline_shapes import ActionItemAnswer
from milepost.rest.fields import BodyId, Day, Flag, Id, left_out
from milepost.rest.listing import filtered

router = ApiRouter(tags=["Timeline"])


class NewActionItem(Input):
    """Something that was promised: by one of us, by one of theirs, or by nobody yet."""

    account_id: BodyId
    text: Subject
    owner_id: BodyId | None = None
    contact_id: BodyId | None = None
    due: Day | None = None


class ActionItemChange(Input):
    """What to change of an agreed action."""

    text: Subject = left_out()
    owner_id: BodyId | None = left_out()
    contact_id: BodyId | None = left_out()
    due: Day | None = left_out()
    is_done: Flag = left_out()


class ActionItemQuery(OfAccountQuery):
    """Agreed actions of an account, open or done."""

    is_done: bool | None = Field(None, description="Only those that are done, or only those that are not.")


@router.reads("/action-items", Page[ActionItemAnswer])
def list_action_items(request: ApiRequest, query: Query[ActionItemQuery]) -> HttpResponse:
    """List agreed actions, without `sort` those that are due first."""
    ended = None if query.is_done is None else not query.is_done
    return filtered(request, ActionItemAnswer, "action-items", query, query.narrowing(done_at__isnull=ended))


@router.reads("/action-items/{action_item_id}", ActionItemAnswer, errors=(304, 404))
def get_action_item(request: ApiRequest, action_item_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show an agreed action."""
    return shown(request, ActionItemAnswer, _item(request, action_item_id), query)


@router.creates("/action-items", ActionItemAnswer, right=Right.WRITE, errors=(404,))
def make_action_item(request: ApiRequest, body: NewActionItem) -> HttpResponse:
    """Note an agreed action; its owner is told."""
    account = account_in_body(request, body.account_id)
    sides = _sides(request, account, body.model_dump())
    with in_words_of_the_body():
        item = add_action_item(account, body.text, due=body.due, actor=request.caller.user.as_actor(), **sides)
    return created(ActionItemAnswer.show(item), f"{request.path}/{item.pk}", item)


@router.changes("/action-items/{action_item_id}", ActionItemAnswer, right=Right.WRITE)
def update_action_item(request: ApiRequest, action_item_id: Id, body: ActionItemChange) -> HttpResponse:
    """Change an agreed action, or mark it as done."""
    item, actor = _item(request, action_item_id), request.caller.user.as_actor()
    version = expected_version(request, item, ActionItemAnswer.show(item))
    given = body.given()
    is_done = given.pop("is_done", None)
    changes: dict[str, Any] = {name: given[name] for name in ("text", "due") if name in given}
    changes |= _sides(request, item.account, given, item.owner_id)
    with in_words_of_the_body():
        change_action_item(item, changes, expected_version=version, actor=actor)
    if is_done is not None:
        (finish_action_item if is_done else reopen_action_item)(item, actor=actor)
    return changed(ActionItemAnswer.show(_item(request, item.pk)), item)


@router.deletes("/action-items/{action_item_id}", right=Right.WRITE)
def drop_action_item(request: ApiRequest, action_item_id: Id) -> HttpResponse:
    """Delete an agreed action."""
    item = _item(request, action_item_id)
    version = expected_version(request, item, ActionItemAnswer.show(item))
    delete_action_item(item, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


def _item(request: ApiRequest, key: int) -> ActionItem:
    rows: QuerySet[ActionItem] = ActionItemAnswer.prepare(ActionItem.objects.visible_to(request.caller.user))
    return get_object_or_404(rows.select_related("account", "owner", "contact"), pk=key)


def _sides(request: ApiRequest, account: Account, given: dict[str, Any], owner: int | None = None) -> dict[str, Any]:
    """Return the two sides as rows, as far as they were sent."""
    rows = {"owner": owners_for(request, owner), "contact": contacts_of(account)}
    return {
        name: named_in_body(rows[name], f"{name}_id", given[f"{name}_id"]) if given[f"{name}_id"] else None
        for name in rows
        if f"{name}_id" in given
    }
