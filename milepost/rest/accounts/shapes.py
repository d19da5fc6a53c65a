"""How accounts and what belongs to them look."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar, Literal

from django.db.models import Prefetch
from pydantic import Field

from milepost.accounts.public import (
    Account,
    AccountTeamMember,
    CustomType,
    Fact,
    FieldSpec,
    OptionKind,
    RecordKind,
    StageChange,
    StageKind,
    TeamRole,
    custom_fields,
    fact_value,
    visible_facts,
)
from milepost.apikit.public import Answer
from milepost.identity.public import Right, User
from milepost.rest.shapes import PersonReference

type Plain = str | float | bool | None


class Reference(Answer):
    """Something by its name."""

    id: int
    name: str


def _named(name: str) -> Callable[[Any], dict[str, Any] | None]:
    def show(record: Any) -> dict[str, Any] | None:
        related = getattr(record, name)
        return Reference.show(related) if related else None

    return show


class TeamMemberAnswer(Answer):
    """Somebody in a role on an account, from `since` until the day before `until`."""

    id: int
    user: PersonReference
    role: TeamRole
    since: dt.date
    until: dt.date | None

    @staticmethod
    def resolve_user(member: AccountTeamMember) -> dict[str, Any]:
        return PersonReference.show(member.user)


class FactAnswer(Answer):
    """The latest value of one figure; null when it is known to be unknown."""

    key: str
    value: Plain
    state: Literal["known", "unknown"]
    as_of: dt.datetime

    @staticmethod
    def resolve_value(fact: Fact) -> Any:
        value = fact_value(fact)
        return value.isoformat() if isinstance(value, dt.date) else value


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
    parent: Reference | None
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
    facts: list[FactAnswer] | None = Field(None, description="Only with `expand=facts`.")

    EXPANSIONS = {
        "team": lambda _reader: Prefetch(
            "team", AccountTeamMember.objects.current().select_related("user").order_by("role", "since", "pk")
        ),
        "facts": lambda reader: Prefetch(
            "facts", Fact.objects.filter(key__in=[spec.key for spec in visible_facts(reader)]).order_by("key")
        ),
    }

    resolve_stage: ClassVar[Any] = staticmethod(_named("stage"))
    resolve_segment: ClassVar[Any] = staticmethod(_named("segment"))
    resolve_tier: ClassVar[Any] = staticmethod(_named("tier"))
    resolve_industry: ClassVar[Any] = staticmethod(_named("industry"))
    resolve_region: ClassVar[Any] = staticmethod(_named("region"))
    resolve_parent: ClassVar[Any] = staticmethod(_named("parent"))

    @staticmethod
    def resolve_domains(account: Account) -> list[str]:
        return sorted(row.domain for row in account.domains.all())

    @staticmethod
    def resolve_external_ids(account: Account) -> dict[str, str]:
        return {row.system: row.value for row in account.external_ids.all()}

    @staticmethod
    def resolve_tags(account: Account) -> list[str]:
        return sorted(tag.name for tag in account.tags.all())

    @staticmethod
    def resolve_team(account: Account) -> list[dict[str, Any]]:
        return [TeamMemberAnswer.show(member) for member in account.team.all()]

    @staticmethod
    def resolve_facts(account: Account) -> list[dict[str, Any]]:
        return [FactAnswer.show(fact) for fact in account.facts.all()]


def account_answer(reader: User) -> type[AccountAnswer]:
    """Return how accounts look to `reader`: with those custom fields that they may see. One query."""
    return _showing(frozenset(field.key for field in custom_fields(RecordKind.ACCOUNT, reader)))


@lru_cache(maxsize=64)
def _showing(keys: frozenset[str]) -> type[AccountAnswer]:
    class Narrowed(AccountAnswer):
        @staticmethod
        def resolve_custom(account: Account) -> dict[str, Any]:
            return {key: value for key, value in account.custom.items() if key in keys}

    return Narrowed


class StageChangeAnswer(Answer):
    """An account entered a stage."""

    id: int
    from_stage: Reference | None
    to_stage: Reference
    on: dt.date
    by: str
    reason: str

    resolve_from_stage: ClassVar[Any] = staticmethod(_named("from_stage"))
    resolve_to_stage: ClassVar[Any] = staticmethod(_named("to_stage"))

    @staticmethod
    def resolve_by(change: StageChange) -> str:
        return change.by_label


class StageAnswer(Reference):
    """A step of the customer's life."""

    kind: StageKind
    position: int
    is_default: bool = Field(description="New accounts begin here.")
    version: int


class OptionAnswer(Reference):
    """A value of one of the lists that each installation names."""

    kind: OptionKind
    position: int
    version: int


class TagAnswer(Reference):
    """A word that people put on accounts."""

    version: int


class CustomFieldAnswer(Answer):
    """A field that this installation added."""

    id: int
    record_kind: RecordKind
    key: str
    label: str
    type: CustomType
    choices: list[str]
    definition: str
    right: str = Field(description="The right that one needs to see it; empty: everyone who sees the record.")
    position: int
    archived_at: dt.datetime | None
    version: int


class FactFieldAnswer(Answer):
    """A figure that may be asked of accounts, as `fact_<key>` in filters."""

    key: str
    label: str
    type: Literal["number", "text", "date", "yes-no"]
    unit: str
    definition: str
    right: Right | None

    @staticmethod
    def resolve_label(spec: FieldSpec) -> str:
        return str(spec.label)

    @staticmethod
    def resolve_type(spec: FieldSpec) -> str:
        return spec.type.value

    @staticmethod
    def resolve_unit(spec: FieldSpec) -> str:
        return str(spec.unit)

    @staticmethod
    def resolve_definition(spec: FieldSpec) -> str:
        return str(spec.definition)
