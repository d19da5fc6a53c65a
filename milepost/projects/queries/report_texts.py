"""The texts of a new status report: what changed since the last one, of what the customer sees anyway.

Of tasks only those that everyone at the customer sees; of agreements, changes and deliverables only what was put before
them. No note, no hours, no price: what is ours alone is in a report only if its author writes it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.identity.public import User
from milepost.projects.models import (
    ChangeRequest,
    Decision,
    Delivery,
    PlanChange,
    Project,
    Proposal,
    Signer,
    Task,
    TaskParty,
)
from milepost.projects.queries.due import due_by, due_on, names_of, running_tasks
from milepost.projects.queries.working_days import CountDays, day_counter
from milepost.projects.records import Letter, MoveOrigin, PartySide, TaskState, Visibility
from milepost.projects.records_register import Seen
from milepost.projects.records_reports import Chapter
from milepost.projects.records_scope import ChangeState, DeliveryState, ProposalState, SignerState
from milepost.ui.public import date_words

LINES_MOST = 12
_SOON = dt.timedelta(days=14)


def drafted_texts(project: Project, viewer: User, since: dt.date, today: dt.date) -> dict[str, str]:
    """Return the text of each chapter by its column, from what happened after `since`. Constant queries."""
    chapters: dict[str, Iterable[str]] = {
        Chapter.DONE: _done(project, since, today),
        Chapter.SLIPPED: _moved(project, since),
        Chapter.DECIDED: _decided(project, since),
        Chapter.AGREED: _agreed(project, since),
        Chapter.NEXT: _next(project, viewer, today),
        Chapter.NEEDED: _needed(project, viewer, today),
    }
    return {name.value if isinstance(name, Chapter) else name: _listed(list(lines)) for name, lines in chapters.items()}


def _listed(lines: list[str]) -> str:
    more = len(lines) - LINES_MOST
    rest = [ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}] if more > 0 else []
    return "\n".join(f"- {line}" for line in (*lines[:LINES_MOST], *rest))


def _shared(project: Project) -> QuerySet[Task]:
    return Task.objects.filter(project=project, is_summary=False, visibility=Visibility.CUSTOMER)


def _done(project: Project, since: dt.date, today: dt.date) -> Iterator[str]:
    rows = _shared(project).filter(state=TaskState.DONE, finish_on__gt=since, finish_on__lte=today)
    for task in rows.order_by("finish_at", "outline_order"):
        yield f"{task.title}, {date_words(task.finish_on)}" if task.finish_on else task.title


def _moved(project: Project, since: dt.date) -> Iterator[str]:
    """Yield what moved go-live: acts at tasks that the customer sees by name and cause, the others as one sum."""
    after = timezone.make_aware(dt.datetime.combine(since + dt.timedelta(days=1), dt.time()))
    rows = PlanChange.objects.filter(project=project, at__gte=after).exclude(origin=MoveOrigin.IMPORT)
    moving = [
        (one, one.forecast_from, one.forecast_to)
        for one in rows.select_related("cause", "task").order_by("pk")
        if one.forecast_from and one.forecast_to and one.forecast_from != one.forecast_to
    ]
    if not moving:
        return
    count = day_counter(project)
    yield from _whole_move(count, moving[0][1], moving[-1][2])
    days_of: dict[tuple[str, str], int] = {}
    for one, before, after_it in moving:
        if one.task is not None and one.task.visibility == Visibility.CUSTOMER:
            key = (one.task.title, _why(one))
            days_of[key] = days_of.get(key, 0) + count(before, after_it)
    for (title, why), days in days_of.items():
        if days:
            yield _("%(task)s: %(moved)s, %(why)s") % {"task": title, "moved": _days(days), "why": why}


def _whole_move(count: CountDays, first: dt.date, last: dt.date) -> Iterator[str]:
    days = count(first, last)
    values = {"day": date_words(last), "was": date_words(first), "moved": _days(days)}
    yield (
        _("Go-live is on %(day)s instead of %(was)s: %(moved)s") if days else _("Go-live is back on %(day)s")
    ) % values


def _days(days: int) -> str:
    values = {"days": abs(days)}
    if days < 0:
        return ngettext("%(days)s working day earlier", "%(days)s working days earlier", -days) % values
    return ngettext("%(days)s working day later", "%(days)s working days later", days) % values


def _why(change: PlanChange) -> str:
    """Return the cause from the list of causes, else the side; never what was noted beside it."""
    if change.is_agreed:
        return str(_("as agreed"))
    return change.cause.name if change.cause is not None else str(change.get_side_display()).lower()


def _decided(project: Project, since: dt.date) -> Iterator[str]:
    answered = Delivery.objects.filter(deliverable__project=project, decided_at__date__gt=since)
    for delivery in answered.select_related("deliverable").order_by("decided_at", "pk"):
        yield f"{delivery}: {delivery.get_state_display().lower()}"
    decisions = Decision.objects.filter(project=project, visibility=Seen.CUSTOMER, decided_on__gt=since)
    for decision in decisions.order_by("decided_on", "pk"):
        yield f"{decision.title}, {date_words(decision.decided_on)}"
    ended = (ChangeState.APPROVED, ChangeState.DECLINED)
    changes = ChangeRequest.objects.filter(project=project, state__in=ended, sent_at__isnull=False)
    for change in changes.filter(decided_at__date__gt=since).order_by("decided_at", "pk"):
        yield f"{change}: {change.get_state_display().lower()}"


def _agreed(project: Project, since: dt.date) -> Iterator[str]:
    agreed = Proposal.objects.filter(project=project, state=ProposalState.AGREED, closed_at__date__gt=since)
    for one in agreed.select_related("scope").order_by("closed_at", "pk"):
        yield _("%(version)s, %(day)s") % {"version": one.scope, "day": date_words(timezone.localdate(one.closed_at))}


def _next(project: Project, viewer: User, today: dt.date) -> Iterator[str]:
    rows = _open(project, viewer).filter(start_on__lte=today + _SOON)
    for task in rows:
        if not _is_theirs(task):
            due = _("due %(day)s") % {"day": date_words(task.finish_on)} if task.finish_on else ""
            yield ", ".join(filter(None, (task.title, names_of(task.shown_parties), due)))


def _needed(project: Project, viewer: User, today: dt.date) -> Iterator[str]:
    for task in _open(project, viewer).filter(Q(start_on__lte=today + _SOON) | due_by(today)):
        if _is_theirs(task):
            yield _asked(task, today)
    waiting = Signer.objects.filter(
        proposal__project=project, proposal__state=ProposalState.OPEN, side=PartySide.THEIRS, state=SignerState.WAITING
    )
    for signer in waiting.select_related("proposal__scope").order_by("pk"):
        yield _("%(version)s: the answer of %(name)s") % {"version": signer.proposal.scope, "name": signer}
    submitted = Delivery.objects.filter(deliverable__project=project, state=DeliveryState.SUBMITTED)
    for delivery in submitted.select_related("deliverable").order_by("pk"):
        yield _("%(delivery)s: accept it, or say what is to be changed") % {"delivery": delivery}
    for change in ChangeRequest.objects.filter(project=project, state=ChangeState.SENT).order_by("pk"):
        yield _("%(change)s: a decision") % {"change": change}


def _open(project: Project, viewer: User) -> QuerySet[Any]:
    doing = TaskParty.objects.filter(letter=Letter.RESPONSIBLE).select_related("user", "contact").order_by("pk")
    rows = running_tasks(viewer).filter(project=project, visibility=Visibility.CUSTOMER)
    return rows.prefetch_related(Prefetch("parties", doing, to_attr="shown_parties")).order_by("finish_at", "pk")


def _is_theirs(task: Any) -> bool:
    return any(party.side == PartySide.THEIRS for party in task.shown_parties)


def _asked(task: Any, today: dt.date) -> str:
    due = due_on(task)
    days = (today - due).days if due else 0
    late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days} if days > 0 else ""
    when = late or (_("by %(day)s") % {"day": date_words(due)} if due else "")
    who = names_of(party for party in task.shown_parties if party.side == PartySide.THEIRS)
    return ", ".join(filter(None, (task.title, who, when)))
