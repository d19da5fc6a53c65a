"""Hours of projects, and the load of people by week."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from milepost.apikit.public import Answer, ApiRequest, ApiRouter, Page, json_response, page_of, wrong_parameter
from milepost.identity.public import Team, TeamMembership
from milepost.lib.errors import Invalid
from milepost.lib.keyset import keyset_page, order_terms
from milepost.projects.public import (
    Hours,
    LoadWord,
    Outlook,
    PersonLoad,
    PersonsTime,
    load_of,
    may_steer,
    monday_of,
    people_with_load,
    project_hours,
    project_outlook,
)
from milepost.rest.fields import Day, Id
from milepost.rest.projects.finding import project_of
from milepost.rest.shapes import PersonReference

router = ApiRouter(tags=["Time"])

_FAR = dt.timedelta(days=5 * 366)


class PersonsTimeAnswer(Answer):
    """What one colleague used."""

    user_id: int
    name: str
    minutes: int


class PhaseTimeAnswer(Answer):
    """What was used in a phase of the plan, and what is left to do there."""

    label: str
    used_minutes: int
    left_minutes: int


class HoursAnswer(Answer):
    """Hours of a project in minutes. Who does not see the whole project reads their own alone, all else is null."""

    is_whole: bool = Field(description="The caller sees the whole project.")
    sold_minutes: int | None
    used_minutes: int = Field(description="Timers count from when they are stopped.")
    remaining_minutes: int | None = Field(description="Of what was sold; below 0: more was used.")
    left_minutes: int | None = Field(description="To do, by estimates, else lengths.")
    end_minutes: int | None = Field(description="What it will come to.")
    people: list[PersonsTimeAnswer]
    phases: list[PhaseTimeAnswer] | None


class LoadTaskAnswer(Answer):
    """A task's part of a week."""

    task_id: int
    minutes: float
    is_estimated: bool = Field(description="False: it counts with its length.")


class WeekLoadAnswer(Answer):
    """A week of one person."""

    week_on: dt.date = Field(description="Its Monday.")
    capacity_minutes: int
    planned_minutes: int
    free_minutes: int = Field(description="Below 0: too much is planned.")
    word: LoadWord
    tasks: list[LoadTaskAnswer] = Field(description="Of those that the caller sees.")

    @staticmethod
    def resolve_tasks(week: Any) -> list[dict[str, Any]]:
        return [LoadTaskAnswer.show(task) for task in week.tasks]


class PersonLoadAnswer(Answer):
    """What somebody has to do, week by week, against the hours that they have."""

    person: PersonReference
    weeks: list[WeekLoadAnswer]

    @staticmethod
    def resolve_person(load: PersonLoad) -> dict[str, Any]:
        return PersonReference.show(load.person)

    @staticmethod
    def resolve_weeks(load: PersonLoad) -> list[dict[str, Any]]:
        return [WeekLoadAnswer.show(week) for week in load.weeks]


class LoadQuery(BaseModel):
    """Whose load, of which weeks."""

    from_on: Day | None = Field(None, description="A day of the first week; this week at the earliest.")
    weeks: int = Field(13, ge=1, le=26)
    team_id: Id | None = Field(None, description="Only people of this team.")
    after: str | None = Field(None, description="The cursor of the page before.")
    limit: int = Field(20, ge=1, le=50)


@router.reads("/projects/{project_id}/hours", HoursAnswer, errors=(404,))
def get_hours(request: ApiRequest, project_id: Id) -> HttpResponse:
    """Show hours sold, used and left; those of others only to who sees the whole project."""
    project, reader = project_of(request, project_id), request.caller.user
    hours = project_hours(project, reader)
    if not may_steer(reader, project):
        return json_response(_own(hours))
    return json_response(_whole(hours, project_outlook(project, hours)))


@router.reads("/load", Page[PersonLoadAnswer])
def list_load(request: ApiRequest, query: Query[LoadQuery]) -> HttpResponse:
    """List people with their load by week; who does not read all sees their own."""
    reader, today = request.caller.user, timezone.localdate()
    people = people_with_load(reader)
    if query.team_id is not None:
        people = people.filter(pk__in=_members(request, query.team_id))
    scope = f"load {reader.pk} {query.team_id}"
    try:
        page = keyset_page(people, order_terms(["name_folded"]), query.after or None, query.limit, scope=scope)
    except Invalid as error:
        raise wrong_parameter("after", error.code, error.message) from error
    loads = load_of(page.rows, reader, today, _monday(query.from_on, today), query.weeks)
    return page_of([PersonLoadAnswer.show(load) for load in loads], page, request)


def _own(hours: Hours) -> dict[str, Any]:
    nothing = dict.fromkeys(("sold_minutes", "remaining_minutes", "left_minutes", "end_minutes", "phases"))
    used = sum(one.minutes for one in hours.people)
    return {"is_whole": False, **nothing, "used_minutes": used, "people": _people(hours.people)}


def _whole(hours: Hours, outlook: Outlook) -> dict[str, Any]:
    return {
        "is_whole": True,
        "sold_minutes": hours.sold_minutes,
        "used_minutes": hours.used_minutes,
        "remaining_minutes": hours.remaining_minutes,
        "left_minutes": outlook.left_minutes,
        "end_minutes": outlook.end_minutes,
        "people": _people(hours.people),
        "phases": [PhaseTimeAnswer.show(phase) for phase in outlook.phases],
    }


def _people(people: tuple[PersonsTime, ...]) -> list[dict[str, Any]]:
    return [PersonsTimeAnswer.show(one) for one in people]


def _members(request: ApiRequest, team_id: int) -> Any:
    if not Team.objects.visible_to(request.caller.user).filter(pk=team_id).exists():
        raise wrong_parameter("team_id", "no-such-team", _("There is no such team."))
    return TeamMembership.objects.filter(team=team_id).values("user")


def _monday(day: dt.date | None, today: dt.date) -> dt.date:
    if day is not None and abs(day - today) > _FAR:
        raise wrong_parameter("from_on", "wrong-day", _("Write a day of the next years like 2026-03-02."))
    return monday_of(day or today)
