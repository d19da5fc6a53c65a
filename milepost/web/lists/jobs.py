"""Background jobs, for those who look after the installation: what waits, runs, is done and failed."""

from django.db.models import Exists, OuterRef, QuerySet
from django.tasks import TaskResultStatus
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from milepost.identity.public import Right, User
from milepost.jobs.public import FailedJob, FailureState, discard_job, retry_job
from milepost.ui.public import BulkAction, Field, FieldType, FixedOptions, ListSpec, Preset, Words

_STATES: list[tuple[str, Words]] = [
    (TaskResultStatus.READY.value, gettext_lazy("Waiting")),
    (TaskResultStatus.RUNNING.value, gettext_lazy("Running")),
    (TaskResultStatus.SUCCESSFUL.value, gettext_lazy("Done")),
    (TaskResultStatus.FAILED.value, gettext_lazy("Failed")),
]


def _rows(viewer: User) -> QuerySet[DBTaskResult]:
    rows: QuerySet[DBTaskResult] = DBTaskResult.objects.all()
    if not viewer.may(Right.MANAGE_JOBS):
        return rows.none()
    open_failures = FailedJob.objects.filter(job=OuterRef("pk"), state=FailureState.OPEN)
    rows = rows.annotate(needs_attention=Exists(open_failures))
    return rows.defer("traceback", "return_value", "args_kwargs")


def _name(job: DBTaskResult) -> str:
    """Return the task in words: `milepost.ui.tasks.run_bulk` is "Run bulk"."""
    return str(job.task_path).rsplit(".", 1)[-1].replace("_", " ").capitalize()


def _error(job: DBTaskResult) -> str:
    return str(job.exception_class_path or "").rsplit(".", 1)[-1]


def _retry(viewer: User, job: DBTaskResult, _value: str) -> None:
    retry_job(job.pk, actor=viewer.as_actor())


def _discard(viewer: User, job: DBTaskResult, _value: str) -> None:
    discard_job(job.pk, actor=viewer.as_actor())


def _detail_url(job: DBTaskResult) -> str:
    try:
        return reverse("web:job-detail", args=[job.pk])
    except NoReverseMatch:
        return ""


JOBS = ListSpec(
    key="jobs",
    title=gettext_lazy("All background jobs"),
    lede=gettext_lazy("What waits, runs and failed. A failed job can be retried once its cause is gone."),
    noun=(gettext_lazy("job"), gettext_lazy("jobs")),
    right=Right.MANAGE_JOBS,
    rows=_rows,
    url_name="web:job-list-all",
    detail_url=_detail_url,
    fields=(
        Field(key="task", label=gettext_lazy("Job"), path="task_path", value=_name),
        Field(
            key="state",
            label=gettext_lazy("State"),
            type=FieldType.CHOICE,
            path="status",
            options=FixedOptions(_STATES),
        ),
        Field(
            key="attention",
            label=gettext_lazy("Needs attention"),
            type=FieldType.YES_NO,
            path="needs_attention",
            definition=gettext_lazy("It failed, and nobody has retried or discarded it."),
        ),
        Field(key="error", label=gettext_lazy("Error"), path="exception_class_path", value=_error),
        Field(key="enqueued", label=gettext_lazy("Enqueued"), type=FieldType.DATE, path="enqueued_at"),
        Field(key="started", label=gettext_lazy("Started"), type=FieldType.DATE, path="started_at"),
        Field(key="finished", label=gettext_lazy("Finished"), type=FieldType.DATE, path="finished_at"),
        Field(key="queue", label=gettext_lazy("Queue"), path="queue_name"),
        Field(key="priority", label=gettext_lazy("Priority"), type=FieldType.NUMBER),
    ),
    default_columns=("task", "state", "attention", "error", "enqueued", "finished"),
    default_sort=("-enqueued",),
    presets=(
        Preset(gettext_lazy("Needs attention"), "attention=yes"),
        Preset(
            gettext_lazy("Waiting or running"), f"state={TaskResultStatus.READY.value},{TaskResultStatus.RUNNING.value}"
        ),
    ),
    search=("task_path",),
    bulk_actions=(
        BulkAction(key="retry", label=gettext_lazy("Retry"), icon="refresh", run=_retry, right=Right.MANAGE_JOBS),
        BulkAction(key="discard", label=gettext_lazy("Discard"), icon="archive", run=_discard, right=Right.MANAGE_JOBS),
    ),
    empty_icon="list-check",
    empty_title=gettext_lazy("No jobs yet"),
    empty_text=gettext_lazy("Mails, exports, bulk changes and schedules run in the background and show here."),
    frame="ui/settings.html",
)
