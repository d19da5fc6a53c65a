"""One's captured mail: what waits for an account, and what became of the rest."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from milepost.accounts.public import (
    CapturedMail,
    MailState,
    assign_mail,
    dismiss_mail,
    reopen_mail,
    suggested_accounts,
)
from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    listed,
    shown,
)
from milepost.identity.public import Right
from milepost.lib.keyset import order_terms
from milepost.rest.accounts.captured_mail_shapes import CapturedMailAnswer
from milepost.rest.accounts.shapes import Reference
from milepost.rest.accounts.timeline_finding import account_in_body
from milepost.rest.fields import BodyId, Flag, Id

router = ApiRouter(tags=["Captured mail"])


class CapturedMailQuery(PageQuery):
    """Mail in a state."""

    state: MailState | None = None


class Assignment(Input):
    """The account to which a mail belongs."""

    account_id: BodyId
    remember: Flag = Field(False, description="Make contacts of the account of those whom nobody knows yet.")


class Suggestions(Answer):
    """Accounts that a mail may belong to."""

    accounts: list[Reference]


@router.reads("/captured-mail", Page[CapturedMailAnswer])
def list_captured_mail(request: ApiRequest, query: Query[CapturedMailQuery]) -> HttpResponse:
    """List the mail of one's own capture address, the newest first; `state=waiting` is what waits for an account."""
    given = {"state": query.state} if query.state else {}
    rows = _mails(request).filter(**given)
    return listed(request, CapturedMailAnswer, rows, query, order=order_terms(["-sent_at"]), scope=str(given))


@router.reads("/captured-mail/{mail_id}", CapturedMailAnswer, errors=(304, 404))
def get_captured_mail(request: ApiRequest, mail_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a captured mail, with its text as long as it is kept."""
    return shown(request, CapturedMailAnswer, _mail(request, mail_id), query)


@router.reads("/captured-mail/{mail_id}/suggestions", Suggestions, errors=(404,))
def list_mail_suggestions(request: ApiRequest, mail_id: Id) -> dict[str, Any]:
    """List the accounts that a mail may belong to, the likeliest first."""
    mail = _mail(request, mail_id)
    accounts = suggested_accounts([mail], request.caller.user)[mail.pk]
    return {"accounts": [Reference.show(account) for account in accounts]}


@router.creates("/captured-mail/{mail_id}/assignment", CapturedMailAnswer, right=Right.WRITE, errors=(404,))
def assign_captured_mail(request: ApiRequest, mail_id: Id, body: Assignment) -> HttpResponse:
    """Put a waiting mail on an account, as a touchpoint or, of an invitation, as planned meetings."""
    mail, account = _mail(request, mail_id), account_in_body(request, body.account_id)
    assign_mail(mail, account, remember=body.remember, actor=request.caller.user.as_actor())
    fresh = _mail(request, mail.pk)
    return created(CapturedMailAnswer.show(fresh), f"/api/v1/captured-mail/{fresh.pk}", fresh)


@router.acts("/captured-mail/{mail_id}/dismiss", CapturedMailAnswer, right=Right.WRITE, errors=(404,))
def dismiss_captured_mail(request: ApiRequest, mail_id: Id) -> HttpResponse:
    """Say that a waiting mail belongs nowhere."""
    return _changed(request, dismiss_mail(_mail(request, mail_id), actor=request.caller.user.as_actor()))


@router.acts("/captured-mail/{mail_id}/reopen", CapturedMailAnswer, right=Right.WRITE, errors=(404,))
def reopen_captured_mail(request: ApiRequest, mail_id: Id) -> HttpResponse:
    """Let a mail wait again that was assigned or dismissed."""
    return _changed(request, reopen_mail(_mail(request, mail_id), actor=request.caller.user.as_actor()))


def _mails(request: ApiRequest) -> Any:
    return CapturedMail.objects.visible_to(request.caller.user).select_related("account", "user")


def _mail(request: ApiRequest, key: int) -> CapturedMail:
    found: CapturedMail = get_object_or_404(_mails(request), pk=key)
    return found


def _changed(request: ApiRequest, mail: CapturedMail) -> HttpResponse:
    fresh = _mail(request, mail.pk)
    return changed(CapturedMailAnswer.show(fresh), fresh)
