"""Status reports: drafts are begun, written and sent; a sent one stays as it is."""

import datetime as dt
from typing import Annotated, Any, ClassVar

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.accounts.public import Contact
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
    expected_version,
    json_response,
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Right, User
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    Light,
    Project,
    ReportRecipient,
    ReportState,
    StatusReport,
    begin_report,
    change_report,
    delete_report,
    send_report,
)
from milepost.rest.accounts.finding import named_in_body
from milepost.rest.fields import BodyId, Day, Id, left_out
from milepost.rest.projects.finding import seen_whole

router = ApiRouter(tags=["Status reports"])

Word = Annotated[str, StringConstraints(max_length=300)]
Chapter = Annotated[str, StringConstraints(max_length=10_000)]


class RecipientAnswer(Answer):
    """Somebody to whom a report was sent by mail."""

    user_id: int | None
    contact_id: int | None
    name: str
    email: str
    mailed_at: dt.datetime | None = Field(description="Null: on its way.")


class ReportAnswer(Answer):
    """A status report. Texts are plain; lines that begin with `- ` are items of a list."""

    id: int
    project_id: int
    number: int
    state: ReportState
    since_on: dt.date = Field(description="The day after which its texts were gathered.")
    on: dt.date
    scope_light: Light
    scope_word: str
    schedule_light: Light
    schedule_word: str
    budget_light: Light
    budget_word: str
    mood_light: Light
    mood_word: str
    summary: str
    done: str
    slipped: str
    decided: str
    agreed: str
    next: str
    needed: str
    by: str
    sent_at: dt.datetime | None
    sha256: str = Field(description="Of the document that was frozen when it was sent; empty before.")
    recipients: list[RecipientAnswer] | None = Field(None, description="Only with `expand=recipients`.")
    version: int

    EXPANSIONS = {
        "recipients": lambda reader: Prefetch(
            "recipients", ReportRecipient.objects.visible_to(reader).order_by("pk"), to_attr="shown_recipients"
        )
    }

    resolve_by: ClassVar[Any] = staticmethod(lambda report: report.by_label)

    @staticmethod
    def resolve_recipients(report: Any) -> list[dict[str, Any]]:
        return [RecipientAnswer.show(one) for one in report.shown_recipients]


class ReportQuery(PageQuery):
    """Status reports of a project."""

    project_id: Id | None = Field(None, description="Only those of this project.")


class ReportChange(Input):
    """What is left out stays as it is."""

    on: Day = left_out()
    scope_light: Light = left_out()
    scope_word: Word = left_out()
    schedule_light: Light = left_out()
    schedule_word: Word = left_out()
    budget_light: Light = left_out()
    budget_word: Word = left_out()
    mood_light: Light = left_out()
    mood_word: Word = left_out()
    summary: Chapter = left_out()
    done: Chapter = left_out()
    slipped: Chapter = left_out()
    decided: Chapter = left_out()
    agreed: Chapter = left_out()
    next: Chapter = left_out()
    needed: Chapter = left_out()


class NewReport(Input):
    """The next report of a project; where a draft is open, that one is answered."""

    project_id: BodyId


class Sending(Input):
    """Who gets it by mail; nobody: it is frozen, and handed over another way."""

    user_ids: list[BodyId] = Field(default_factory=list, max_length=100)
    contact_ids: list[BodyId] = Field(default_factory=list, max_length=100)


@router.reads("/status-reports", Page[ReportAnswer])
def list_status_reports(request: ApiRequest, query: Query[ReportQuery]) -> HttpResponse:
    """List status reports, the newest first."""
    rows = StatusReport.objects.visible_to(request.caller.user)
    if query.project_id is not None:
        rows = rows.filter(project=query.project_id)
    return listed(request, ReportAnswer, rows, query, order=order_terms(["-id"]), scope=f"{query.project_id}")


@router.reads("/status-reports/{report_id}", ReportAnswer, errors=(304, 404))
def get_status_report(request: ApiRequest, report_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a status report."""
    return shown(request, ReportAnswer, _report(request, report_id), query)


@router.creates("/status-reports", ReportAnswer, right=Right.WRITE, errors=(404,))
def make_status_report(request: ApiRequest, body: NewReport) -> HttpResponse:
    """Begin a report, its texts drafted from what changed since the last one that was sent."""
    caller = request.caller.user
    project = seen_whole(request, named_in_body(Project.objects.visible_to(caller), "project_id", body.project_id))
    report = begin_report(project, actor=caller.as_actor(), author=caller)
    return created(ReportAnswer.show(report), f"{request.path}/{report.pk}", report)


@router.changes("/status-reports/{report_id}", ReportAnswer, right=Right.WRITE)
def update_status_report(request: ApiRequest, report_id: Id, body: ReportChange) -> HttpResponse:
    """Write a draft."""
    report = _report(request, report_id)
    version = expected_version(request, report, ReportAnswer.show(report))
    stored = change_report(report, body.given(), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(ReportAnswer.show(stored), stored)


@router.deletes("/status-reports/{report_id}", right=Right.WRITE)
def drop_status_report(request: ApiRequest, report_id: Id) -> HttpResponse:
    """Throw a draft away."""
    report = _report(request, report_id)
    expected_version(request, report, ReportAnswer.show(report))
    delete_report(report, actor=request.caller.user.as_actor())
    return nothing()


@router.acts("/status-reports/{report_id}/send", ReportAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def send_status_report(request: ApiRequest, report_id: Id, body: Sending) -> HttpResponse:
    """Freeze a report, and mail it to people."""
    caller, report = request.caller.user, _report(request, report_id)
    people: list[User | Contact] = [
        *(named_in_body(User.objects.visible_to(caller).active(), "user_ids", key) for key in body.user_ids),
        *(named_in_body(Contact.objects.visible_to(caller).active(), "contact_ids", key) for key in body.contact_ids),
    ]
    sent = send_report(report, people, actor=caller.as_actor())
    return json_response(ReportAnswer.show(sent))


def _report(request: ApiRequest, key: int) -> StatusReport:
    rows = StatusReport.objects.visible_to(request.caller.user).select_related("project__account")
    return get_object_or_404(rows, pk=key)
