"""How accounts look: the row in one query, what stands in other tables beside it in one query a table."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any, ClassVar

from django.db.models import F, Prefetch, QuerySet
from pydantic import Field

from milepost.accounts.public import (
    Account,
    AccountContact,
    AccountDomain,
    AccountTag,
    AccountTeamMember,
    ExternalId,
    Fact,
    OptionKind,
    RecordKind,
    TeamRole,
    custom_fields,
    places_spoken_with,
    visible_facts,
)
from milepost.apikit.public import Answer
from milepost.identity.public import User
from milepost.rest.accounts.shapes import FactAnswer, PersonAtAccountAnswer, Plain, Reference, TeamMemberAnswer
from milepost.rest.shapes import PersonReference

type Shown = dict[str, Any]
_NAMED = ("stage", *OptionKind.values)


class AccountInBrief(Reference):
    """An account that belongs to a record: its name, and the other fields only with `expand`."""

    stage: Reference | None = None
    external_ids: dict[str, str] | None = None
    currency: str | None = None
    renewal_date: dt.date | None = None
    archived_at: dt.datetime | None = None
    version: int | None = None

    @staticmethod
    def resolve_stage(account: Account) -> Shown:
        return Reference.show(account.stage)

    @staticmethod
    def resolve_external_ids(account: Any) -> dict[str, str]:
        return {row.system: row.value for row in account.shown_ids}


def account_in_brief(reader: User, path: str = "account") -> Prefetch[Any]:
    """Return what `expand` needs for the account of a record, which is then in `shown_<path>`."""
    accounts = Account.objects.visible_to(reader).select_related("stage").prefetch_related(ids_in_brief())
    return Prefetch(path, accounts, to_attr=f"shown_{path}")


def ids_in_brief(path: str = "external_ids") -> Prefetch[Any]:
    return Prefetch(path, ExternalId.objects.order_by("system"), to_attr="shown_ids")


def in_brief(account: Account | None) -> Shown | None:
    return AccountInBrief.show(account) if account else None


def _named(name: str) -> Any:
    def show(account: Any) -> Shown | None:
        key = getattr(account, f"{name}_id")
        return {"id": key, "name": getattr(account, f"{name}_name")} if key else None

    return staticmethod(show)


def _beside(name: str) -> Any:
    return staticmethod(lambda account: account.beside[name])


def _held(role: TeamRole) -> Callable[[User], Prefetch[Any]]:
    holders = AccountTeamMember.objects.current().filter(role=role).select_related("user").order_by("since", "pk")
    return lambda _reader: Prefetch("team", holders.all(), to_attr=f"shown_{role.value}")


def _holder(role: TeamRole) -> Any:
    def show(account: Any) -> Shown | None:
        return next((PersonReference.show(member.user) for member in getattr(account, f"shown_{role.value}")), None)

    return staticmethod(show)


class AccountAnswer(Answer):
    """A customer. Null and an empty text are unknown."""

    id: int
    name: str
    stage: Reference
    stage_since: dt.date
    segment: Reference | None
    tier: Reference | None
    industry: Reference | None
    region: Reference | None
    currency: str
    employees: int | None
    contract_start: dt.date | None
    renewal_date: dt.date | None
    parent: AccountInBrief | None
    description: str
    domains: list[str]
    external_ids: dict[str, str] = Field(description="The account's keys in other systems, by system.")
    tags: list[str]
    custom: dict[str, Plain] = Field(description="Custom fields by key; a key that is missing is unknown.")
    archived_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int = Field(description="Rises with each write; the ETag is this number in quotes.")
    team: list[TeamMemberAnswer] | None = Field(None, description="Only with `expand=team`: who is on it today.")
    csm: PersonReference | None = Field(None, description="Only with `expand=csm`: who holds that role today.")
    am: PersonReference | None = Field(None, description="Only with `expand=am`: who holds that role today.")
    contacts: list[PersonAtAccountAnswer] | None = Field(None, description="Only with `expand=contacts`.")
    facts: list[FactAnswer] | None = Field(None, description="Only with `expand=facts`.")

    EXPANSIONS = {
        "parent": lambda reader: account_in_brief(reader, "parent"),
        "team": lambda _reader: Prefetch(
            "team",
            AccountTeamMember.objects.current().select_related("user").order_by("role", "since", "pk"),
            to_attr="shown_team",
        ),
        "csm": _held(TeamRole.CSM),
        "am": _held(TeamRole.AM),
        "contacts": lambda reader: Prefetch(
            "people",
            places_spoken_with(AccountContact.objects.visible_to(reader), reader)
            .filter(contact__archived_at=None)
            .select_related("contact")
            .order_by("pk"),
            to_attr="shown_people",
        ),
        "facts": lambda reader: Prefetch(
            "facts",
            Fact.objects.filter(key__in=[spec.key for spec in visible_facts(reader)]).order_by("key"),
            to_attr="shown_facts",
        ),
    }

    resolve_stage: ClassVar[Any] = _named("stage")
    resolve_segment: ClassVar[Any] = _named("segment")
    resolve_tier: ClassVar[Any] = _named("tier")
    resolve_industry: ClassVar[Any] = _named("industry")
    resolve_region: ClassVar[Any] = _named("region")
    resolve_parent: ClassVar[Any] = _beside("parent")
    resolve_domains: ClassVar[Any] = _beside("domains")
    resolve_external_ids: ClassVar[Any] = _beside("external_ids")
    resolve_tags: ClassVar[Any] = _beside("tags")
    resolve_custom: ClassVar[Any] = _beside("custom")
    resolve_csm: ClassVar[Any] = _holder(TeamRole.CSM)
    resolve_am: ClassVar[Any] = _holder(TeamRole.AM)

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return accounts with the names of their stage and options, which are no records here: half the work."""
        prepared: QuerySet[Any] = rows.annotate(**{f"{name}_name": F(f"{name}__name") for name in _NAMED})
        return prepared

    @classmethod
    def complete(cls, records: Sequence[Any], reader: User, names: Collection[str]) -> None:
        """Put parent, domains, external ids, tags and custom fields beside accounts: a query each, where asked for."""
        loaded = {name: load(records, reader) for name, load in _LOADERS.items() if name in names}
        for account in records:
            account.beside = {name: show(account) for name, show in loaded.items()}

    @staticmethod
    def expand_parent(account: Any) -> Shown | None:
        return in_brief(account.shown_parent)

    @staticmethod
    def resolve_team(account: Any) -> list[Shown]:
        return [TeamMemberAnswer.show(member) for member in account.shown_team]

    @staticmethod
    def resolve_contacts(account: Any) -> list[Shown]:
        return [PersonAtAccountAnswer.show(place) for place in account.shown_people]

    @staticmethod
    def resolve_facts(account: Any) -> list[Shown]:
        return [FactAnswer.show(fact) for fact in account.shown_facts]


