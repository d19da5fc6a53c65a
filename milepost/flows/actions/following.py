"""Requests follow what they became: once their task or project is done, so are they."""

from itertools import batched
from typing import Any

from django.db.models import QuerySet
from django.tasks import task
from django.utils import timezone

from milepost.feedback.public import Outcome, Request, finish_request
from milepost.jobs.public import retrying
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict
from milepost.projects.public import Project, ProjectState, Task, TaskState

_AT_ONCE = 500
_DONE: dict[Outcome, QuerySet[Any]] = {
    Outcome.TASK: Task.objects.filter(state=TaskState.DONE),
    Outcome.PROJECT: Project.objects.filter(state=ProjectState.DONE),
}


@task
@retrying(max_attempts=3, backoff_seconds=60)
def follow_outcomes() -> int:
    """Finish requests of which the task or project is done; return how many. Safe to run twice."""
    return sum(_follow(outcome) for outcome in _DONE)


def _follow(outcome: Outcome) -> int:
    rows = Request.objects.all().open().filter(outcome=outcome).exclude(outcome_key="")
    count = 0
    for some in batched(rows.order_by("pk"), _AT_ONCE):
        keys = {int(request.outcome_key) for request in some}
        done = set(_DONE[outcome].filter(pk__in=keys).values_list("pk", flat=True))
        count += sum(_finish(request) for request in some if int(request.outcome_key) in done)
    return count


def _finish(request: Request) -> int:
    try:
        finish_request(request, actor=SYSTEM, at=timezone.now())
    except Conflict:  # somebody closed it meanwhile
        return 0
    return 1
