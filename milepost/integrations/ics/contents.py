"""What stands in a calendar: what its owner sees at this moment, as iCalendar (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.integrations.ics.models import CalendarAddress
from milepost.projects.public import Letter, Project, ProjectState, Task, TaskParty, TaskState

EVENTS_MOST = 2_000
_EVERY = dt.timedelta(hours=1)
_NEXT_DAY = dt.timedelta(days=1)


def calendar_text(address: CalendarAddress) -> bytes | None:
    """Return the calendar, in its owner's language; None where they do not see the project any more. Four queries."""
    with override(address.user.language):
        if address.project is None:
            return _written(_("Tasks in Milepost"), _own_tasks(address.user), address.user)
        if not Project.objects.visible_to(address.user).filter(pk=address.project.pk).exists():
            return None
        return _written(address.project.name, _milestones(address.user, address.project), address.user)


def _own_tasks(user: User) -> QuerySet[Task]:
    """Return the open tasks that somebody does, of projects that run or of none, the soonest first."""
    mine = Q(pk__in=TaskParty.objects.filter(user=user, letter=Letter.RESPONSIBLE).values("task"))
    own = mine | Q(author=user, project=None)
    running = Q(project=None) | Q(project__state=ProjectState.ACTIVE, project__archived_at=None)
    return Task.objects.visible_to(user).open().filter(own, running, is_summary=False)


def _milestones(user: User, project: Project) -> QuerySet[Task]:
    rows = Task.objects.visible_to(user).filter(project=project, is_milestone=True)
    return rows.exclude(state=TaskState.DROPPED)


def _written(name: str, tasks: QuerySet[Task], owner: User) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Milepost//Milepost//EN")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    dated = tasks.filter(finish_on__isnull=False).order_by("finish_on", "pk").select_related("project")
    seen = dated.prefetch_related(Prefetch("account", Account.objects.visible_to(owner)))
    for task in seen[:EVENTS_MOST]:
        calendar.add_component(_event(task))
    return bytes(calendar.to_ical())


def _event(task: Any) -> Event:
    """Return a task as an event of its last day; of a meeting, as one of its hours.

    The sequence rises with each writing of the task and of its plan.
    """
    link = settings.BASE_URL + reverse("projects:task-detail", args=[task.pk])
    event = Event()
    event.add("uid", f"task-{task.pk}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", task.updated_at)
    event.add("sequence", task.version + (task.project.revision if task.project else 0))
    event.add("summary", task.title)
    event.add("description", "\n".join([*_about(task), link]))
    event.add("url", link)
    event.add("transp", "OPAQUE" if task.is_meeting else "TRANSPARENT")
    for name, value in _span(task):
        event.add(name, value)
    return event


def _span(task: Any) -> Iterable[tuple[str, dt.date]]:
    if task.is_meeting and task.start_at and task.finish_at and task.start_at < task.finish_at:
        zone = timezone.get_default_timezone()
        moments = (task.start_at.replace(tzinfo=zone), task.finish_at.replace(tzinfo=zone))
        return zip(("dtstart", "dtend"), (moment.astimezone(dt.UTC) for moment in moments), strict=True)
    return (("dtstart", task.finish_on), ("dtend", task.finish_on + _NEXT_DAY))


def _about(task: Any) -> Iterator[str]:
    """Say what it is of, and where it stands."""
    of = [str(one) for one in (task.project, task.account) if one]
    if of:
        yield " · ".join(of)
    yield str(task.get_state_display())
    if task.deadline_on:
        yield _("Deadline: %(day)s") % {"day": task.deadline_on.isoformat()}
