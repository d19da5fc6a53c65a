"""How scopes look: lines of the working draft, versions, and proposals of them with those who answer."""

import datetime as dt
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from pydantic import BaseModel, Field

from milepost.apikit.public import Answer
from milepost.projects.public import (
    Needs,
    PartySide,
    Proposal,
    ProposalState,
    ScopeVersion,
    Section,
    ShownItem,
    Signer,
    SignerState,
    shown_version,
)
from milepost.rest.accounts.shapes import Reference
from milepost.rest.shapes import PersonReference


def user_of(record: Any) -> dict[str, Any] | None:
    """Return the colleague of a row that is about one person of either side."""
    return PersonReference.show(record.user) if record.user else None


def contact_of(record: Any) -> dict[str, Any] | None:
    """Return the contact of a row that is about one person of either side."""
    return Reference.show(record.contact) if record.contact else None


class ScopeItemAnswer(Answer):
    """A line of a project's working draft, which nobody has agreed to yet."""

    id: int
    project_id: int
    section: Section
    position: int
    text: str
    detail: str = Field(description="Accepted when; of a commitment the evidence in words.")
    user: PersonReference | None = Field(description="Who asked, of us; of a commitment who promised.")
    contact: Reference | None = Field(description="Who asked, of the customer; of a commitment to whom.")
    task_id: int | None = Field(description="The task or milestone with which a deliverable is ready.")
    link: str
    removed_at: dt.datetime | None = Field(description="Since then the draft says it no more.")
    version: int

    resolve_user: ClassVar[Any] = staticmethod(user_of)
    resolve_contact: ClassVar[Any] = staticmethod(contact_of)

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Read the people along."""
        return rows.select_related("user", "contact")


class AgreedFile(BaseModel):
    """A file that a version speaks of."""

    id: int
    name: str
    sha256: str


class ItemOfVersion(BaseModel):
    """A line as a version says it, for good."""

    id: int = Field(description="The line of the working draft that it came from.")
    text: str
    detail: str
    who: str
    task: str
    link: str
    files: list[AgreedFile]


class SectionOfVersion(BaseModel):
    """A section of a version with its lines."""

    section: Section
    items: list[ItemOfVersion]


class ScopeAnswer(Answer):
    """A version of a scope: exactly what was shown, under its fingerprint. It is never changed."""

    id: int
    project_id: int
    number: int
    sha256: str = Field(description="Of the version's text; an answer to a proposal names it.")
    target_on: dt.date | None = Field(description="The go-live day that it says.")
    note: str
    by: str
    created_at: dt.datetime
    sections: list[SectionOfVersion]
    changes: list[str] = Field(description="The approved changes that it holds, in words.")

    resolve_by: ClassVar[Any] = staticmethod(lambda version: version.by_label)

    @staticmethod
    def resolve_sections(version: ScopeVersion) -> list[dict[str, Any]]:
        sections = shown_version(version).sections
        return [{"section": each.section, "items": [_item(item) for item in each.items]} for each in sections]

    @staticmethod
    def resolve_changes(version: ScopeVersion) -> list[str]:
        return [f"{each['title']}: {each['words']}" for each in shown_version(version).changes]


def _item(item: ShownItem) -> dict[str, Any]:
    files = [{name: file[name] for name in ("id", "name", "sha256")} for file in item.files]
    said = {name: getattr(item, name) for name in ("id", "text", "detail", "who", "task", "link")}
    return {**said, "files": files}


class SignerAnswer(Answer):
    """Somebody whose agreement is asked for, and what they said."""

    id: int
    name: str = Field(description="As it was then; empty of somebody who was erased.")
    side: PartySide
    user: PersonReference | None
    contact: Reference | None
    state: SignerState
    reason: str
    decided_at: dt.datetime | None
    sha256: str = Field(description="The fingerprint of what they answered to.")
    recorded_by: str = Field(description="Who wrote down what came by another way.")
    evidence: str

    resolve_user: ClassVar[Any] = staticmethod(user_of)
    resolve_contact: ClassVar[Any] = staticmethod(contact_of)


class ProposalAnswer(Answer):
    """A version that was put before people to be agreed."""

    id: int
    project_id: int
    scope_id: int
    sha256: str
    state: ProposalState
    needs: Needs
    expires_on: dt.date | None
    message: str
    by: str
    proposed_at: dt.datetime
    closed_at: dt.datetime | None
    closed_why: str
    baseline_id: int | None = Field(description="Taken when it was agreed.")
    signers: list[SignerAnswer]
    version: int

    resolve_sha256: ClassVar[Any] = staticmethod(lambda proposal: proposal.scope.sha256)
    resolve_by: ClassVar[Any] = staticmethod(lambda proposal: proposal.by_label)

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Read those who answer along."""
        signers = Signer.objects.select_related("user", "contact").order_by("pk")
        return rows.select_related("scope").prefetch_related(Prefetch("signers", signers))

    @staticmethod
    def resolve_signers(proposal: Proposal) -> list[dict[str, Any]]:
        return [SignerAnswer.show(signer) for signer in proposal.signers.all()]


class ProposalCommentAnswer(Answer):
    """Something that was said about a proposal, by somebody of either side."""

    id: int
    user: PersonReference | None
    contact: Reference | None
    text: str
    created_at: dt.datetime

    resolve_user: ClassVar[Any] = staticmethod(user_of)
    resolve_contact: ClassVar[Any] = staticmethod(contact_of)

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Read the people along."""
        return rows.select_related("user", "contact")
