"""Proposals: a version of a scope before people of both sides, and what they answer."""

from typing import Annotated, Literal

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints, model_validator

from milepost.accounts.public import Contact
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    created,
    json_response,
    listed,
    shown,
)
from milepost.identity.public import Right, User
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    Needs,
    Proposal,
    ProposalComment,
    ProposalState,
    ScopeVersion,
    Signer,
    comment_on_proposal,
    decide,
    delegate,
    propose_scope,
    record_decision,
    replace_signer,
    withdraw_proposal,
)
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body
from milepost.rest.fields import BodyId, Day, Id, Instant
from milepost.rest.projects.fields import Note
from milepost.rest.projects.scope_shapes import ProposalAnswer, ProposalCommentAnswer
from milepost.rest.projects.scopes import ScopeQuery

router = ApiRouter(tags=["Scope"])

Reason = Annotated[str, StringConstraints(max_length=2000)]
Evidence = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
People = Annotated[list[BodyId], Field(max_length=20)]
YesOrNo = Literal["agreed", "declined"]


class ProposalQuery(ScopeQuery):
    """Proposals."""

    state: ProposalState | None = None


class NewProposal(Input):
    """A version to put before people: what is open until now is overtaken."""

    scope_id: BodyId
    user_ids: People = Field([], description="Of us.")
    contact_ids: People = Field([], description="Of the customer.")
    needs: Needs = Needs.ALL
    expires_on: Day | None = None
    message: Annotated[str, StringConstraints(max_length=5000)] = ""


class OnePerson(Input):
    """Exactly one of a colleague and a contact."""

    user_id: BodyId | None = None
    contact_id: BodyId | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "OnePerson":
        if (self.user_id is None) == (self.contact_id is None):
            raise ValueError("name one person: user_id or contact_id")
        return self


class OwnAnswer(Input):
    """One's own answer, to exactly what was shown."""

    decision: YesOrNo
    sha256: Annotated[str, StringConstraints(min_length=64, max_length=64)]
    reason: Reason = Field("", description="A no says why.")


class RecordedAnswer(Input):
    """What a contact answered by mail or in person."""

    decision: YesOrNo
    evidence: Evidence = Field(description="What they wrote or said.")
    reason: Reason = Field("", description="A no says why.")
    at: Instant | None = Field(None, description="When it was said; null: now.")


class Withdrawal(Input):
    """Why it is taken back."""

    reason: Note = ""


class NewProposalComment(Input):
    """What is said."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=5000)]


@router.reads("/proposals", Page[ProposalAnswer])
def list_proposals(request: ApiRequest, query: Query[ProposalQuery]) -> HttpResponse:
    """List proposals, the newest first."""
    rows = Proposal.objects.visible_to(request.caller.user)
    if query.project_id is not None:
        rows = rows.filter(project=query.project_id)
    if query.state is not None:
        rows = rows.filter(state=query.state)
    scope = f"{query.project_id} {query.state}"
    return listed(request, ProposalAnswer, rows, query, order=order_terms(["-id"]), scope=scope)


@router.reads("/proposals/{proposal_id}", ProposalAnswer, errors=(304, 404))
def get_proposal(request: ApiRequest, proposal_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a proposal with those who were asked, and what they said."""
    return shown(request, ProposalAnswer, _proposal(request, proposal_id), query)


@router.creates("/proposals", ProposalAnswer, right=Right.WRITE, errors=(404, 409))
def make_proposal(request: ApiRequest, body: NewProposal) -> HttpResponse:
    """Propose a version of a scope. 409 `older-version` where a newer one was agreed."""
    caller = request.caller.user
    versions = ScopeVersion.objects.visible_to(caller).select_related("project__account")
    version = named_in_body(versions, "scope_id", body.scope_id)
    people = [
        *(named_in_body(User.objects.visible_to(caller), "user_ids", key) for key in body.user_ids),
        *(named_in_body(Contact.objects.visible_to(caller), "contact_ids", key) for key in body.contact_ids),
    ]
    given = body.model_dump(include={"needs", "expires_on", "message"})
    proposal = propose_scope(version, people, actor=caller.as_actor(), by=caller, **given)
    return created(_shown(request, proposal), f"{request.path}/{proposal.pk}", proposal)


