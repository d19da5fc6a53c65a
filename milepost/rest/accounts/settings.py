"""What each installation names: stages, values, tags, custom fields."""

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.accounts.public import (
    CustomField,
    CustomType,
    Option,
    OptionKind,
    RecordKind,
    Stage,
    StageKind,
    Tag,
    add_option,
    add_stage,
    archive_field,
    change_field,
    declare_field,
    delete_tag,
    edit_stage,
    remove_option,
    remove_stage,
    rename_option,
    rename_tag,
    restore_field,
    sees_field,
)
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Right, User
from milepost.lib.keyset import order_terms
from milepost.rest.accounts.shapes import CustomFieldAnswer, OptionAnswer, StageAnswer, TagAnswer
from milepost.rest.fields import Id, ShortName, left_out

router = ApiRouter(tags=["Accounts"])

StageName = Annotated[str, StringConstraints(min_length=1, max_length=60)]
TagName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
FieldKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Definition = Annotated[str, StringConstraints(max_length=300)]
Choices = Annotated[list[ShortName], Field(max_length=200)]


class NewStage(Input):
    """A stage to add behind the last one."""

    name: StageName
    kind: StageKind


class StageEdit(Input):
    """What to change of a stage."""

    name: StageName = left_out()
    kind: StageKind = left_out()


class NewOption(Input):
    """A value to add to a list."""

    kind: OptionKind
    name: ShortName


class OptionChange(Input):
    """What to call a value."""

    name: ShortName


class TagChange(Input):
    """What to call a tag."""

    name: TagName


class NewCustomField(Input):
    """A custom field to declare. Its key is made of the label unless you choose it; key and type stay."""

    record_kind: RecordKind = RecordKind.ACCOUNT
    key: FieldKey = left_out()
    label: ShortName
    type: CustomType
    choices: Choices = left_out()
    definition: Definition = ""
    right: Right | None = None


class CustomFieldChange(Input):
    """What to change of a custom field."""

    label: ShortName = left_out()
    choices: Choices = left_out()
    definition: Definition = left_out()
    right: Right | None = left_out()


