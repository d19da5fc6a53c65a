"""Long work that one waits for."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from milepost.apikit.public import Answer, ApiRequest, ApiRouter, Page, PageQuery, ShowQuery, changed, listed, shown
from milepost.jobs.public import Work, WorkState, cancel_work
from milepost.lib.keyset import order_terms
from milepost.rest.fields import Id

router = ApiRouter(tags=["Work"])


class WorkAnswer(Answer):
    """Work that goes on in the background."""

    id: int
    title: str
    state: WorkState
    done: int
    total: int | None = Field(description="Null while it is unknown.")
    note: str
    summary: str
    result_url: str
    cancel_requested: bool
    created_at: dt.datetime
    finished_at: dt.datetime | None


@router.reads("/work", Page[WorkAnswer])
def list_work(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the work that you started, the newest first."""
    mine = Work.objects.of(request.caller.user.as_actor())
    return listed(request, WorkAnswer, mine, query, order=order_terms(["-id"]))


@router.reads("/work/{work_id}", WorkAnswer, errors=(404,))
def get_work(request: ApiRequest, work_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show how far your work has come."""
    return shown(request, WorkAnswer, _own(request, work_id), query)


@router.acts("/work/{work_id}/cancel", WorkAnswer, errors=(404,))
def stop_work(request: ApiRequest, work_id: Id) -> HttpResponse:
    """Ask your work to stop at its next safe point."""
    return changed(WorkAnswer.show(cancel_work(work_id, actor=request.caller.user.as_actor())))


def _own(request: ApiRequest, work_id: int) -> Work:
    return get_object_or_404(Work.objects.of(request.caller.user.as_actor()), pk=work_id)
