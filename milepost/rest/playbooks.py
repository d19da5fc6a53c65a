"""Playbooks: which there are, and starting one for an account."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from milepost.accounts.public import Account
from milepost.apikit.public import Answer, ApiRequest, ApiRouter, FilteredQuery, Input, Page, created, json_response
from milepost.identity.public import Right
from milepost.playbooks.public import (
    Late,
    Playbook,
    Preview,
    Run,
    StartRequest,
    preview_start,
    published_version,
    start_playbook,
)
from milepost.projects.public import ProjectKind
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body
from milepost.rest.fields import BodyId, Day
from milepost.rest.listing import filtered

router = ApiRouter(tags=["Playbooks"])

_MOST = 500
Key = Annotated[str, Field(max_length=60)]


class PlaybookAnswer(Answer):
    """A playbook, as it is started now."""

    key: str
    name: str
    kind: ProjectKind
    number: int = Field(description="Of the published version.")
    step_count: int
    archived_at: dt.datetime | None = Field(description="Since then it is started no more.")
    updated_at: dt.datetime

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Read the published versions along, without what they say."""
        return rows.filter(published__isnull=False).select_related("published").defer("published__document")

    @staticmethod
    def resolve_number(playbook: Playbook) -> int:
        return published_version(playbook).number


class Start(Input):
    """For whom and how. What is left out is taken from the playbook and the account."""

    account_id: BodyId
    anchors: dict[Key, Day] = Field({}, max_length=_MOST, description="Days by name: `start`, `renewal` …")
    answers: dict[Key, Annotated[str, Field(max_length=300)]] = Field(
        {}, max_length=_MOST, description="Answers by key of the question, as texts: `yes`, `20`, `2026-05-04`."
    )
    roles: dict[Key, BodyId | None] = Field(
        {}, max_length=_MOST, description="A colleague or contact by key of the role; null leaves it open."
    )
    without: list[Key] = Field([], max_length=_MOST, description="Keys of optional steps that are not wanted.")
    late: Late = Late.TODAY
    name: str = Field("", max_length=200, description="Of the project.")
    reason: str = Field("", max_length=300, description="Why once more, where it runs for the same anchor.")


class StartQuery(BaseModel):
    """Whether to write."""

    preview: bool = Field(False, description="Only say what would be made.")


class PlannedStepAnswer(BaseModel):
    """A step as it would be made."""

    key: str
    title: str
    phase: str
    start_on: dt.date
    finish_on: dt.date
    who: list[str]


class CautionAnswer(BaseModel):
    """Something to know before the start."""

    code: str
    text: str


class PreviewAnswer(BaseModel):
    """What a start would make. While something is missing there are no dates."""

    name: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    go_live_on: dt.date | None
    steps: list[PlannedStepAnswer]
    left_out: list[str] = Field(description="Keys of steps that are not made.")
    unfilled: list[str] = Field(description="Keys of roles that nobody fills yet.")
    missing: dict[str, str] = Field(description="What must be said first, by field: `anchor.renewal`, `answer.sso`.")
    cautions: list[CautionAnswer]


class StartedAnswer(BaseModel):
    """The project that was made."""

    project_id: int
    name: str
    tasks: dict[str, int] = Field(description="The task of each step, by its key.")


@router.reads("/playbooks", Page[PlaybookAnswer])
def list_playbooks(request: ApiRequest, query: Query[FilteredQuery]) -> HttpResponse:
    """List playbooks."""
    return filtered(request, PlaybookAnswer, "playbooks", query)


@router.starts("/playbooks/{key}/start", PreviewAnswer, StartedAnswer, right=Right.WRITE, errors=(404,))
def start_a_playbook(request: ApiRequest, key: Key, body: Start, query: Query[StartQuery]) -> HttpResponse:
    """Start a playbook for an account: one project with all that belongs to it.

    With `preview=1` nothing is written: 200 says what would be made. 409 `already-running` where the playbook runs for
    the same account and anchor, unless `reason` says why once more.
    """
    caller = request.caller.user
    playbooks = Playbook.objects.visible_to(caller).in_use().select_related("published")
    version = published_version(get_object_or_404(playbooks, key=key))
    account = named_in_body(Account.objects.visible_to(caller).active(), "account_id", body.account_id)
    given = body.model_dump(exclude={"account_id", "without"})
    wanted = StartRequest(account=account, without=frozenset(body.without), **given)
    with in_words_of_the_body():
        if query.preview:
            return json_response(_previewed(preview_start(version, wanted, caller, timezone.localdate())))
        run = start_playbook(version, wanted, actor=caller.as_actor(), viewer=caller)
    return created(_started(run), f"/api/v1/projects/{run.project_id}")


def _previewed(preview: Preview) -> dict[str, Any]:
    steps = [
        {
            "key": each.step.key,
            "title": each.title,
            "phase": each.phase,
            "start_on": each.start_on,
            "finish_on": each.finish_on,
            "who": list(each.who),
        }
        for each in preview.steps
    ]
    return {
        "name": preview.name,
        "starts_on": preview.starts_on,
        "ends_on": preview.ends_on,
        "go_live_on": preview.go_live_on,
        "steps": steps,
        "left_out": [step.key for step, _why in preview.left_out],
        "unfilled": [filling.role.key for filling in preview.unfilled],
        "missing": dict(preview.missing),
        "cautions": [{"code": each.code, "text": each.text} for each in preview.cautions],
    }


def _started(run: Run) -> dict[str, Any]:
    tasks = dict(run.steps.values_list("step", "task_id"))
    return {"project_id": run.project_id, "name": run.project.name, "tasks": tasks}
