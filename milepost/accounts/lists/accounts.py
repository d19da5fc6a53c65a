"""Accounts: every customer that one may see, with what is known of them."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from milepost.accounts.actions.accounts import change_account
from milepost.accounts.models import Account, Option, Stage
from milepost.accounts.records import OptionKind
from milepost.identity.public import User
from milepost.ui.public import Field, FieldType, ListSpec, RowOptions


def _rows(viewer: User) -> QuerySet[Account]:
    rows: QuerySet[Account] = Account.objects.visible_to(viewer).active()
    return rows.select_related("stage", *OptionKind.values)


def _edit(viewer: User, account: Account, key: str, value: Any, version: int | None) -> Account:
    return change_account(account, {key: value}, actor=viewer.as_actor(), expected_version=version)


def _option_field(kind: OptionKind) -> Field:
    return Field(
        key=kind.value,
        label=kind.label,
        type=FieldType.CHOICE,
        options=RowOptions(lambda _viewer: Option.objects.filter(kind=kind)),
        sort=f"{kind.value}__position",
        is_editable=True,
    )


ACCOUNTS = ListSpec(
    key="accounts",
    title=gettext_lazy("Accounts"),
    lede=gettext_lazy("Every customer, what is known of them, and who looks after them."),
    noun=(gettext_lazy("account"), gettext_lazy("accounts")),
    rows=_rows,
    url_name="accounts:account-list",
    fields=(
        Field(key="name", label=gettext_lazy("Name"), is_editable=True),
        Field(
            key="stage",
            label=gettext_lazy("Stage"),
            type=FieldType.CHOICE,
            options=RowOptions(lambda _viewer: Stage.objects.all()),
            sort="stage__position",
        ),
        *[_option_field(kind) for kind in OptionKind],
        Field(key="employees", label=gettext_lazy("Employees"), type=FieldType.NUMBER, is_editable=True),
        Field(
            key="renewal_date",
            label=gettext_lazy("Renewal date"),
            type=FieldType.DATE,
            has_time=False,
            is_editable=True,
        ),
    ),
    default_columns=("name", "stage", "segment", "tier", "renewal_date"),
    default_sort=("name",),
    search=("name",),
    edit=_edit,
    empty_icon="building",
    empty_title=gettext_lazy("No accounts yet"),
    empty_text=gettext_lazy("An account is a customer: its people, its history and what it needs from you."),
)
