"""Settings: custom fields of accounts and contacts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.forms.settings import CustomFieldForm, NewCustomFieldForm
from milepost.accounts.models import CustomField
from milepost.accounts.public import archive_field, change_field, declare_field, order_fields, restore_field
from milepost.accounts.records import CustomType, RecordKind
from milepost.accounts.views.leading import moved
from milepost.identity.public import Right, requires
from milepost.ui.public import REFUSED, leading_to, person, saved

LIST = "accounts:field-list"


@require_safe
@requires(Right.MANAGE_ACCOUNTS)
def field_list(request: HttpRequest) -> HttpResponse:
    """Show the custom fields in their order, and those out of use."""
    fields = list(CustomField.objects.order_by("position", "pk"))
    groups = [
        {
            "kind": kind,
            "fields": [one for one in fields if one.record_kind == kind and one.archived_at is None],
            "archived": [one for one in fields if one.record_kind == kind and one.archived_at is not None],
        }
        for kind in RecordKind
    ]
    return render(request, "accounts/settings/fields.html", {"groups": groups, "has_any": bool(fields)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def field_new(request: HttpRequest) -> HttpResponse:
    """Declare a custom field."""
    form, actor = NewCustomFieldForm(request.POST or None), person(request).as_actor()
    if request.method == "POST" and saved(form, lambda given, _version: declare_field(**given, actor=actor)):
        return leading_to(request, reverse(LIST))
    lede = _("It can be shown, filtered, sorted and edited like every other field. Its type stays as chosen.")
    context = {"form": form, "title": _("New custom field"), "lede": lede, "url": request.path}
    return render(request, "accounts/settings/form.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def field_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a custom field is called and means, its choices and who sees it."""
    field, actor = _field(pk), person(request).as_actor()
    form = CustomFieldForm(request.POST or None, _field(pk))
    if field.type != CustomType.CHOICE:
        del form.fields["choices"]
    if request.method == "POST" and saved(
        form, lambda changes, version: change_field(field, changes, actor=actor, expected_version=version)
    ):
        return leading_to(request, reverse(LIST))
    lede = _("%(type)s, called %(key)s by programs.") % {"type": field.get_type_display(), "key": field.key}
    context = {"form": form, "title": _("Change %(name)s") % {"name": field}, "lede": lede, "url": request.path}
    return render(request, "accounts/settings/form.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def field_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a field up or down by one."""
    field = _field(pk)
    rows = CustomField.objects.filter(record_kind=field.record_kind, archived_at=None).order_by("position", "pk")
    if field in rows:
        order_fields(moved(list(rows), field, request.POST.get("direction", "")), actor=person(request).as_actor())
    return redirect(LIST)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def field_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a field out of use."""
    archive_field(_field(pk), actor=person(request).as_actor())
    return redirect(LIST)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def field_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a field into use again, with the values that it had."""
    restore_field(_field(pk), actor=person(request).as_actor())
    return redirect(LIST)


def _field(pk: int) -> CustomField:
    return get_object_or_404(CustomField, pk=pk)