type Load = Callable[[Sequence[Any], User], Callable[[Any], Any]]


def _parents(records: Sequence[Any], reader: User) -> Callable[[Any], Shown | None]:
    keys = {account.parent_id for account in records if account.parent_id}
    seen = Account.objects.visible_to(reader).filter(pk__in=keys).values("id", "name") if keys else ()
    parents: dict[int | None, Shown] = {row["id"]: dict(row) for row in seen}
    return lambda account: parents.get(account.parent_id)


def _texts(records: Sequence[Any], rows: QuerySet[Any], *columns: str) -> dict[int, list[Any]]:
    """Return the columns of rows that belong to accounts, by account: plain values, as records cost ten times that."""
    found = defaultdict(list)
    for key, *values in rows.filter(account__in=[one.pk for one in records]).values_list("account_id", *columns):
        found[key].append(values)
    return found


def _domains(records: Sequence[Any], _reader: User) -> Callable[[Any], list[str]]:
    found = _texts(records, AccountDomain.objects.all(), "domain")
    return lambda account: sorted(domain for [domain] in found.get(account.pk, ()))


def _external_ids(records: Sequence[Any], _reader: User) -> Callable[[Any], dict[str, str]]:
    found = _texts(records, ExternalId.objects.order_by("system"), "system", "value")
    return lambda account: dict(found.get(account.pk, ()))


def _tags(records: Sequence[Any], _reader: User) -> Callable[[Any], list[str]]:
    found = _texts(records, AccountTag.objects.all(), "tag__name")
    return lambda account: sorted(name for [name] in found.get(account.pk, ()))


def shown_custom(kind: RecordKind) -> Load:
    """Return what shows the custom fields that a reader may see; no query where no record has any."""

    def load(records: Sequence[Any], reader: User) -> Callable[[Any], Shown]:
        has_some = any(record.custom for record in records)
        keys = {field.key for field in custom_fields(kind, reader)} if has_some else set()
        return lambda record: {key: value for key, value in record.custom.items() if key in keys}

    return load


_LOADERS: dict[str, Load] = {
    "parent": _parents,
    "domains": _domains,
    "external_ids": _external_ids,
    "tags": _tags,
    "custom": shown_custom(RecordKind.ACCOUNT),
}
