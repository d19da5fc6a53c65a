"""iCalendar within bounds: looked over as text before it is parsed, repetitions counted out no further than needed."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from django.utils import timezone
from icalendar import Calendar

from milepost.accounts.public import Invitation, InvitationAct, Occurrence, Party
from milepost.integrations.mail.charsets import lines, one_line
from milepost.integrations.mail.texts import tidy

MOST_COMPONENTS = 100
MOST_DEPTH = 4
MOST_LINES = 5_000
MOST_RULE = 200
# Of a series: what is planned of it, and when, is up to the account.
MOST_MEETINGS = 400
SERIES_DAYS = 3 * 365
MOST_CHANGES = 12
MOST_YEARS_BACK = 20
MOST_SEQUENCE = 2**31 - 1
LONGEST_AGENDA = 10_000
_ACTS = {"CANCEL": InvitationAct.CANCEL, "REPLY": InvitationAct.ANSWER, "COUNTER": InvitationAct.ANSWER}
_ACTS |= {"DECLINECOUNTER": InvitationAct.ANSWER, "REFRESH": InvitationAct.ANSWER}
_BEGINS = re.compile(r"^(BEGIN|END):", re.IGNORECASE | re.MULTILINE)
# Rules that a meeting has; the others (every second, on the 30th of February) cost more than they say.
_RULE = re.compile(
    r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)"
    r"(;(INTERVAL=[1-9]\d{0,2}|COUNT=\d{1,4}|UNTIL=[0-9TZ]{8,16}|WKST=[A-Z]{2}|BYDAY=[-+0-9A-Z,]{2,60}"
    r"|BYMONTHDAY=(-?(1?\d|2[0-8])|-1)|BYMONTH=(1[0-2]|[1-9])|BYSETPOS=-?[1-5]))*",
    re.IGNORECASE,
)


class NoInvitation(Exception):
    """The calendar is none that a meeting could be made of; the words say why."""


def invitation_of(text: str, now: dt.datetime) -> Invitation:
    """Return the one meeting, or series of meetings, that a calendar's text is about. Raises `NoInvitation`."""
    _look_over(text)
    try:
        calendar = Calendar.from_ical(text)
        events = list(calendar.walk("VEVENT"))
        return _invitation(calendar, events, now)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise NoInvitation("It cannot be read.") from error


def _look_over(text: str) -> None:
    depth = deepest = begun = 0
    for match in _BEGINS.finditer(text):
        is_begin = match[1].upper() == "BEGIN"
        begun += is_begin
        depth += 1 if is_begin else -1
        deepest = max(deepest, depth)
    if begun > MOST_COMPONENTS or deepest > MOST_DEPTH or text.count("\n") > MOST_LINES:
        raise NoInvitation("It holds more than a meeting.")


def _invitation(calendar: Any, events: list[Any], now: dt.datetime) -> Invitation:
    if not events or len({str(event.get("uid", "")) for event in events}) != 1:
        raise NoInvitation("It holds no meeting, or several.")
    main = next((event for event in events if "recurrence-id" not in event), events[0])
    organizer, *people = _people(main)
    is_part = "recurrence-id" in main
    return Invitation(
        event_key=hashlib.sha256(str(main.get("uid", "") or main.to_ical()).encode()).hexdigest()[:40],
        act=_act(calendar, main),
        subject=one_line(str(main.get("summary", "")), 300) or "–",
        sequence=min(max(int(main.get("sequence", 0)), 0), MOST_SEQUENCE),
        organizer=hashlib.sha256(organizer.address.encode()).hexdigest()[:16] if organizer else "",
        agenda=_agenda(main),
        people=tuple(dict.fromkeys([*filter(None, [organizer]), *people])),
        occurrences=tuple(_occurrences(main, events, now)),
        is_series="rrule" in main or "rdate" in main,
        is_part=is_part,
    )


def _act(calendar: Any, event: Any) -> str:
    if str(event.get("status", "")).upper() == "CANCELLED":
        return InvitationAct.CANCEL
    return _ACTS.get(str(calendar.get("method", "")).upper(), InvitationAct.PLAN)


def _people(event: Any) -> list[Any]:
    """Return the organizer (or None) and then those who are invited."""
    organizer, attendees = event.get("organizer"), event.get("attendee", [])
    some = attendees if isinstance(attendees, list) else [attendees]
    return [_party(organizer), *(party for one in some[:100] if (party := _party(one)))]


