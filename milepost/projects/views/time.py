"""One's own time: the timer, the week as a table, one entry."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from milepost.lib.text import key_of
from milepost.projects.actions.time_entries import change_time, delete_time, set_day, start_timer, stop_timer
from milepost.projects.forms.hours import minutes_of_hours
from milepost.projects.forms.time_entries import TimeForm
from milepost.projects.models import Project, Task, TimeEntry
from milepost.projects.queries.load import WEEK, monday_of
from milepost.projects.queries.my_time import tasks_like, time_week
from milepost.ui.public import REFUSED, Tone, done, leading_to, person, saved, toast

_YEARS_BACK = 5


@require_safe
def time_page(request: HttpRequest) -> HttpResponse:
    """Show one's week as a table; `?from=` another week, `?rows=last` with the rows of the week before."""
    viewer = person(request)
    monday = _monday(request.GET.get("from", ""))
    added = [_work(request, key) for key in request.GET.getlist("add")[:20] if key]
    with_last = request.GET.get("rows") == "last"
    week = time_week(viewer, monday, with_last=with_last, added=[one for one in added if isinstance(one, Task)])
    context = {
        "week": week,
        "rows": [(row, [*zip(week.days, row.minutes, strict=True)]) for row in week.rows],
        "totals": [*zip(week.days, week.totals, strict=True)],
        "today": timezone.localdate(),
        "earlier": monday - WEEK,
        "later": monday + WEEK if monday + WEEK <= timezone.localdate() else None,
        "may_write": viewer.may(Right.WRITE),
        "with_last": with_last,
        "added": added,
    }
    return render(request, "projects/time.html", context)


@require_safe
@requires(Right.WRITE)
def time_tasks(request: HttpRequest) -> HttpResponse:
    """Show the tasks that have `q` in their words, to add one to the week."""
    text = request.GET.get("q", "").strip()[:80]
    context = {"text": text, "tasks": tasks_like(text, person(request))}
    return render(request, "projects/parts/time-tasks.html", context)


@require_POST
@requires(Right.WRITE)
def time_cell(request: HttpRequest) -> HttpResponse:
    """Write one cell of the week; what was changed elsewhere meanwhile is shown instead of overwritten."""
    viewer, sent = person(request), request.POST
    work, day = _work(request, sent.get("work", "")), _day(sent.get("on", ""))
    text = sent.get("hours", "")
    was = key_of(sent.get("was"))  # minutes; none is 0 too
    error = ""
    try:
        now = set_day(work, day, _minutes(text), was=was, user=viewer, actor=viewer.as_actor())
    except Conflict as refusal:
        now, error = refusal.details.get("minutes", was), refusal.message
    except Invalid as refusal:
        now, error = was, refusal.message
    week = time_week(viewer, monday_of(day))
    row = next((one for one in week.rows if one.key == sent.get("work")), None)
    context = {
        "key": sent.get("work"),
        "day": day,
        "minutes": now,
        "typed": text,
        "error": error,
        "may_write": True,
        "row_total": row.total if row else 0,
        "day_total": week.totals[day.weekday()],
        "total": week.total,
    }
    return render(request, "projects/parts/time-cell-answer.html", context)


@require_POST
@requires(Right.WRITE)
def timer_start(request: HttpRequest) -> HttpResponse:
    """Let a timer run for a task or a project."""
    viewer = person(request)
    entry = start_timer(_work(request, request.POST.get("work", "")), user=viewer, actor=viewer.as_actor())
    words = _("The timer runs for “%(work)s”.") % {"work": entry.task or entry.project}
    return _timer(request, words, entry)


@require_POST
@requires(Right.WRITE)
def timer_stop(request: HttpRequest) -> HttpResponse:
    """Stop the timer that runs; words can be added afterwards."""
    viewer = person(request)
    entry = stop_timer(viewer, actor=viewer.as_actor())
    if entry is None:
        return _timer(request, _("No timer runs."), None)
    return _timer(request, _("Noted: %(minutes)s min.") % {"minutes": entry.minutes}, None, stopped=entry)


def _timer(request: HttpRequest, words: str, entry: TimeEntry | None, stopped: TimeEntry | None = None) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        messages.success(request, words)
        return redirect("projects:time-page")
    answer = render(request, "projects/parts/timer.html", {"part": entry, "stopped": stopped})
    return toast(answer, words, Tone.INFO)


@require_http_methods(["GET", "HEAD", "POST"])
def time_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an entry; one's own can be changed."""
    viewer = person(request)
    rows = TimeEntry.objects.visible_to(viewer).select_related("user", "project", "task")
    entry = get_object_or_404(rows, pk=pk)
    is_writer = entry.user_id == viewer.pk and viewer.may(Right.WRITE)
    is_own = is_writer and entry.started_at is None
    if request.method == "POST" and not is_writer:
        raise NotAllowed("not-yours", _("Everybody notes their own time."))
    sent = request.POST if request.method == "POST" else None
    form = TimeForm(sent, instance=entry, initial={"version": entry.version})
    if sent is not None:

        def write(changes: dict[str, Any], version: int | None) -> TimeEntry:
            fresh = get_object_or_404(rows, pk=pk)
            return change_time(fresh, user=viewer, actor=viewer.as_actor(), expected_version=version, **changes)

        if saved(form, write):
            return done(request, _("Saved."), reverse("projects:time-list"), lambda: _show(request, pk))
    context = {"entry": entry, "form": form, "is_own": is_own}
    return render(request, "projects/time-entry.html", context, status=REFUSED if form.errors else 200)


def _show(request: HttpRequest, pk: int) -> HttpResponse:
    entry = TimeEntry.objects.visible_to(person(request)).select_related("user", "project", "task").get(pk=pk)
    form = TimeForm(instance=entry, initial={"version": entry.version})
    return render(request, "projects/time-entry.html", {"entry": entry, "form": form, "is_own": True})


@require_POST
@requires(Right.WRITE)
def time_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own entry."""
    viewer = person(request)
    entry = get_object_or_404(TimeEntry.objects.visible_to(viewer), pk=pk)
    delete_time(entry, user=viewer, actor=viewer.as_actor())
    messages.success(request, _("Deleted."))
    return leading_to(request, reverse("projects:time-list"))


def _minutes(text: str) -> int:
    minutes = minutes_of_hours(text)
    if minutes is None:
        raise Invalid("wrong-hours", _("Write hours like 1:30 or 1.5."))
    return minutes


def _work(request: HttpRequest, key: str) -> Task | Project:
    """Return what time is noted for: `t12` a task, `p5` a project."""
    kind, viewer = key[:1], person(request)
    rows = {"t": Task.objects.visible_to(viewer).select_related("project"), "p": Project.objects.visible_to(viewer)}
    if kind in rows:
        found = rows[kind].filter(pk=key_of(key[1:])).first()
        if isinstance(found, Task | Project):
            return found
    raise NotFound("no-such-work", _("There is no such task or project."))


def _day(text: str) -> dt.date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or abs((day - timezone.localdate()).days) > _YEARS_BACK * 366:
        raise Invalid("wrong-day", _("Write a day of the last years like 2026-03-02."))
    return day


def _monday(text: str) -> dt.date:
    return monday_of(_day(text) if text else timezone.localdate())
