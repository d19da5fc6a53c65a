"""Tasks for the tests; a task must be found by its path."""

import sys

from django.tasks import task

from milepost.jobs.public import check_cancelled, finish_work, report_progress, retrying
from milepost.lib.actor import current_entrance
from milepost.lib.errors import Invalid

seen: list = []


@task
def note(value):
    seen.append(value)
    return value


@task
def note_entrance():
    seen.append(current_entrance())


@task(takes_context=True)
def note_attempt(context):
    seen.append(context.attempt)


@task
def return_an_object():
    return object()


class SpeechlessError(Exception):
    def __str__(self) -> str:
        raise RuntimeError


@task
@retrying(max_attempts=1)
def break_down_badly(kind):
    if kind == "exit":
        sys.exit(1)
    raise {"surrogate": ValueError("\ud800"), "nul": ValueError("\0"), "speechless": SpeechlessError()}[kind]


@task
@retrying(max_attempts=3, backoff_seconds=10, give_up_on=(Invalid,))
def break_down(kind="error"):
    seen.append(kind)
    if kind == "invalid":
        raise Invalid("no", "There is nothing to be done.")
    raise RuntimeError("the other side is away")


@task
def count_to(work_id, total):
    for done in range(total):
        check_cancelled(work_id)
        report_progress(work_id, done + 1, total, f"step {done + 1}")
    seen.append(current_entrance())
    finish_work(work_id, "counted", "/somewhere")


@task
def only_count(work_id):
    report_progress(work_id, 3)


@task
@retrying(max_attempts=1)
def break_work(work_id):
    raise RuntimeError("broken")


@task
def tick():
    seen.append("tick")
