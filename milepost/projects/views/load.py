"""The load of people against their hours: the table by week, one week's tasks, one's own week on Today."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.identity.public import Team, TeamMembership, User
from milepost.lib.errors import Invalid
from milepost.lib.keyset import keyset_page, order_terms
from milepost.projects.models import Task
from milepost.projects.queries.load import DEFINITION, WEEK, WEEKS, WeekLoad, load_of, monday_of, people_with_load
from milepost.ui.public import in_drawer, person

PEOPLE_A_PAGE = 20


@require_safe
def load_page(request: HttpRequest) -> HttpResponse:
    """Show who has how much to do in which week: of a team (`?team=`), from a week on (`?from=`)."""
    viewer, today = person(request), timezone.localdate()
    begin = max(_asked_week(request.GET.get("from", ""), today), monday_of(today))
    teams = list(Team.objects.visible_to(viewer).order_by("name_folded", "pk"))
    team = _asked_team(request.GET.get("team", ""), teams)
    people = people_with_load(viewer)
    if team is not None:
        people = people.filter(pk__in=TeamMembership.objects.filter(team=team).values("user"))
    after = request.GET.get("after") or None
    page = keyset_page(people, order_terms(["name_folded"]), after, PEOPLE_A_PAGE, scope=f"load {team and team.pk}")
    loads = load_of(page.rows, viewer, today, begin)
    context = {
        "loads": loads,
        "weeks": [begin + WEEK * at for at in range(WEEKS)],
        "this_week": monday_of(today),
        "begin": begin,
        "earlier": max(begin - WEEK * WEEKS, monday_of(today)) if begin > monday_of(today) else None,
        "later": begin + WEEK * WEEKS,
        "teams": teams,
        "team": team,
        "page": page,
        "over": sum(load.over for load in loads),
        "unestimated": sum(not task.is_estimated for load in loads for week in load.weeks for task in week.tasks),
        "definition": DEFINITION,
    }
    return render(request, "projects/load.html", context)


@require_safe
def load_week(request: HttpRequest, pk: int, week: str) -> HttpResponse:
    """Show the tasks behind one week of one person, the largest first."""
    viewer, today = person(request), timezone.localdate()
    somebody = get_object_or_404(people_with_load(viewer), pk=pk)
    found = load_of([somebody], viewer, today, _asked_week(week, today), weeks=1)[0].weeks[0]
    context = {"somebody": somebody, "week": found, "rows": _tasks_of(found, viewer), "definition": DEFINITION}
    return render(request, "projects/load-week.html", context)


@require_safe
def load_today(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the hours of this week and the next against what is planned, beside Today."""
    viewer, today = person(request), timezone.localdate()
    somebody = get_object_or_404(people_with_load(viewer), pk=pk)
    context = {"load": load_of([somebody], viewer, today, weeks=2)[0], "somebody": somebody}
    is_part = request.headers.get("HX-Request") == "true" and not in_drawer(request)
    return render(request, f"projects/load-today.html{'#panel' if is_part else ''}", context)


def _tasks_of(week: WeekLoad, viewer: User) -> list[tuple[Task, Any]]:
    """Return the tasks of a week with their part of it."""
    parts = {part.task_id: part for part in week.tasks}
    rows = Task.objects.visible_to(viewer).filter(pk__in=parts).select_related("project")
    return sorted(((task, parts[task.pk]) for task in rows), key=lambda pair: (-pair[1].minutes, pair[0].pk))


def _asked_week(text: str, today: dt.date) -> dt.date:
    """Return the Monday of the day that an address names, of today without one."""
    try:
        day = parse_date(text) if text else today
    except ValueError:
        day = None
    if day is None or abs((day - today).days) > WEEKS * 7 * 20:
        raise Invalid("wrong-day", _("Write a day of the next years like 2026-03-02."))
    return monday_of(day)


def _asked_team(text: str, teams: list[Team]) -> Team | None:
    if not text:
        return None
    found = next((team for team in teams if str(team.pk) == text), None)
    if found is None:
        raise Invalid("no-such-team", _("There is no such team."))
    return found
