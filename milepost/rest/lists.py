"""What lists can be asked: their fields, for `filter` and `sort`."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel

from milepost.apikit.public import ApiRequest, ApiRouter, json_response
from milepost.identity.public import User
from milepost.lib.errors import NotFound
from milepost.ui.public import Field, FieldType, ListSpec, Op, lists

router = ApiRouter(tags=["Lists"])


class FieldAnswer(BaseModel):
    """One field: `ops` are what a filter may ask of it, none when it cannot be filtered by."""

    key: str
    label: str
    type: FieldType
    ops: list[Op]
    is_sortable: bool


class ListAnswer(BaseModel):
    """A list and its fields."""

    key: str
    title: str
    fields: list[FieldAnswer]


class ListsAnswer(BaseModel):
    """All lists that the caller may open."""

    items: list[ListAnswer]


@router.reads("/lists", ListsAnswer)
def list_lists(request: ApiRequest) -> HttpResponse:
    """List the lists, each with the fields that you may filter and sort by."""
    reader = request.caller.user
    return json_response({"items": [_shown(spec, reader) for spec in lists if spec.may_open(reader)]})


@router.reads("/lists/{key}", ListAnswer, errors=(404,))
def get_list(request: ApiRequest, key: str) -> HttpResponse:
    """Show the fields of one list."""
    spec = lists.get(key)
    if spec is None or not spec.may_open(request.caller.user):
        raise NotFound("no-list", _("There is no such list."))
    return json_response(_shown(spec, request.caller.user))


def _shown(spec: ListSpec, reader: User) -> dict[str, object]:
    return {
        "key": spec.key,
        "title": str(spec.title),
        "fields": [_field(field) for field in spec.fields_of(reader).values()],
    }


def _field(field: Field) -> dict[str, object]:
    return {
        "key": field.key,
        "label": str(field.label),
        "type": field.type.value,
        "ops": [op.value for op in field.ops] if field.is_filter else [],
        "is_sortable": field.order_path is not None,
    }
