"""Tasks that come again: each time exactly once, made two weeks ahead by a nightly job."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

from dateutil.rrule import rrulestr
from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, create_records, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.jobs.public import paced_batches, retrying
from milepost.lib.actor import SYSTEM, Actor
from milepost.lib.errors import DomainError, Invalid
from milepost.projects.actions.tasks import TaskHome, create_task
from milepost.projects.models import Occurrence, Recurrence, Task, TaskParty
from milepost.projects.models.recurrences import AHEAD
from milepost.projects.records import ConstraintKind, TaskState

TIMES_MOST = 500
# Of a rule's parts those that speak of days.
_PARTS = "INTERVAL|COUNT|UNTIL|BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS|WKST"
_PLAIN = re.compile(rf"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;({_PARTS})=[A-Z0-9,+-]+)*")
_KEPT = ("description", "priority", "visibility", "duration_minutes", "estimate_minutes", "is_meeting", "is_elapsed")


def repeat_task(original: Task, rule: str, *, actor: Actor) -> Recurrence:
    """Let a task come again by a rule, such as `FREQ=WEEKLY;BYDAY=TH`; the task itself is the first time.

    Another rule replaces the one before; what was made stays. Raises `Invalid` for a rule that cannot be read, is finer
    than a day, never comes or says more than 500 times.
    """
    demand(actor, Right.WRITE)
    first_on = first_day_of(original)
    clean = _clean(rule, first_on)
    with transaction.atomic():
        known = Recurrence.objects.select_for_update().filter(task=original).first()
        if known is not None:
            return update_record(known, {"rule": clean}, actor=actor)
        recurrence = Recurrence(task=original, rule=clean, first_on=first_on, made_until=first_on)
        create_record(recurrence, actor=actor)
        Occurrence.objects.create(recurrence=recurrence, on=first_on, task=original)
    return recurrence


def first_day_of(original: Task) -> dt.date:
    """Return the day from which a task would come again: its deadline, else its start, else today."""
    return original.deadline_on or original.start_on or timezone.localdate()


def stop_repeating(original: Task, *, actor: Actor) -> None:
    """Let a task come no more; what was made stays."""
    demand(actor, Right.WRITE)
    for recurrence in Recurrence.objects.filter(task=original):
        delete_record(recurrence, actor=actor)


def make_occurrences(recurrence: Recurrence, today: dt.date, *, actor: Actor) -> list[Task]:
    """Make the tasks of the days up to two weeks from a day that are not made yet; return them."""
    with transaction.atomic():
        locked = (
            Recurrence.objects.select_for_update(of=("self",))
            .select_related("task__project", "task__account")
            .get(pk=recurrence.pk)
        )
        until = today + AHEAD
        known = set(Occurrence.objects.filter(recurrence=locked).values_list("on", flat=True))
        days = [day for day in _days(locked, until) if day > locked.made_until and day not in known]
        made = [_make(locked, day, actor) for day in days]
        if until > locked.made_until:
            Recurrence.objects.filter(pk=locked.pk).update(made_until=until)
    return made


@task
@retrying(max_attempts=3, backoff_seconds=300)
def repeat_tasks() -> int:
    """Make what comes in the next two weeks, each series in a transaction of its own; return how many tasks."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    behind = Recurrence.objects.filter(made_until__lt=today + AHEAD).exclude(task__state=TaskState.DROPPED)
    count, faults = 0, []
    for batch in paced_batches(behind.order_by("pk").iterator(), size=1):
        for recurrence in batch:
            try:
                count += len(make_occurrences(recurrence, today, actor=SYSTEM))
            except DomainError as error:
                faults.append(f"{recurrence.pk}: {error.message}")
    if faults:
        raise Invalid("tasks-not-repeated", "; ".join(faults))
    return count


def _make(recurrence: Recurrence, day: dt.date, actor: Actor) -> Task:
    original = recurrence.task
    values: dict[str, Any] = {name: getattr(original, name) for name in _KEPT}
    values |= {"title": original.title, "deadline_on": day}
    if original.project is not None:
        start = dt.datetime.combine(day, dt.time())
        values |= {"constraint_kind": ConstraintKind.START_NO_EARLIER_THAN, "constraint_at": start}
    home = TaskHome(project=original.project, account=original.account, parent_id=original.parent_id)
    made = create_task(values, actor=actor, home=home, author=original.author)
    parties = TaskParty.objects.filter(task=original).order_by("pk")
    copied = [
        TaskParty(task=made, letter=one.letter, user=one.user, contact=one.contact, role=one.role, side=one.side)
        for one in parties.select_related("user", "contact")
    ]
    create_records(copied, actor=actor)
    Occurrence.objects.create(recurrence=recurrence, on=day, task=made)
    return made


def _days(recurrence: Recurrence, until: dt.date) -> Iterator[dt.date]:
    last = dt.datetime.combine(until, dt.time())
    for moment in rrulestr(recurrence.rule, dtstart=dt.datetime.combine(recurrence.first_on, dt.time())):
        if moment > last:
            return
        yield moment.date()


def _clean(rule: str, first_on: dt.date) -> str:
    clean = rule.strip().upper().removeprefix("RRULE:")
    message = _("Write a rule of days, such as FREQ=WEEKLY;BYDAY=TH, with at most %(most)s times.") % {
        "most": TIMES_MOST
    }
    wrong = Invalid("wrong-rule", message, {"rule": message})
    if not _PLAIN.fullmatch(clean) or len(clean) > 200:  # noqa: PLR2004 - the length of the column
        raise wrong
    try:
        times = rrulestr(clean, dtstart=dt.datetime.combine(first_on, dt.time()))
        found = list(islice(times, TIMES_MOST + 1))
    except (ValueError, OverflowError, TypeError) as error:
        raise wrong from error
    is_endless = "COUNT=" not in clean and "UNTIL=" not in clean
    is_standing = any(later <= before for before, later in pairwise(found))  # an interval of none
    if not found or is_standing or (len(found) > TIMES_MOST and not is_endless):
        raise wrong
    return clean
