"""Working calendars: the organisation's, of customers, of colleagues."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.accounts.public import Account
from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Right, User
from milepost.lib.keyset import order_terms
from milepost.projects.public import WorkCalendar, change_calendar, create_calendar, delete_calendar
from milepost.rest.accounts.finding import named_in_body
from milepost.rest.fields import BodyId, Day, Id, Name, left_out

router = ApiRouter(tags=["Plans"])

Minute = Annotated[int, Field(ge=0, le=1440, strict=True)]
Shift = Annotated[
    list[Minute], Field(min_length=2, max_length=2, description="From and to, in minutes since midnight.")
]
Shifts = Annotated[list[Shift], Field(max_length=12)]
Week = Annotated[
    list[Shifts | None], Field(min_length=7, max_length=7, description="Monday first; null: as the base has it.")
]
Country = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")]
Region = Annotated[str, StringConstraints(max_length=10)]
Label = Annotated[str, StringConstraints(max_length=120)]


class Season(Input):
    """Another week from a first to a last day."""

    first: Day
    last: Day
    week: Week
    name: Label = ""


class Closing(Input):
    """Other shifts from a first to a last day; none: closed."""

    first: Day
    last: Day
    shifts: Shifts
    name: Label = ""


class CalendarFields(Input):
    """What may be said of a calendar."""

    week: Week | None = left_out()
    ranges: Annotated[list[Season], Field(max_length=200)] = left_out()
    exceptions: Annotated[list[Closing], Field(max_length=1000)] = left_out()
    country: Country = left_out()
    subdivision: Region = left_out()
    base_id: BodyId | None = left_out()


class NewCalendar(CalendarFields):
    """A calendar to make: for all to use, of a customer, or of a colleague. It needs a week or a base."""

    name: Name
    account_id: BodyId | None = left_out()
    user_id: BodyId | None = left_out()


class CalendarChange(CalendarFields):
    """What to change of a calendar. Open projects that use it are computed anew in the background."""

    name: Name = left_out()


class CalendarAnswer(Answer):
    """Working hours by weekday, with holidays and other exceptions."""

    id: int
    name: str
    is_default: bool = Field(description="The organisation's.")
    account_id: int | None
    user_id: int | None
    base_id: int | None
    week: list[Any] | None
    ranges: list[Any]
    exceptions: list[Any]
    country: str
    subdivision: str
    version: int


@router.reads("/calendars", Page[CalendarAnswer])
def list_calendars(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List working calendars."""
    rows = WorkCalendar.objects.visible_to(request.caller.user)
    return listed(request, CalendarAnswer, rows, query, order=order_terms(["id"]))


@router.reads("/calendars/{calendar_id}", CalendarAnswer, errors=(304, 404))
def get_calendar(request: ApiRequest, calendar_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a working calendar."""
    return shown(request, CalendarAnswer, _calendar(request, calendar_id), query)


@router.creates("/calendars", CalendarAnswer, right=Right.MANAGE_ACCOUNTS)
def make_calendar(request: ApiRequest, body: NewCalendar) -> HttpResponse:
    """Make a working calendar."""
    given = _rows(request, body)
    calendar = create_calendar(given.pop("name"), actor=request.caller.user.as_actor(), **given)
    return created(CalendarAnswer.show(calendar), f"{request.path}/{calendar.pk}", calendar)


@router.changes("/calendars/{calendar_id}", CalendarAnswer, right=Right.MANAGE_ACCOUNTS)
def update_calendar(request: ApiRequest, calendar_id: Id, body: CalendarChange) -> HttpResponse:
    """Change a working calendar."""
    calendar = _calendar(request, calendar_id)
    version = expected_version(request, calendar, CalendarAnswer.show(calendar))
    actor = request.caller.user.as_actor()
    change_calendar(calendar, _rows(request, body), actor=actor, expected_version=version)
    return changed(CalendarAnswer.show(calendar), calendar)


@router.deletes("/calendars/{calendar_id}", right=Right.MANAGE_ACCOUNTS)
def drop_calendar(request: ApiRequest, calendar_id: Id) -> HttpResponse:
    """Delete a working calendar that nothing uses."""
    calendar = _calendar(request, calendar_id)
    version = expected_version(request, calendar, CalendarAnswer.show(calendar))
    delete_calendar(calendar, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


def _rows(request: ApiRequest, body: CalendarFields) -> dict[str, Any]:
    """Return what was sent, with the rows that it names; days as the column of JSON holds them."""
    given = {**body.model_dump(mode="json", exclude_unset=True)}
    caller = request.caller.user
    known = {
        "base": WorkCalendar.objects.visible_to(caller),
        "account": Account.objects.visible_to(caller),
        "user": User.objects.visible_to(caller).active(),
    }
    for name, rows in known.items():
        key = f"{name}_id"
        if key in given:
            number = given.pop(key)
            given[name] = named_in_body(rows, key, number) if number else None
    return given


def _calendar(request: ApiRequest, key: int) -> WorkCalendar:
    return get_object_or_404(WorkCalendar.objects.visible_to(request.caller.user), pk=key)
