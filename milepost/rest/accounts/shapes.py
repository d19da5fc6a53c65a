"""How what belongs to accounts looks."""

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar, Literal

from pydantic import Field

from milepost.accounts.public import (
    AccountContact,
    AccountTeamMember,
    CustomType,
    Fact,
    FieldSpec,
    OptionKind,
    RecordKind,
    StageChange,
    StageKind,
    Stance,
    TeamRole,
    fact_value,
)
from milepost.apikit.public import Answer
from milepost.identity.public import Right
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


class PersonAtAccountAnswer(Answer):
    """Somebody of an account."""

    id: int = Field(description="The place's id, not the contact's.")
    contact: Reference
    stance: Stance
    is_primary: bool = Field(description="The first person to ask at this account.")
    last_spoken_at: dt.datetime | None
    left_on: dt.date | None
    version: int

    @staticmethod
    def resolve_contact(place: AccountContact) -> dict[str, Any]:
        return Reference.show(place.contact)

    @staticmethod
    def resolve_last_spoken_at(place: AccountContact) -> dt.datetime | None:
        return place.spoken_at

    @staticmethod
    def resolve_left_on(place: AccountContact) -> dt.date | None:
        return place.contact.left_on


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
