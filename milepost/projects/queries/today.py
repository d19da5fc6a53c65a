"""What projects say to a person's Today: own tasks and who waits for them, milestones at risk, silent customers."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milepost.identity.public import User
from milepost.projects.models import BaselineTask, ProjectMember, Task, TaskParty
from milepost.projects.models.projects import accounts_of_team
from milepost.projects.queries.consequences import day_of_finish
from milepost.projects.queries.due import due_by, due_on, names_of, running_tasks, waiting_for, with_accounts
from milepost.projects.records import Letter, Part, PartySide
from milepost.ui.public import Reason, TodayGroup, TodayItem, TodaySource, date_words, lateness

MOST = 50
_MILESTONES_MOST = 400
_WEEK = dt.timedelta(days=7)
_NEAR = dt.timedelta(days=14)
_WAITED_FOR = 15


def own_tasks(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """What one has to do and is late or due this week; late ones with who waits for them."""
    mine = TaskParty.objects.filter(user=viewer, letter=Letter.RESPONSIBLE).values("task")
    own = Q(pk__in=mine) | Q(author=viewer, project=None)
    rows = list(
        with_accounts(running_tasks(viewer).filter(own, due_by(today + _WEEK)), viewer).order_by("finish_on", "pk")[
            :MOST
        ]
    )
    waiting = waiting_for([task for task in rows if _is_late(task, today)], viewer)
    return [_own_task(task, waiting.get(task.pk, []), today) for task in rows]


def _own_task(task: Any, waiting: list[tuple[Task, str]], today: dt.date) -> TodayItem:
    due = due_on(task) or today
    is_now = due <= today
    waits = [Reason(_waits(who, other), _task_url(other)) for other, who in waiting[:2]]
    return TodayItem(
        key=f"task:{task.pk}:{due}",
        title=(_("Reach: %(task)s") if task.is_milestone else _("Do: %(task)s")) % {"task": task.title},
        group=TodayGroup.NOW if is_now else TodayGroup.WEEK,
        rank=(70 if is_now else 40) + lateness(due, today) + (_WAITED_FOR if waiting else 0),
        reasons=(Reason(_due_words(due, today), _task_url(task)), *waits, *_project(task)),
        due=due,
        action=(_("Open"), _task_url(task)),
        icon="list-check",
        **_about(task),
    )


def unanswered(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Tasks of customers that are late, of projects that one leads and of one's book."""
    doing = TaskParty.objects.filter(side=PartySide.THEIRS, letter=Letter.RESPONSIBLE)
    rows = running_tasks(viewer).filter(_steered(viewer), due_by(today - dt.timedelta(days=1)), is_milestone=False)
    rows = with_accounts(rows.filter(pk__in=doing.values("task")), viewer)
    shown = Prefetch("parties", doing.select_related("user", "contact").order_by("pk"), to_attr="shown_parties")
    late = list(rows.prefetch_related(shown).order_by("finish_on", "pk")[:MOST])
    return [_unanswered(task, today) for task in late]


def _unanswered(task: Any, today: dt.date) -> TodayItem:
    due = due_on(task) or today
    who = {"name": names_of(task.shown_parties), "task": task.title}
    return TodayItem(
        key=f"nudge:{task.pk}:{due}",
        title=_("Ask %(name)s for: %(task)s") % who,
        group=TodayGroup.WAITING,
        rank=50 + lateness(due, today) + (10 if task.is_critical else 0),
        reasons=(
            Reason(_due_words(due, today), _task_url(task)),
            *((Reason(_("go-live waits for it")),) if task.is_critical else ()),
            *_project(task),
        ),
        due=due,
        action=(_("Write"), reverse("projects:task-nudge", args=[task.pk])),
        icon="hourglass",
        **_about(task),
    )


