"""The operator's page of background work: its state, what failed, and what to do about it."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.jobs.public import discard_job, failures, retry_job, schedule_states, worker_state, workers
from milepost.lib.errors import Conflict
from milepost.ui.public import person

SHOWN_FAILURES = 50


@require_safe
@requires(Right.MANAGE_JOBS)
def job_list(request: HttpRequest) -> HttpResponse:
    """Show the workers, the queue, the schedules and the failures."""
    state = worker_state()
    context = {
        "state": state,
        "waiting_since": timezone.now() - dt.timedelta(seconds=state.oldest_waiting_seconds),
        "workers": workers(),
        "schedules": schedule_states(),
        "failures": failures().select_related("job")[:SHOWN_FAILURES],
        "more_failures": max(state.failures - SHOWN_FAILURES, 0),
    }
    return render(request, "web/settings/jobs.html", context)


@require_POST
@requires(Right.MANAGE_JOBS)
def job_retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Put a failed job back in the queue."""
    retry_job(job_id, actor=person(request).as_actor())
    messages.success(request, _("The job is back in the queue."))
    return redirect("web:job-list")


@require_POST
@requires(Right.MANAGE_JOBS)
def job_retry_all(request: HttpRequest) -> HttpResponse:
    """Put every job that the page shows back in the queue, after a cause of many failures is mended."""
    count = 0
    for failure in failures()[:SHOWN_FAILURES]:
        try:
            retry_job(failure.job_id, actor=person(request).as_actor())
        except Conflict:  # somebody else was quicker with this one
            continue
        count += 1
    messages.success(request, _("%(count)s jobs are back in the queue.") % {"count": count})
    return redirect("web:job-list")


@require_POST
@requires(Right.MANAGE_JOBS)
def job_discard(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Take a failed job off the list."""
    discard_job(job_id, actor=person(request).as_actor())
    messages.success(request, _("The job is discarded. It will not run again."))
    return redirect("web:job-list")
