"""Escalations."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from milepost.accounts.public import (
    Escalation,
    Severity,
    change_escalation,
    close_escalation,
    open_escalation,
    reopen_escalation,
)
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    ShowQuery,
    changed,
    created,
    expected_version,
    shown,
)
from milepost.identity.public import Right
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body
from milepost.rest.accounts.timeline_finding import OfAccountQuery, Subject, Text, account_in_body, owners_for
from milepost.rest.accounts.timeline_shapes import EscalationAnswer
from milepost.rest.fields import BodyId, Id, Instant, left_out
from milepost.rest.listing import filtered

router = ApiRouter(tags=["Timeline"])


class NewEscalation(Input):
    """Something that went wrong for the whole account."""

    account_id: BodyId
    subject: Subject
    severity: Severity = Severity.MEDIUM
    owner_id: BodyId | None = None
    body: Text = ""
    opened_at: Instant | None = None


class EscalationChange(Input):
    """What to change of an escalation."""

    subject: Subject = left_out()
    severity: Severity = left_out()
    owner_id: BodyId | None = left_out()
    body: Text = left_out()
    opened_at: Instant = left_out()


class Closing(Input):
    """How it ended."""

    resolution: Subject
    closed_at: Instant | None = None


class EscalationQuery(OfAccountQuery):
    """Escalations of an account, open or closed."""

    is_open: bool | None = Field(None, description="Only open ones, or only closed ones.")


@router.reads("/escalations", Page[EscalationAnswer])
def list_escalations(request: ApiRequest, query: Query[EscalationQuery]) -> HttpResponse:
    """List escalations, without `sort` the newest first."""
    return filtered(request, EscalationAnswer, "escalations", query, query.narrowing(closed_at__isnull=query.is_open))


@router.reads("/escalations/{escalation_id}", EscalationAnswer, errors=(304, 404))
def get_escalation(request: ApiRequest, escalation_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show an escalation."""
    return shown(request, EscalationAnswer, _escalation(request, escalation_id), query)


@router.creates("/escalations", EscalationAnswer, right=Right.WRITE, errors=(404,))
def make_escalation(request: ApiRequest, body: NewEscalation) -> HttpResponse:
    """Open an escalation; its owner is told."""
    account = account_in_body(request, body.account_id)
    given = _given(request, body.model_dump())
    given.pop("account_id")
    with in_words_of_the_body():
        escalation = open_escalation(account, given.pop("subject"), actor=request.caller.user.as_actor(), **given)
    return created(EscalationAnswer.show(escalation), f"{request.path}/{escalation.pk}", escalation)


@router.changes("/escalations/{escalation_id}", EscalationAnswer, right=Right.WRITE)
def update_escalation(request: ApiRequest, escalation_id: Id, body: EscalationChange) -> HttpResponse:
    """Change an escalation."""
    escalation = _escalation(request, escalation_id)
    version = expected_version(request, escalation, EscalationAnswer.show(escalation))
    changes = _given(request, body.given(), escalation.owner_id)
    with in_words_of_the_body():
        change_escalation(escalation, changes, expected_version=version, actor=request.caller.user.as_actor())
    return changed(EscalationAnswer.show(escalation), escalation)


@router.creates("/escalations/{escalation_id}/closing", EscalationAnswer, right=Right.WRITE, errors=(404,))
def end_escalation(request: ApiRequest, escalation_id: Id, body: Closing) -> HttpResponse:
    """Close an escalation and say how it ended."""
    escalation = _escalation(request, escalation_id)
    with in_words_of_the_body():
        close_escalation(escalation, actor=request.caller.user.as_actor(), **body.model_dump())
    return created(EscalationAnswer.show(escalation), f"/api/v1/escalations/{escalation.pk}", escalation)


@router.acts("/escalations/{escalation_id}/reopen", EscalationAnswer, right=Right.WRITE, errors=(404,))
def reopen_one_escalation(request: ApiRequest, escalation_id: Id) -> HttpResponse:
    """Open a closed escalation again."""
    escalation = reopen_escalation(_escalation(request, escalation_id), actor=request.caller.user.as_actor())
    return changed(EscalationAnswer.show(escalation), escalation)


def _escalation(request: ApiRequest, key: int) -> Escalation:
    rows: QuerySet[Escalation] = EscalationAnswer.prepare(Escalation.objects.visible_to(request.caller.user))
    return get_object_or_404(rows.select_related("account", "owner"), pk=key)


def _given(request: ApiRequest, given: dict[str, Any], owner: int | None = None) -> dict[str, Any]:
    """Return the body's values as the actions take them."""
    if "owner_id" in given:
        owner_id = given.pop("owner_id")
        owners = owners_for(request, owner)
        given["owner"] = named_in_body(owners, "owner_id", owner_id) if owner_id else None
    return given
