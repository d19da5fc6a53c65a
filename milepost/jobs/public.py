"""The door of the jobs room. docs/jobs.md holds the recipes."""

from milepost.jobs.actions import (
    cancel_work,
    check_cancelled,
    discard_job,
    finish_work,
    is_done,
    once,
    report_progress,
    retry_job,
    start_work,
)
from milepost.jobs.models import FailedJob, FailureState, Work, WorkerRow
from milepost.jobs.outbox import delivered_event, emit, emit_many
from milepost.jobs.pacing import paced_batches
from milepost.jobs.queries import arguments_of, failures, schedule_states, worker_state, workers
from milepost.jobs.records import (
    Emitted,
    Policy,
    Schedule,
    ScheduleState,
    Subscriber,
    WorkCancelled,
    WorkerDied,
    WorkerState,
    WorkState,
    retrying,
    schedules,
    subscribers,
)
from milepost.jobs.worker import WorkerOptions, run_worker

__all__ = [
    "Emitted",
    "FailedJob",
    "FailureState",
    "Policy",
    "Schedule",
    "ScheduleState",
    "Subscriber",
    "Work",
    "WorkCancelled",
    "WorkState",
    "WorkerDied",
    "WorkerOptions",
    "WorkerRow",
    "WorkerState",
    "arguments_of",
    "cancel_work",
    "check_cancelled",
    "delivered_event",
    "discard_job",
    "emit",
    "emit_many",
    "failures",
    "finish_work",
    "is_done",
    "once",
    "paced_batches",
    "report_progress",
    "retry_job",
    "retrying",
    "run_worker",
    "schedule_states",
    "schedules",
    "start_work",
    "subscribers",
    "worker_state",
    "workers",
]
