"""Accounts: every customer that one may see, with what is known of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.actions.accounts import archive_account, change_account, restore_account
from milepost.accounts.actions.checks import wrong
from milepost.accounts.actions.stages import change_stage
from milepost.accounts.actions.tags import tag_account, untag_account
from milepost.accounts.actions.team import hand_over
from milepost.accounts.lists import columns
from milepost.accounts.lists.custom_fields import custom_change, fields_of_custom, with_people
from milepost.accounts.lists.facts import fields_of_facts, with_facts
from milepost.accounts.models import Account, Option, Stage, Tag
from milepost.accounts.records import OptionKind, RecordKind, StageKind
from milepost.identity.public import User
from milepost.ui.public import BulkAction, Field, FieldType, FixedOptions, ListSpec, Preset, PrimaryAction, RowOptions

STAGES = RowOptions(lambda _viewer: Stage.objects.all())
TAGS = RowOptions(lambda _viewer: Tag.objects.all())
PEOPLE = RowOptions(lambda viewer: User.objects.visible_to(viewer).active())


def _rows(viewer: User) -> QuerySet[Account]:
    return _with_values(Account.objects.visible_to(viewer).active())


def _archived_rows(viewer: User) -> QuerySet[Account]:
    return _with_values(Account.objects.visible_to(viewer).exclude(archived_at=None))


def _with_values(rows: QuerySet[Account]) -> QuerySet[Account]:
    return rows.select_related("stage", *OptionKind.values)


def _with_columns(rows: QuerySet[Any], viewer: User, shown: Sequence[Field]) -> QuerySet[Any]:
    rows = columns.with_related(columns.with_team(rows, shown), viewer, shown)
    return with_people(with_facts(rows, shown), shown)


def _more_fields(_viewer: User) -> Sequence[Field]:
    return [*fields_of_facts(), *fields_of_custom(RecordKind.ACCOUNT)]


def _edit(viewer: User, account: Account, key: str, value: Any, version: int | None) -> Account:
    actor = viewer.as_actor()
    if key in columns.ROLE_OF_COLUMN:
        _hand_over(viewer, account, key, str(value or ""), version)
        return account
    if key == "stage":
        return change_stage(account, _stage(str(value)), actor=actor, expected_version=version)
    custom = custom_change(key, value)
    changes = {key: value} if custom is None else {"custom": custom}
    return change_account(account, changes, actor=actor, expected_version=version)


def _stage(key: str) -> Stage:
    stage = Stage.objects.filter(pk=key).first() if key.isdecimal() else None
    if stage is None:
        raise wrong("stage", _("This choice does not exist."))
    return stage


def _hand_over(viewer: User, account: Account, column: str, key: str, version: int | None = None) -> None:
    person = User.objects.visible_to(viewer).filter(pk=key).first() if key else None
    role = columns.ROLE_OF_COLUMN[column]
    hand_over([account], role, person, actor=viewer.as_actor(), expected_version=version)


def _untag(viewer: User, account: Account, key: str) -> None:
    untag_account(account, Tag.objects.get(pk=key), actor=viewer.as_actor())


def _option_field(kind: OptionKind) -> Field:
    return Field(
        key=kind.value,
        label=kind.label,
        type=FieldType.CHOICE,
        options=RowOptions(lambda _viewer: Option.objects.filter(kind=kind)),
        sort=f"{kind.value}__position",
        is_editable=True,
    )


FIELDS = (
    Field(key="name", label=gettext_lazy("Name"), sort="name_folded"),
    Field(
        key="stage",
        label=gettext_lazy("Stage"),
        type=FieldType.CHOICE,
        options=STAGES,
        sort="stage__position",
        is_editable=True,
        definition=gettext_lazy("Where the customer stands in their life with us."),
    ),
    columns.days_in_stage(),
    Field(
        key="stage_kind",
        label=gettext_lazy("Kind of stage"),
        type=FieldType.CHOICE,
        path="stage__kind",
        options=FixedOptions(StageKind.choices),
        sort="stage__position",
    ),
    *[_option_field(kind) for kind in OptionKind],
    columns.role_field("csm", gettext_lazy("CSM")),
    columns.role_field("am", gettext_lazy("AM")),
    Field(
        key="renewal_date",
        label=gettext_lazy("Renewal date"),
        type=FieldType.DATE,
        has_time=False,
        is_editable=True,
    ),
    columns.days_to_renewal(),
    columns.parent_field(),
    columns.tags_field(),
    columns.domains_field(),
    columns.external_ids_field(),
    Field(key="employees", label=gettext_lazy("Employees"), type=FieldType.NUMBER, is_editable=True),
    Field(key="currency", label=gettext_lazy("Currency"), is_editable=True),
    Field(
        key="contract_start",
        label=gettext_lazy("Contract start"),
        type=FieldType.DATE,
        has_time=False,
        is_editable=True,
    ),
    Field(key="created", label=gettext_lazy("Added"), type=FieldType.DATE, path="created_at"),
)

BULK_ACTIONS = (
    BulkAction(
        key="set-csm",
        label=gettext_lazy("Hand over to another CSM"),
        icon="users",
        run=lambda viewer, account, value: _hand_over(viewer, account, "csm", value),
        options=PEOPLE,
        value_label=gettext_lazy("New CSM"),
        warning=gettext_lazy("They hold the role from today; who held it until then stays on record."),
    ),
    BulkAction(
        key="set-am",
        label=gettext_lazy("Hand over to another AM"),
        icon="users",
        run=lambda viewer, account, value: _hand_over(viewer, account, "am", value),
        options=PEOPLE,
        value_label=gettext_lazy("New account manager"),
        warning=gettext_lazy("They hold the role from today; who held it until then stays on record."),
    ),
    BulkAction(
        key="add-tag",
        label=gettext_lazy("Add tag"),
        icon="tag",
        run=lambda viewer, account, value: tag_account(account, value, actor=viewer.as_actor()),
        takes_text=True,
        value_label=gettext_lazy("Tag"),
    ),
    BulkAction(
        key="remove-tag",
        label=gettext_lazy("Remove tag"),
        icon="tag",
        run=_untag,
        options=TAGS,
        value_label=gettext_lazy("Tag"),
    ),
    BulkAction(
        key="archive",
        label=gettext_lazy("Archive"),
        icon="archive",
        run=lambda viewer, account, _value: archive_account(account, actor=viewer.as_actor()),
        warning=gettext_lazy("They leave lists and Today. Everything about them stays, and they can be restored."),
    ),
)

ACCOUNTS = ListSpec(
    key="accounts",
    title=gettext_lazy("Accounts"),
    lede=gettext_lazy("Every customer, what is known of them, and who looks after them."),
    noun=(gettext_lazy("account"), gettext_lazy("accounts")),
    rows=_rows,
    url_name="accounts:account-list",
    detail_url=lambda account: reverse("accounts:account-detail", args=[account.pk]),
    fields=FIELDS,
    more_fields=_more_fields,
    with_columns=_with_columns,
    default_columns=("name", "fact_health", "stage", "days_in_stage", "tier", "csm", "renewal_date", "tags"),
    default_sort=("name",),
    presets=(
        Preset(gettext_lazy("My accounts"), "csm=me"),
        Preset(gettext_lazy("Renewing in 90 days"), "renewal_date=next-90-days&sort=renewal_date"),
        Preset(gettext_lazy("Onboarding"), "stage_kind=starting&sort=-days_in_stage"),
        Preset(
            gettext_lazy("Silent for over 30 days"),
            "fact_days_since_contact=>30&sort=-fact_days_since_contact",
            needs="fact_days_since_contact",
        ),
    ),
    search=("name",),
    edit=_edit,
    bulk_actions=BULK_ACTIONS,
    keeping=(
        PrimaryAction(label=gettext_lazy("Save as a segment"), url_name="accounts:segment-new", icon="users-group"),
    ),
    primary_action=PrimaryAction(label=gettext_lazy("New account"), url_name="accounts:account-new"),
    empty_icon="building",
    empty_title=gettext_lazy("No accounts yet"),
    empty_text=gettext_lazy("An account is a customer: its people, its history and what it needs from you."),
    frame="accounts/list-frame.html",
)

ARCHIVED = replace(
    ACCOUNTS,
    key="archived-accounts",
    title=gettext_lazy("Archived accounts"),
    lede=gettext_lazy("Accounts that were put away. Everything about them is still there."),
    rows=_archived_rows,
    url_name="accounts:account-archive",
    presets=(),
    keeping=(),
    primary_action=None,
    edit=None,
    bulk_actions=(
        BulkAction(
            key="restore",
            label=gettext_lazy("Restore"),
            icon="refresh",
            run=lambda viewer, account, _value: restore_account(account, actor=viewer.as_actor()),
        ),
    ),
    empty_icon="archive",
    empty_title=gettext_lazy("Nothing is archived"),
    empty_text=gettext_lazy("Accounts that are archived in the list wait here."),
)
