"""Plans as a whole: read in one answer, tried, changed; slips, forecast, baselines."""

from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field, StringConstraints

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    changed,
    created,
    json_response,
    listed,
)
from milepost.identity.public import Right
from milepost.lib.errors import NotFound
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    Baseline,
    Dependency,
    Project,
    Task,
    change_plan,
    differences,
    preview_plan,
    project_forecast,
    slip_ledger,
    take_baseline,
)
from milepost.rest.fields import Flag, Id
from milepost.rest.projects.edits import PlanChanges, PlanPreview
from milepost.rest.projects.finding import expected_revision, plan_etag, plan_of, project_of
from milepost.rest.projects.plan_shapes import (
    BaselineAnswer,
    ComparisonAnswer,
    ConsequencesAnswer,
    DifferenceAnswer,
    ForecastAnswer,
    PlanChangedAnswer,
    ScheduleAnswer,
    Shown,
    SlipsAnswer,
    applied_shown,
    consequences_shown,
    slips_shown,
)
from milepost.rest.projects.task_shapes import DependencyAnswer, ScheduledTaskAnswer

router = ApiRouter(tags=["Plans"])

BaselineName = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class NewBaseline(Input):
    """What the plan as it is now is to be called."""

    name: BaselineName
    is_agreement: Flag = Field(False, description="The customer agreed to it: slips are told against the first such.")


class SinceQuery(BaseModel):
    """Against which baseline."""

    baseline_id: Id | None = Field(None, description="The first agreement, else the first baseline, unless you say.")


class ComparisonQuery(BaseModel):
    """With what to compare."""

    to: Id | None = Field(None, description="Another baseline of the project; left out: the plan as it is now.")


@router.reads("/projects/{project_id}/schedule", ScheduleAnswer, errors=(404,))
def get_schedule(request: ApiRequest, project_id: Id) -> HttpResponse:
    """Show a plan: tasks with dates and slack, and links. Its ETag guards changes of the plan."""
    project = project_of(request, project_id)
    response = json_response(_schedule(request, project))
    response["ETag"] = plan_etag(project)
    return response


@router.asks("/projects/{project_id}/preview", ConsequencesAnswer, errors=(404,))
def preview_changes(request: ApiRequest, project_id: Id, body: PlanPreview) -> HttpResponse:
    """Say what changes would do to the plan: which tasks move, what becomes of go-live. Nothing is written."""
    project = plan_of(request, project_id)
    return json_response(consequences_shown(preview_plan(project, body.edits()), project.revision))


@router.changes("/projects/{project_id}/plan", PlanChangedAnswer, right=Right.WRITE)
def update_plan(request: ApiRequest, project_id: Id, body: PlanChanges) -> HttpResponse:
    """Make changes as they were previewed. If-Match holds the ETag of the schedule that you saw, or `*`."""
    project = plan_of(request, project_id)
    revision = expected_revision(request, project, lambda: _schedule(request, project))
    actor = request.caller.user.as_actor()
    reason = body.given_reason()
    applied = change_plan(project, body.edits(), actor=actor, revision=revision, reason=reason)
    response = changed(applied_shown(applied))
    response["ETag"] = plan_etag(applied.project)
    return response


@router.reads("/projects/{project_id}/slips", SlipsAnswer, errors=(404,))
def list_slips(request: ApiRequest, project_id: Id, query: Query[SinceQuery]) -> HttpResponse:
    """Show why go-live moved since a baseline: 404 without one."""
    project, reader = project_of(request, project_id), request.caller.user
    since = _baseline(request, project, query.baseline_id) if query.baseline_id is not None else None
    ledger = slip_ledger(project, since, viewer=reader)
    if ledger is None:
        raise NotFound("no-baseline", _("There is no baseline yet from which slips could be told."))
    roots = {entry.change.task_id for entry in ledger.entries}
    seen = Task.objects.visible_to(reader).filter(pk__in=[key for key in roots if key])
    return json_response(slips_shown(ledger, set(seen.values_list("pk", flat=True))))


@router.reads("/projects/{project_id}/forecast", ForecastAnswer, errors=(404,))
def get_forecast(request: ApiRequest, project_id: Id) -> HttpResponse:
    """Say how likely which day of go-live is, by what finished projects took."""
    found = project_forecast(project_of(request, project_id), request.caller.user)
    return json_response(ForecastAnswer.show(found))


@router.reads("/projects/{project_id}/baselines", Page[BaselineAnswer], errors=(404,))
def list_baselines(request: ApiRequest, project_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List the baselines of a project, the newest first."""
    rows = _baselines(request, project_of(request, project_id))
    return listed(request, BaselineAnswer, rows, query, order=order_terms(["-id"]))


@router.creates("/projects/{project_id}/baselines", BaselineAnswer, right=Right.WRITE, errors=(404,))
def make_baseline(request: ApiRequest, project_id: Id, body: NewBaseline) -> HttpResponse:
    """Keep the plan as it is now under a name, for good."""
    project = plan_of(request, project_id)
    actor = request.caller.user.as_actor()
    baseline = take_baseline(project, body.name, is_agreement=body.is_agreement, actor=actor)
    return created(BaselineAnswer.show(baseline), f"{request.path}/{baseline.pk}")


@router.reads("/projects/{project_id}/baselines/{baseline_id}/comparison", ComparisonAnswer, errors=(404,))
def compare_baselines(
    request: ApiRequest, project_id: Id, baseline_id: Id, query: Query[ComparisonQuery]
) -> HttpResponse:
    """Show what differs from a baseline to another one, or to now: dates, scope, estimates."""
    project = project_of(request, project_id)
    first = _baseline(request, project, baseline_id)
    second = _baseline(request, project, query.to) if query.to is not None else None
    found = differences(first, second, request.caller.user)
    shown = [DifferenceAnswer.show(one) for one in found]
    return json_response({"from_id": first.pk, "to_id": query.to, "differences": shown})


def _schedule(request: ApiRequest, project: Project) -> Shown:
    reader = request.caller.user
    tasks = Task.objects.visible_to(reader).filter(project=project).order_by("outline_order", "pk")
    links = Dependency.objects.visible_to(reader).filter(successor__project=project).order_by("pk")
    return {
        "project_id": project.pk,
        "revision": project.revision,
        "forecast_on": project.forecast_on,
        "ends_on": project.ends_on,
        "go_live_id": project.go_live_id,
        "tasks": [ScheduledTaskAnswer.show(task) for task in tasks],
        "links": [DependencyAnswer.show(link) for link in links],
    }


def _baselines(request: ApiRequest, project: Project) -> QuerySet[Baseline]:
    return Baseline.objects.visible_to(request.caller.user).filter(project=project)


def _baseline(request: ApiRequest, project: Project, key: int) -> Baseline:
    return get_object_or_404(_baselines(request, project), pk=key)
