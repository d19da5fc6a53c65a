"""A person is erased on request: what hangs on them, and the erasure with its report."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from pydantic import BaseModel, Field, StringConstraints

from milepost.accounts.public import Contact, ErasureReport, RecordKind, erase_contact, merge_preview
from milepost.apikit.public import ApiRequest, ApiRouter, Input, created, json_response
from milepost.identity.public import Right, Scope
from milepost.rest.accounts.merges import MovingAnswer, moving_row
from milepost.rest.fields import BodyId, Id, left_out

router = ApiRouter(tags=["Merging and erasing"])
_RIGHT = Right.MANAGE_ACCOUNTS


class Erasure(Input):
    """Who is to be erased: the name guards against a wrong number, the version against what you have not seen."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    version: BodyId = left_out()


class ErasurePreviewAnswer(BaseModel):
    """What hangs on the person now, and the version that this holds for."""

    version: int
    rows: list[MovingAnswer]


class ErasedRowsAnswer(BaseModel):
    """What was done to one table."""

    label: str
    count: int
    kept: int
    why: str = Field(description="Why rows were kept.")


class MentionAnswer(BaseModel):
    """A text that names the person still: people wrote it, and must judge it."""

    kind: str
    id: int
    label: str
    account_id: int


class NamingFileAnswer(BaseModel):
    """A file that names the person, or (`is_read` is false) that nobody could look into."""

    name: str
    touchpoint_id: int
    is_read: bool


class ErasureAnswer(BaseModel):
    """What an erasure did. It is answered once; keep it if you have to prove it."""

    rows: list[ErasedRowsAnswer]
    log_entries: int
    addresses: int = Field(description="Addresses that are not taken in again.")
    mentions: list[MentionAnswer]
    files: list[NamingFileAnswer]


@router.reads("/contacts/{contact_id}/erasure-preview", ErasurePreviewAnswer, right=_RIGHT, errors=(404,))
def preview_erasure(request: ApiRequest, contact_id: Id) -> HttpResponse:
    """Show what hangs on a person, before they are erased."""
    contact, me = _contact(request, contact_id), request.caller.user
    moving = merge_preview(RecordKind.CONTACT, contact, contact, me).moving
    return json_response({"version": contact.version, "rows": [moving_row(one) for one in moving]})


@router.creates(
    "/contacts/{contact_id}/erasure", ErasureAnswer, scope=Scope.ADMIN, right=_RIGHT, keeps_answer=False, errors=(404,)
)
def erase_person(request: ApiRequest, contact_id: Id, body: Erasure) -> HttpResponse:
    """Erase a person for good, with all who were merged into them; their addresses are not taken in again."""
    contact, actor = _contact(request, contact_id), request.caller.user.as_actor()
    report = erase_contact(contact, actor=actor, expected_version=body.version, named=body.name)
    return created(_shown(report), f"/api/v1/history/{Contact.audit_kind()}/{contact_id}")


def _contact(request: ApiRequest, contact_id: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.caller.user), pk=contact_id)


def _shown(report: ErasureReport) -> dict[str, Any]:
    return {
        "rows": [
            {"label": str(one.label), "count": one.count, "kept": one.kept, "why": str(one.why)} for one in report.rows
        ],
        "log_entries": report.log_entries,
        "addresses": report.addresses,
        "mentions": [
            {"kind": str(one.kind), "id": one.key, "label": one.label, "account_id": one.account_id}
            for one in report.mentions
        ],
        "files": [
            {"name": one.name, "touchpoint_id": one.touchpoint_id, "is_read": one.is_read} for one in report.files
        ],
    }
