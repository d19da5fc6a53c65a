"""The fields that lists of risks, issues and decisions share."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Account
from milepost.identity.public import Right, User
from milepost.projects.models import Project
from milepost.projects.records_register import Seen
from milepost.ui.public import Field, FieldType, FixedOptions, RowOptions

_PEOPLE = RowOptions(lambda viewer: User.objects.visible_to(viewer).active())


def fixed(pairs: Any) -> FixedOptions:
    return FixedOptions([(str(key), label) for key, label in pairs])


def number_field() -> Field:
    return Field(key="number", label=gettext_lazy("Number"), type=FieldType.NUMBER)


def project_field() -> Field:
    return Field(
        key="project",
        label=gettext_lazy("Project"),
        type=FieldType.CHOICE,
        options=RowOptions(lambda viewer: Project.objects.seen_whole_by(viewer).filter(archived_at=None)),
        sort=None,
    )


def account_field() -> Field:
    return Field(
        key="account",
        label=gettext_lazy("Account"),
        type=FieldType.CHOICE,
        path="project__account",
        options=RowOptions(lambda viewer: Account.objects.visible_to(viewer).active()),
        where=_where_account,
        is_column=False,
        sort=None,
    )


def _where_account(viewer: User, lookup: str, value: Any) -> Q:
    """Return the condition on the account: one that the viewer does not see is none to them."""
    if viewer.may(Right.READ_ALL):
        return Q(**{f"project__account__{lookup}": value})
    seen = Q(project__account__in=Account.objects.visible_to(viewer).values("pk"))
    if lookup == "isnull":
        return ~seen | Q(project__account=None) if value else seen
    return seen & Q(**{f"project__account__{lookup}": value})


def person_field(key: str, label: Any, *, is_editable: bool = True) -> Field:
    return Field(
        key=key,
        label=label,
        type=FieldType.PERSON,
        options=_PEOPLE if is_editable else RowOptions(User.objects.visible_to),
        sort=f"{key}__name_folded",
        is_editable=is_editable,
    )


def seen_by_field() -> Field:
    return Field(
        key="visibility",
        label=gettext_lazy("Seen by"),
        type=FieldType.CHOICE,
        options=FixedOptions(Seen.choices),
        is_editable=True,
    )