@router.reads("/stages", Page[StageAnswer])
def list_stages(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the stages in their order."""
    return listed(request, StageAnswer, Stage.objects.all(), query, order=order_terms(["position", "id"]))


@router.reads("/stages/{stage_id}", StageAnswer, errors=(304, 404))
def get_stage(request: ApiRequest, stage_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a stage."""
    return shown(request, StageAnswer, get_object_or_404(Stage, pk=stage_id), query)


@router.creates("/stages", StageAnswer, right=Right.MANAGE_ACCOUNTS)
def make_stage(request: ApiRequest, body: NewStage) -> HttpResponse:
    """Add a stage."""
    stage = add_stage(body.name, body.kind, actor=request.caller.user.as_actor())
    return created(StageAnswer.show(stage), f"{request.path}/{stage.pk}", stage)


@router.changes("/stages/{stage_id}", StageAnswer, right=Right.MANAGE_ACCOUNTS)
def update_stage(request: ApiRequest, stage_id: Id, body: StageEdit) -> HttpResponse:
    """Rename a stage, or say otherwise where it lies."""
    stage = get_object_or_404(Stage, pk=stage_id)
    version = expected_version(request, stage, StageAnswer.show(stage))
    edit_stage(stage, body.given(), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(StageAnswer.show(stage), stage)


@router.deletes("/stages/{stage_id}", right=Right.MANAGE_ACCOUNTS)
def drop_stage(request: ApiRequest, stage_id: Id) -> HttpResponse:
    """Remove a stage that no account is in or ever was."""
    stage = get_object_or_404(Stage, pk=stage_id)
    version = expected_version(request, stage, StageAnswer.show(stage))
    remove_stage(stage, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


@router.reads("/options", Page[OptionAnswer])
def list_options(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the values of segment, tier, industry and region, each list in its order."""
    order = order_terms(["kind", "position", "id"])
    return listed(request, OptionAnswer, Option.objects.all(), query, order=order)


@router.reads("/options/{option_id}", OptionAnswer, errors=(304, 404))
def get_option(request: ApiRequest, option_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a value of one of the lists."""
    return shown(request, OptionAnswer, get_object_or_404(Option, pk=option_id), query)


@router.creates("/options", OptionAnswer, right=Right.MANAGE_ACCOUNTS)
def make_option(request: ApiRequest, body: NewOption) -> HttpResponse:
    """Add a value to a list."""
    option = add_option(body.kind, body.name, actor=request.caller.user.as_actor())
    return created(OptionAnswer.show(option), f"{request.path}/{option.pk}", option)


@router.changes("/options/{option_id}", OptionAnswer, right=Right.MANAGE_ACCOUNTS)
def update_option(request: ApiRequest, option_id: Id, body: OptionChange) -> HttpResponse:
    """Rename a value. The accounts that have it keep it."""
    option = get_object_or_404(Option, pk=option_id)
    version = expected_version(request, option, OptionAnswer.show(option))
    rename_option(option, body.name, actor=request.caller.user.as_actor(), expected_version=version)
    return changed(OptionAnswer.show(option), option)


@router.deletes("/options/{option_id}", right=Right.MANAGE_ACCOUNTS)
def drop_option(request: ApiRequest, option_id: Id) -> HttpResponse:
    """Remove a value that no account has."""
    option = get_object_or_404(Option, pk=option_id)
    version = expected_version(request, option, OptionAnswer.show(option))
    remove_option(option, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


@router.reads("/tags", Page[TagAnswer])
def list_tags(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the tags by name."""
    return listed(request, TagAnswer, Tag.objects.all(), query, order=order_terms(["name"]))


@router.reads("/tags/{tag_id}", TagAnswer, errors=(304, 404))
def get_tag(request: ApiRequest, tag_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a tag."""
    return shown(request, TagAnswer, get_object_or_404(Tag, pk=tag_id), query)


@router.changes("/tags/{tag_id}", TagAnswer, right=Right.MANAGE_ACCOUNTS)
def update_tag(request: ApiRequest, tag_id: Id, body: TagChange) -> HttpResponse:
    """Rename a tag on all accounts that have it."""
    tag = get_object_or_404(Tag, pk=tag_id)
    version = expected_version(request, tag, TagAnswer.show(tag))
    rename_tag(tag, body.name, actor=request.caller.user.as_actor(), expected_version=version)
    return changed(TagAnswer.show(tag), tag)


@router.deletes("/tags/{tag_id}", right=Right.MANAGE_ACCOUNTS)
def drop_tag(request: ApiRequest, tag_id: Id) -> HttpResponse:
    """Remove a tag, also from all accounts."""
    tag = get_object_or_404(Tag, pk=tag_id)
    version = expected_version(request, tag, TagAnswer.show(tag))
    delete_tag(tag, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


@router.reads("/custom-fields", Page[CustomFieldAnswer])
def list_custom_fields(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the custom fields that you may see, also those out of use."""
    order = order_terms(["record_kind", "position", "id"])
    return listed(request, CustomFieldAnswer, _fields(request.caller.user), query, order=order)


@router.reads("/custom-fields/{field_id}", CustomFieldAnswer, errors=(304, 404))
def get_custom_field(request: ApiRequest, field_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a custom field that you may see."""
    return shown(request, CustomFieldAnswer, get_object_or_404(_fields(request.caller.user), pk=field_id), query)


@router.creates("/custom-fields", CustomFieldAnswer, right=Right.MANAGE_ACCOUNTS)
def make_custom_field(request: ApiRequest, body: NewCustomField) -> HttpResponse:
    """Declare a custom field of accounts or contacts."""
    given = _given(body)
    field = declare_field(given.pop("label"), given.pop("type"), actor=request.caller.user.as_actor(), **given)
    return created(CustomFieldAnswer.show(field), f"{request.path}/{field.pk}", field)


@router.changes("/custom-fields/{field_id}", CustomFieldAnswer, right=Right.MANAGE_ACCOUNTS)
def update_custom_field(request: ApiRequest, field_id: Id, body: CustomFieldChange) -> HttpResponse:
    """Change what a custom field is called and means, its choices, and who sees it."""
    field = get_object_or_404(CustomField, pk=field_id)
    version = expected_version(request, field, CustomFieldAnswer.show(field))
    change_field(field, _given(body), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(CustomFieldAnswer.show(field), field)


@router.acts("/custom-fields/{field_id}/archive", CustomFieldAnswer, right=Right.MANAGE_ACCOUNTS, errors=(404,))
def archive_custom_field(request: ApiRequest, field_id: Id) -> HttpResponse:
    """Take a custom field out of use. Its values stay."""
    field = archive_field(get_object_or_404(CustomField, pk=field_id), actor=request.caller.user.as_actor())
    return changed(CustomFieldAnswer.show(field), field)


@router.acts("/custom-fields/{field_id}/restore", CustomFieldAnswer, right=Right.MANAGE_ACCOUNTS, errors=(404,))
def restore_custom_field(request: ApiRequest, field_id: Id) -> HttpResponse:
    """Take a custom field into use again, with the values that it had."""
    field = restore_field(get_object_or_404(CustomField, pk=field_id), actor=request.caller.user.as_actor())
    return changed(CustomFieldAnswer.show(field), field)


def _given(body: Input) -> dict[str, Any]:
    given = body.given()
    return {**given, "right": given["right"] or ""} if "right" in given else given


def _fields(reader: User) -> QuerySet[CustomField]:
    seen = [field.pk for field in CustomField.objects.all() if sees_field(field, reader)]
    return CustomField.objects.filter(pk__in=seen)
