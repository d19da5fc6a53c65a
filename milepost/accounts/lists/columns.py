"""The computed columns of the list of accounts: who looks after them, days, names of other systems."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, F, Func, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.aggregates import StringAgg
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy

from milepost.accounts.models import Account, AccountDomain, AccountTeamMember, ExternalId, Tag
from milepost.accounts.records import TeamRole
from milepost.identity.public import Right, User
from milepost.ui.public import Field, FieldType, RowOptions

ROLE_OF_COLUMN = {"csm": TeamRole.CSM, "am": TeamRole.AM}
_COMMA = Value(", ")


class _Days(Func):
    """The whole days from the second date to the first."""

    output_field = IntegerField()
    arg_joiner = " - "
    template = "(%(expressions)s)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)


def with_team(rows: QuerySet[Account], columns: Sequence[Field]) -> QuerySet[Account]:
    """Return rows with those who hold the roles of these columns today. One query, none without such a column."""
    roles = [ROLE_OF_COLUMN[field.key] for field in columns if field.key in ROLE_OF_COLUMN]
    if not roles:
        return rows
    holders = AccountTeamMember.objects.current().filter(role__in=roles).select_related("user").order_by("since", "pk")
    return rows.prefetch_related(Prefetch("team", holders, to_attr="shown_team"))


def with_related(rows: QuerySet[Account], viewer: User, columns: Sequence[Field]) -> QuerySet[Account]:
    """Return rows with the tags, domains, external ids and parent that these columns show: a query each."""
    related = {
        "tags": Prefetch("tags", Tag.objects.order_by("name"), to_attr="shown_tags"),
        "domains": Prefetch("domains", AccountDomain.objects.order_by("domain"), to_attr="shown_domains"),
        "external_ids": Prefetch("external_ids", ExternalId.objects.order_by("system"), to_attr="shown_ids"),
        "parent": Prefetch("parent", Account.objects.visible_to(viewer)),
    }
    return rows.prefetch_related(*[related[field.key] for field in columns if field.key in related])


def role_field(key: str, label: Any) -> Field:
    role = ROLE_OF_COLUMN[key]

    def holders() -> QuerySet[AccountTeamMember]:
        return AccountTeamMember.objects.current().filter(role=role).order_by("since", "pk")

    def where(_viewer: User, lookup: str, value: Any) -> Q:
        if lookup == "isnull":
            held = Q(pk__in=holders().values("account"))
            return ~held if value else held
        return Q(pk__in=holders().filter(**{f"user__{lookup}": value}).values("account"))

    def holder(account: Any) -> User | None:
        return next((member.user for member in account.shown_team if member.role == role), None)

    return Field(
        key=key,
        label=label,
        type=FieldType.PERSON,
        options=RowOptions(lambda viewer: User.objects.visible_to(viewer).active()),
        definition=role.label,
        is_editable=True,
        where=where,
        order=lambda _viewer: Subquery(holders().filter(account=OuterRef("pk")).values("user__name_folded")[:1]),
        value=holder,
        stored=holder,
    )


def days_in_stage() -> Field:
    def expression(viewer: User) -> Any:
        return _Days(Value(_today(viewer), output_field=DateField()), F("stage_since"))

    return Field(
        key="days_in_stage",
        label=gettext_lazy("Days in stage"),
        type=FieldType.NUMBER,
        expression=expression,
        value=lambda account: account.days_in_stage(timezone.localdate()),
        definition=gettext_lazy("Days since the account entered its stage."),
    )


def days_to_renewal() -> Field:
    def expression(viewer: User) -> Any:
        return _Days(F("renewal_date"), Value(_today(viewer), output_field=DateField()))

    def shown(account: Any) -> int | None:
        return (account.renewal_date - timezone.localdate()).days if account.renewal_date else None

    return Field(
        key="days_to_renewal",
        label=gettext_lazy("Days to renewal"),
        type=FieldType.NUMBER,
        expression=expression,
        value=shown,
        definition=gettext_lazy("Days until the renewal date; below 0 when it has passed."),
    )


def parent_field() -> Field:
    def name(viewer: User) -> Any:
        parents = Account.objects.visible_to(viewer).filter(pk=OuterRef("parent"))
        return Subquery(parents.values("name_folded")[:1])

    def where(viewer: User, lookup: str, value: Any) -> Q:
        if viewer.may(Right.READ_ALL):
            return Q(**{f"parent__{lookup}": value})
        seen = Q(parent__in=Account.objects.visible_to(viewer).values("pk"))
        if lookup == "isnull":
            return ~seen | Q(parent=None) if value else seen
        return seen & Q(**{f"parent__{lookup}": value})

    return Field(
        key="parent",
        label=gettext_lazy("Parent"),
        type=FieldType.CHOICE,
        options=RowOptions(lambda viewer: Account.objects.visible_to(viewer).active()),
        order=name,
        where=where,
        is_editable=True,
        value=lambda account: account.parent.name if account.parent else None,
        definition=gettext_lazy("The account that this one belongs to."),
    )


def tags_field() -> Field:
    return Field(
        key="tags",
        label=gettext_lazy("Tags"),
        type=FieldType.MANY,
        options=RowOptions(lambda _viewer: Tag.objects.all()),
        value=lambda account: [tag.name for tag in account.shown_tags],
    )


def domains_field() -> Field:
    return Field(
        key="domains",
        label=gettext_lazy("Domains"),
        sort=None,
        expression=lambda _viewer: _joined(AccountDomain.objects.all(), F("domain")),
        value=lambda account: ", ".join(row.domain for row in account.shown_domains),
        definition=gettext_lazy("Mail from these addresses is the account's."),
    )


def external_ids_field() -> Field:
    text = Concat("system", Value(": "), "value")
    return Field(
        key="external_ids",
        label=gettext_lazy("External ids"),
        sort=None,
        expression=lambda _viewer: _joined(ExternalId.objects.all(), text),
        value=lambda account: ", ".join(str(row) for row in account.shown_ids),
        definition=gettext_lazy("The account's keys in other systems."),
    )


def _joined(rows: QuerySet[Any], text: Any) -> Subquery:
    texts = rows.filter(account=OuterRef("pk")).order_by().values("account")
    return Subquery(texts.annotate(joined=StringAgg(text, _COMMA)).values("joined"))


def _today(viewer: User) -> dt.date:
    return timezone.now().astimezone(ZoneInfo(viewer.timezone)).date()
