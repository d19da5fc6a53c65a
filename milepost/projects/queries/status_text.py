"""The status of a project as plain text, to be sent by mail."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.identity.public import User
from milepost.projects.models import Project, Task, TaskParty
from milepost.projects.queries.due import due_by, due_on, names_of, running_tasks
from milepost.projects.queries.project_head import ProjectHead, project_head
from milepost.projects.records import Letter, TaskState, Visibility
from milepost.ui.public import date_words

LINES_MOST = 12
_WEEK = dt.timedelta(days=7)
_SOON = dt.timedelta(days=14)


def status_text(project: Project, viewer: User, today: dt.date, *, for_customer: bool) -> str:
    """Return where a project stands, what was done since a week ago, what comes next, who is waited for.

    Of the tasks that `viewer` sees; `for_customer`: only those which everyone at the customer sees.
    Lists are cut after twelve. Constant queries.
    """
    head = project_head(project, viewer)
    shown = {"visibility": Visibility.CUSTOMER} if for_customer else {}
    every = Task.objects.visible_to(viewer).filter(project=project, is_summary=False, **shown)
    every = every.exclude(state=TaskState.DROPPED)
    running = running_tasks(viewer).filter(project=project, **shown)
    done = every.filter(state=TaskState.DONE, finish_on__gt=today - _WEEK).order_by("finish_at", "outline_order")
    late = list(_with_people(running.filter(due_by(today - dt.timedelta(days=1)), is_milestone=False)))
    coming = _with_people(running.filter(start_on__lte=today + _SOON).exclude(pk__in=[task.pk for task in late]))
    parts = [
        [_("%(project)s, %(day)s") % {"project": project.name, "day": date_words(today)}, *_stand(head, every)],
        _part(_("Done since %(day)s") % {"day": date_words(today - _WEEK)}, [_done_line(task) for task in done]),
        _part(_("Next, until %(day)s") % {"day": date_words(today + _SOON)}, [_next_line(task) for task in coming]),
        _part(_("Waiting for"), [_late_line(task, today) for task in late]),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _with_people(rows: QuerySet[Task]) -> QuerySet[Task]:
    doing = TaskParty.objects.filter(letter=Letter.RESPONSIBLE).select_related("user", "contact").order_by("pk")
    return rows.prefetch_related(Prefetch("parties", doing, to_attr="shown_parties")).order_by("finish_at", "pk")


def _stand(head: ProjectHead, tasks: QuerySet[Task]) -> Iterator[str]:
    project = head.project
    days = {"day": date_words(project.forecast_on) if project.forecast_on else ""}
    if project.actual_on is not None:
        yield _("Went live on %(day)s.") % {"day": date_words(project.actual_on)}
    elif project.forecast_on is not None:
        yield _("Go-live is planned for %(day)s.") % days
    if project.target_on is not None and project.actual_on is None:
        yield _target_words(head, project.target_on)
    total = tasks.count()
    if total:
        ended = tasks.filter(state=TaskState.DONE).count()
        yield _("%(done)s of %(all)s tasks are done.") % {"done": ended, "all": total}
    if head.next_milestone is not None and head.next_milestone.finish_on and head.next_milestone.is_shared:
        words = {"milestone": head.next_milestone.title, "day": date_words(head.next_milestone.finish_on)}
        yield _("Next milestone: %(milestone)s, %(day)s.") % words


def _target_words(head: ProjectHead, target: dt.date) -> str:
    late = head.late_days or 0
    values = {"day": date_words(target), "days": abs(late)}
    if late > 0:
        words = ngettext(
            "That is %(days)s working day after the target, %(day)s.",
            "That is %(days)s working days after the target, %(day)s.",
            late,
        )
        return words % values
    return (
        _("The target, %(day)s, is kept.") % values
        if head.late_days is not None
        else _("The target is %(day)s.") % values
    )


def _part(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = len(lines) - LINES_MOST
    rest = [ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}] if more > 0 else []
    return [f"{title}:", *(f"- {line}" for line in (*lines[:LINES_MOST], *rest))]


def _done_line(task: Task) -> str:
    return f"{task.title}, {date_words(task.finish_on)}" if task.finish_on else task.title


def _next_line(task: Any) -> str:
    who = names_of(task.shown_parties)
    due = _("due %(day)s") % {"day": date_words(task.finish_on)} if task.finish_on else ""
    return ", ".join(filter(None, (task.title, who, due)))


def _late_line(task: Any, today: dt.date) -> str:
    days = (today - (due_on(task) or today)).days
    late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    who = names_of(task.shown_parties)
    return f"{who}: {task.title}, {late}" if who else f"{task.title}, {late}"