@router.acts("/proposals/{proposal_id}/withdraw", ProposalAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def withdraw_one_proposal(request: ApiRequest, proposal_id: Id, body: Withdrawal) -> HttpResponse:
    """Take an open proposal back."""
    proposal = _proposal(request, proposal_id)
    withdraw_proposal(proposal, actor=request.caller.user.as_actor(), why=body.reason)
    return json_response(_shown(request, proposal))


@router.acts("/proposals/{proposal_id}/answer", ProposalAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def answer_proposal(request: ApiRequest, proposal_id: Id, body: OwnAnswer) -> HttpResponse:
    """Agree or decline, as one of those who were asked. 409 `other-version` for another fingerprint."""
    caller, proposal = request.caller.user, _proposal(request, proposal_id)
    decide(proposal, caller, body.decision, sha256=body.sha256, actor=caller.as_actor(), reason=body.reason)
    return json_response(_shown(request, proposal))


@router.acts("/proposals/{proposal_id}/delegate", ProposalAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def delegate_proposal(request: ApiRequest, proposal_id: Id, body: OnePerson) -> HttpResponse:
    """Pass the question on to somebody of one's own side."""
    caller, proposal = request.caller.user, _proposal(request, proposal_id)
    delegate(proposal, caller, _person(request, body), actor=caller.as_actor())
    return json_response(_shown(request, proposal))


@router.acts(
    "/proposals/{proposal_id}/signers/{signer_id}/record",
    ProposalAnswer,
    takes_body=True,
    right=Right.WRITE,
    errors=(404, 409),
)
def record_answer(request: ApiRequest, proposal_id: Id, signer_id: Id, body: RecordedAnswer) -> HttpResponse:
    """Write down what somebody of the customer answered."""
    proposal = _proposal(request, proposal_id)
    signer = get_object_or_404(Signer.objects.select_related("proposal"), proposal=proposal, pk=signer_id)
    with in_words_of_the_body(on="at"):
        record_decision(signer, actor=request.caller.user.as_actor(), **body.model_dump())
    return json_response(_shown(request, proposal))


@router.acts(
    "/proposals/{proposal_id}/signers/{signer_id}/replace",
    ProposalAnswer,
    takes_body=True,
    right=Right.WRITE,
    errors=(404, 409),
)
def replace_one_signer(request: ApiRequest, proposal_id: Id, signer_id: Id, body: OnePerson) -> HttpResponse:
    """Ask another person of the same side instead of one who has not answered."""
    proposal = _proposal(request, proposal_id)
    signer = get_object_or_404(Signer.objects.select_related("proposal"), proposal=proposal, pk=signer_id)
    replace_signer(signer, _person(request, body), actor=request.caller.user.as_actor())
    return json_response(_shown(request, proposal))


@router.reads("/proposals/{proposal_id}/comments", Page[ProposalCommentAnswer], errors=(404,))
def list_proposal_comments(request: ApiRequest, proposal_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List what was said about a proposal, the oldest first."""
    rows = ProposalComment.objects.filter(proposal=_proposal(request, proposal_id))
    return listed(request, ProposalCommentAnswer, rows, query, order=order_terms(["id"]))


@router.creates("/proposals/{proposal_id}/comments", ProposalCommentAnswer, right=Right.WRITE, errors=(404,))
def make_proposal_comment(request: ApiRequest, proposal_id: Id, body: NewProposalComment) -> HttpResponse:
    """Say something about a proposal."""
    caller = request.caller.user
    comment = comment_on_proposal(_proposal(request, proposal_id), body.text, by=caller, actor=caller.as_actor())
    return created(ProposalCommentAnswer.show(comment), f"{request.path}/{comment.pk}", comment)


def _proposal(request: ApiRequest, key: int) -> Proposal:
    rows = ProposalAnswer.prepare(Proposal.objects.visible_to(request.caller.user)).select_related("project", "scope")
    found: Proposal = get_object_or_404(rows, pk=key)
    return found


def _shown(request: ApiRequest, proposal: Proposal) -> dict[str, object]:
    """Return a proposal as it is stored now, with everybody's answers."""
    return ProposalAnswer.show(_proposal(request, proposal.pk))


def _person(request: ApiRequest, body: OnePerson) -> User | Contact:
    caller = request.caller.user
    if body.user_id is not None:
        user: User = named_in_body(User.objects.visible_to(caller), "user_id", body.user_id)
        return user
    contact: Contact = named_in_body(Contact.objects.visible_to(caller), "contact_id", body.contact_id or 0)
    return contact
