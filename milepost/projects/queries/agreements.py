"""What is agreed, and what waits: proposals with who was asked and what they said."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from milepost.files.public import StoredFile
from milepost.identity.public import User
from milepost.projects.models import ChangeRequest, Project, Proposal, ScopeVersion, Signer
from milepost.projects.records_scope import ProposalState, SignerState


@dataclass(frozen=True, slots=True)
class ShownSigner:
    """Somebody who was asked. `is_me`: the viewer may answer. `can_be_asked_elsewhere`: another may answer instead."""

    signer: Signer
    files: tuple[StoredFile, ...]
    is_me: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project's scope stands: what is agreed, by a proposal or an approved change, and what is proposed."""

    agreed: ScopeVersion | None
    open: Proposal | None


def standing_of(project: Project) -> Standing:
    """Return where a scope stands. Two queries, with the signers of what is open three."""
    rows = Proposal.objects.filter(project=project).select_related("scope")
    signers = Prefetch("signers", Signer.objects.select_related("user", "contact").order_by("pk"))
    return Standing(agreed_version(project), rows.open().prefetch_related(signers).first())


def shown_signers(proposal: Proposal, viewer: User) -> list[ShownSigner]:
    """Return who was asked, with what they said and its evidence. Two queries."""
    signers = list(
        Signer.objects.filter(proposal=proposal).select_related("user", "contact", "stands_for").order_by("pk")
    )
    files = files_of(Signer.audit_kind(), (signer.pk for signer in signers))
    can_answer = proposal.is_open and not proposal.is_past
    return [
        ShownSigner(
            signer,
            files.get(signer.pk, ()),
            can_answer and signer.user_id == viewer.pk and signer.state == SignerState.WAITING,
            can_answer and signer.state == SignerState.WAITING,
        )
        for signer in signers
    ]


def files_of(kind: str, keys: Iterable[int]) -> dict[int, tuple[StoredFile, ...]]:
    """Return the files that hang on records of one kind, oldest first. One query."""
    rows = StoredFile.objects.filter(owner_kind=kind, owner_key__in=[str(key) for key in keys]).order_by("pk")
    found: dict[int, tuple[StoredFile, ...]] = {}
    for stored in rows:
        found[int(stored.owner_key)] = (*found.get(int(stored.owner_key), ()), stored)
    return found


def agreed_version(project: Project) -> ScopeVersion | None:
    """Return the newest version that was agreed: by those who were asked, or as an approved change. One query."""
    proposed = Proposal.objects.filter(project=project, state=ProposalState.AGREED).values("scope")
    changed = ChangeRequest.objects.filter(project=project, made_scope__isnull=False).values("made_scope")
    rows = ScopeVersion.objects.filter(Q(pk__in=proposed) | Q(pk__in=changed), project=project)
    return rows.order_by("-number").first()