def milestones(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """The next milestone of each project that one leads which comes later than it should."""
    led = ProjectMember.objects.filter(user=viewer, part__in=(Part.LEAD, Part.OVERSEES)).values("project")
    kept = BaselineTask.objects.filter(task=OuterRef("pk")).order_by("-baseline__is_agreement", "baseline", "pk")
    rows = running_tasks(viewer).filter(project__in=led, is_milestone=True, finish_at__isnull=False)
    rows = rows.annotate(agreed_at=Subquery(kept.values("finish_at")[:1]))
    late = Q(finish_on__gt=F("deadline_on")) | Q(agreed_at__lt=F("finish_at"))
    late |= Q(pk=F("project__go_live"), finish_on__gt=F("project__target_on"))
    found: dict[int | None, Any] = {}
    for task in with_accounts(rows.filter(late), viewer).order_by("finish_at", "pk")[:_MILESTONES_MOST]:
        found.setdefault(task.project_id, task)
    items = [_milestone(task, today) for task in found.values()]
    return [item for item in items if item is not None][:MOST]


def _milestone(task: Any, today: dt.date) -> TodayItem | None:
    should = _should_be(task)
    if should is None or task.finish_on <= should:
        return None
    days = (task.finish_on - should).days
    late = ngettext("%(days)s day later than agreed", "%(days)s days later than agreed", days) % {"days": days}
    words = {"day": date_words(task.finish_on), "was": date_words(should)}
    is_near = should <= today + _NEAR
    history = reverse("projects:project-history", args=[task.project_id])
    return TodayItem(
        key=f"milestone:{task.pk}:{should}:{task.finish_on}",
        title=_("Bring back: %(milestone)s") % {"milestone": task.title},
        group=TodayGroup.WEEK if is_near else TodayGroup.WATCHING,
        rank=(55 if is_near else 35) + min(20, days),
        reasons=(
            Reason(late, history),
            Reason(_("%(day)s instead of %(was)s") % words, _task_url(task)),
            *_project(task),
        ),
        due=task.finish_on,
        action=(_("Why"), history),
        icon="flag",
        **_about(task),
    )


def _should_be(task: Any) -> dt.date | None:
    """Return the day that a milestone should keep: its deadline, the project's target, else what was agreed."""
    if task.deadline_on is not None:
        return task.deadline_on  # type: ignore[no-any-return] # a column of the task
    if task.project.go_live_id == task.pk and task.project.target_on is not None:
        return task.project.target_on  # type: ignore[no-any-return] # a column of the project
    return day_of_finish(task.agreed_at) if task.agreed_at is not None else None


def _steered(viewer: User) -> Q:
    """Return the condition that a task is of a project that one leads, or of one's book."""
    led = ProjectMember.objects.filter(user=viewer, part__in=(Part.LEAD, Part.OVERSEES)).values("project")
    return Q(project__in=led) | Q(account__in=accounts_of_team(viewer))


def _is_late(task: Any, today: dt.date) -> bool:
    due = due_on(task)
    return due is not None and due < today


def _due_words(due: dt.date, today: dt.date) -> str:
    days = (today - due).days
    if days > 0:
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return _("due today") if days == 0 else _("due %(day)s") % {"day": date_words(due)}


def _waits(who: str, other: Task) -> str:
    return _("%(name)s waits with “%(task)s”") % {"name": who, "task": other.title}


def _project(task: Task) -> tuple[Reason, ...]:
    if task.project is None:
        return ()
    return (Reason(task.project.name, reverse("projects:project-detail", args=[task.project.pk])),)


def _about(task: Task) -> dict[str, str]:
    """Return the account that a task is about, if the viewer sees it."""
    if task.account is None:
        return {}
    return {"about": task.account.name, "about_url": reverse("accounts:account-detail", args=[task.account.pk])}


def _task_url(task: Task) -> str:
    return reverse("projects:task-detail", args=[task.pk])


def sources() -> Iterator[TodaySource]:
    """Yield what the room registers."""
    yield TodaySource("tasks", gettext_lazy("own tasks that are due or late, with who waits for them"), own_tasks)
    yield TodaySource("unanswered", gettext_lazy("late tasks of customers, with a text to ask for them"), unanswered)
    yield TodaySource("milestones", gettext_lazy("milestones that come later than agreed"), milestones)