def _party(value: Any) -> Party | None:
    address = one_line(str(value or ""), 300).lower().removeprefix("mailto:").strip()
    name = one_line(str(getattr(value, "params", {}).get("CN", "")), 200)
    return Party(address[:254], name) if "@" in address and " " not in address else None


def _agenda(event: Any) -> str:
    place = one_line(str(event.get("location", "")), 500)
    said = tidy(lines(str(event.get("description", "")))[:LONGEST_AGENDA])
    return "\n\n".join(filter(None, [place, said]))


def _occurrences(main: Any, events: list[Any], now: dt.datetime) -> Iterator[Occurrence]:
    """Yield the meetings: one, or of a series those of the next years, as single changes moved them."""
    minutes = _minutes(main)
    start = _moment(main["dtstart"].dt)
    if "recurrence-id" in main:
        for event in events[:MOST_CHANGES]:
            yield Occurrence(_moment(event["dtstart"].dt), _minutes(event), _key(_moment(event["recurrence-id"].dt)))
        return
    if "rrule" not in main and "rdate" not in main:
        yield Occurrence(start, minutes)
        return
    moved = {_moment(one["recurrence-id"].dt): one for one in events if "recurrence-id" in one}
    for moment in islice(_repeated(main, now), MOST_MEETINGS):
        one = moved.get(moment)
        if one is None:
            yield Occurrence(moment, minutes, _key(moment))
        elif str(one.get("status", "")).upper() != "CANCELLED":
            yield Occurrence(_moment(one["dtstart"].dt), _minutes(one), _key(moment))


def _repeated(main: Any, now: dt.datetime) -> Iterator[dt.datetime]:
    """Yield the moments of a series from yesterday on. The rule runs in the zone of its start, as clocks change."""
    first = main["dtstart"].dt
    local = first if isinstance(first, dt.datetime) else dt.datetime.combine(first, dt.time.min)
    zone = local.tzinfo or timezone.get_default_timezone()
    if local.year < now.year - MOST_YEARS_BACK:
        raise NoInvitation("It began too long ago.")
    naive, begin = local.replace(tzinfo=None), now - dt.timedelta(days=1)
    end, left = now + dt.timedelta(days=SERIES_DAYS), _left_out_of(main)
    found = {_moment(value) for value in _dates(main, "rdate")} | {_moment(first)}
    after = begin.astimezone(zone).replace(tzinfo=None)
    for text in _rules(main):
        rule = rrulestr(text, dtstart=naive, ignoretz=True)
        for moment in rule.xafter(after, count=MOST_MEETINGS * 2, inc=True):
            if moment > after + dt.timedelta(days=SERIES_DAYS + 1):
                break
            found.add(moment.replace(tzinfo=zone).astimezone(dt.UTC))
    yield from sorted(moment for moment in found - left if begin <= moment <= end)


def _rules(main: Any) -> list[str]:
    given = main.get("rrule", [])
    texts = [one.to_ical().decode() for one in (given if isinstance(given, list) else [given])][:2]
    for text in texts:
        if len(text) > MOST_RULE or not _RULE.fullmatch(text):
            raise NoInvitation("It repeats in a way that meetings do not.")
    return texts


def _left_out_of(main: Any) -> set[dt.datetime]:
    return {_moment(value) for value in _dates(main, "exdate")}


def _dates(main: Any, name: str) -> Iterator[Any]:
    given = main.get(name, [])
    for one in (given if isinstance(given, list) else [given])[:MOST_RULE]:
        yield from (value.dt for value in one.dts[:MOST_RULE] if isinstance(value.dt, dt.date))


def _minutes(event: Any) -> int | None:
    span = event.get("dtend").dt - event["dtstart"].dt if "dtend" in event else None
    span = event["duration"].dt if span is None and "duration" in event else span
    minutes = int(span.total_seconds() // 60) if span is not None else None
    return minutes if minutes is None or 0 <= minutes <= 7 * 24 * 60 else None


def _moment(value: dt.date) -> dt.datetime:
    """Return a date or a time as a moment; what names no zone is meant in the installation's."""
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time.min)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
    return aware.astimezone(dt.UTC)


def _key(moment: dt.datetime) -> str:
    return f"{moment:%Y%m%dT%H%M}"
