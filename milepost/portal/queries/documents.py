"""The document of an account: where each shared project stands, and what was new since somebody's last visit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milepost.accounts.public import Touchpoint
from milepost.feedback.public import Request
from milepost.files.public import StoredFile
from milepost.portal.queries.needs import Needs, needs_of
from milepost.portal.records import Visitor
from milepost.projects.public import (
    Decision,
    Letter,
    PartySide,
    PlanChange,
    Project,
    Task,
    TaskParty,
    TaskState,
    files_for_contact,
)
from milepost.ui.public import date_words

_SHOWN_MOST, _NEWS_MOST = 5, 3
_SIDES = {
    PartySide.OURS: gettext_lazy("on our side"),
    PartySide.THEIRS: gettext_lazy("on your side"),
    PartySide.THIRD: gettext_lazy("by a third party"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project stands for the customer: of the tasks that the visitor sees so many are done."""

    project: Project
    done: int
    all: int
    late_days: int
    steps: tuple[Any, ...]
    why: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.all) if self.all else 0


@dataclass(frozen=True, slots=True)
class Document:
    """All of an account's first page."""

    needs: Needs
    standings: tuple[Standing, ...]
    news: tuple[str, ...]
    meetings: tuple[Touchpoint, ...]
    decisions: tuple[Decision, ...]
    files: tuple[StoredFile, ...]
    requests: tuple[Request, ...]


def document_of(visitor: Visitor) -> Document:
    """Return the document as one person sees it. A constant number of queries, however many projects there are."""
    who, today = (visitor.contact, visitor.account), timezone.localdate()
    projects = list(Project.objects.visible_to_contact(*who).order_by("-shared_at", "-pk"))
    projects.sort(key=lambda project: not project.is_open)
    tasks = shown_tasks(visitor)
    moves = _moves(projects)
    seen = set(PlanChange.objects.visible_to_contact(*who).values_list("pk", flat=True)) if moves else set()
    words = {change.pk: move_words(change, is_seen=change.pk in seen) for change in moves}
    decisions = Decision.objects.visible_to_contact(*who).select_related("user", "contact").order_by("-decided_on")
    return Document(
        needs=needs_of(visitor, tasks, today),
        standings=tuple(standings_of(projects, tasks, moves, words)),
        news=tuple(_news(visitor, tasks, moves, words)),
        meetings=tuple(Touchpoint.objects.visible_to_contact(*who).order_by("-at")[:_SHOWN_MOST]),
        decisions=tuple(decisions[:_SHOWN_MOST]),
        files=tuple(files_for_contact(*who)[:_SHOWN_MOST]),
        requests=tuple(Request.objects.visible_to_contact(*who).order_by("-received_at")[:_SHOWN_MOST]),
    )


def shown_tasks(visitor: Visitor, **filters: Any) -> list[Any]:
    """Return the tasks that a visitor sees, in the order of the plan, with `shown_parties`. Two queries."""
    doing = TaskParty.objects.filter(letter__in=(Letter.RESPONSIBLE, Letter.ACCOUNTABLE))
    doing = doing.select_related("user", "contact").order_by("letter", "pk")
    rows = Task.objects.visible_to_contact(visitor.contact, visitor.account).filter(**filters)
    rows = rows.exclude(state=TaskState.DROPPED).order_by("project", "outline_order", "pk")
    return list(rows.prefetch_related(Prefetch("parties", doing, to_attr="shown_parties")))


def standings_of(
    projects: Iterable[Project], tasks: Iterable[Any], moves: Iterable[PlanChange], words: dict[int, str]
) -> Iterator[Standing]:
    """Yield where each project stands. No query."""
    of, why = defaultdict(list), defaultdict(list)
    for task in tasks:
        of[task.project_id].append(task)
    for change in moves:
        why[change.project_id].append(words[change.pk])
    for project in projects:
        own = [task for task in of[project.pk] if not task.is_summary]
        milestones = sorted([task for task in own if task.is_milestone] or own, key=_by_day)
        reached = project.actual_on or project.forecast_on
        late = (reached - project.target_on).days if reached and project.target_on else 0
        done = sum(task.state == TaskState.DONE for task in own)
        yield Standing(project, done, len(own), late, tuple(_around_now(milestones)), tuple(why[project.pk][:12]))


def _by_day(task: Task) -> tuple[dt.date, int]:
    return task.finish_on or dt.date.max, task.outline_order


def move_words(change: PlanChange, *, is_seen: bool) -> str:
    """Return how go-live moved and on whose side the reason lies; which task it was only where the reader sees it."""
    days = (change.forecast_to - change.forecast_from).days if change.forecast_to and change.forecast_from else 0
    later = ngettext("%(days)s day later", "%(days)s days later", days)
    earlier = ngettext("%(days)s day earlier", "%(days)s days earlier", -days)
    moved = (later if days > 0 else earlier) % {"days": abs(days)}
    side = _("as agreed") if change.is_agreed else str(_SIDES.get(PartySide(change.side), ""))
    values = {"day": date_words(timezone.localdate(change.at)), "moved": moved, "side": side, "task": change.task or ""}
    if is_seen and change.task is not None:
        return _("%(day)s: %(moved)s, %(side)s: %(task)s") % values
    return _("%(day)s: %(moved)s, %(side)s") % values


def _moves(projects: Sequence[Project]) -> list[PlanChange]:
    """Return the acts that moved go-live, the newest first, of the projects that are shown."""
    rows = PlanChange.objects.filter(project__in=[project.pk for project in projects], forecast_from__isnull=False)
    rows = rows.filter(forecast_to__isnull=False).exclude(forecast_from=F("forecast_to"))
    return list(rows.select_related("task").order_by("-pk")[:200])


def _around_now(tasks: Sequence[Any]) -> list[Any]:
    """Return at most five: the last that is done, and those that come."""
    done = [task for task in tasks if not task.is_open]
    return [*done[-1:], *[task for task in tasks if task.is_open][:4]]


def _news(visitor: Visitor, tasks: Sequence[Any], moves: Sequence[PlanChange], words: dict[int, str]) -> Iterator[str]:
    since = visitor.since
    if since is None:
        return
    day = timezone.localdate(since)
    done = [task.title for task in tasks if task.state == TaskState.DONE and (_ended(task) or dt.date.min) >= day]
    if done:
        count = ngettext("%(count)s task done", "%(count)s tasks done", len(done)) % {"count": len(done)}
        yield f"{count}: {', '.join(done[:_NEWS_MOST])}{' …' if len(done) > _NEWS_MOST else ''}"
    for change in [change for change in moves if change.at > since][:_NEWS_MOST]:
        yield _("Go-live moved. %(how)s") % {"how": words[change.pk]}


def _ended(task: Task) -> dt.date | None:
    return task.actual_finish.date() if task.actual_finish else task.finish_on
