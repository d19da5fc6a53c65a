"""Offsets as days: so many working days of both sides, or calendar days, before or after an anchor."""

import datetime as dt
from collections.abc import Iterator, Mapping

from milepost.accounts.public import Account
from milepost.playbooks.reading.circles import milestone_of
from milepost.playbooks.reading.variables import variables_in
from milepost.playbooks.records import START, DayKind, Offset, PlaybookDocument, Scope, Step, anchor_sources
from milepost.projects.public import IsWorking

_DAY = dt.timedelta(days=1)
# A calendar without any working day for so long is left alone.
_SEARCHED_DAYS_MOST = 3660
_BEGINNINGS = frozenset({"contract-start"})


def day_of(offset: Offset, anchor_on: dt.date, is_working: IsWorking) -> dt.date:
    """Return the day of an offset. Working days are counted from the anchor, which itself counts as none."""
    if offset.kind == DayKind.CALENDAR or not offset.days:
        return anchor_on + _DAY * offset.days
    way = _DAY if offset.days > 0 else -_DAY
    day, left = anchor_on, abs(offset.days)
    for _each in range(_SEARCHED_DAYS_MOST):
        if not left:
            break
        day += way
        left -= is_working(day)
    return day


def known_dates(account: Account, given: Mapping[str, dt.date]) -> dict[str, dt.date]:
    """Return the dates of anchors: those given, and those that the account knows."""
    found = {source.key: source.date_of(account) for source in anchor_sources}
    return {**{key: day for key, day in found.items() if day is not None}, **given}


def fixed_offsets(document: PlaybookDocument) -> Iterator[tuple[Step, str, Offset]]:
    """Yield the offsets that count from a known day: the step, which of its fields, the offset with its anchor."""
    for step in document.steps:
        for name, offset in (("starts", step.starts), ("due", step.due)):
            if offset is not None and not milestone_of(document, offset):
                yield step, name, Offset(offset.days, offset.kind, offset.anchor or document.anchor)


def needed_anchors(document: PlaybookDocument) -> set[str]:
    """Return the anchors that steps are counted from or texts speak of."""
    counted = {offset.anchor for _step, _name, offset in fixed_offsets(document)}
    spoken = {name for text in texts_of(document) for name in variables_in(text)}
    return counted | {name.removeprefix("anchor.") for name in spoken if name.startswith("anchor.")}


def texts_of(document: PlaybookDocument) -> Iterator[str]:
    """Yield every text that becomes one of the project."""
    yield from (document.outcome, document.project_name)
    yield from (role.expected for role in document.roles)
    yield from texts_of_scope(document.scope)
    for phase in document.phases:
        yield phase.title
        for step in phase.steps:
            yield from (step.title, step.description, *step.checklist, *step.accepted_when)


def texts_of_scope(scope: Scope) -> Iterator[str]:
    yield from (*scope.goals, *scope.within, *scope.out, *scope.assumptions)
    for one in scope.deliverables:
        yield from (one.title, *one.accepted_when)


def natural_start(
    document: PlaybookDocument, dates: Mapping[str, dt.date], is_working: IsWorking, today: dt.date
) -> dt.date:
    """Return the day on which a project would start by its playbook: of the first counted step, or of its anchor.

    Today, where it counts from its own start, or from something that is not known.
    """
    if START in dates:
        return dates[START]
    counted = [
        day_of(offset, dates[offset.anchor], is_working)
        for _step, name, offset in fixed_offsets(document)
        if name == "starts" and offset.anchor != START and offset.anchor in dates
    ]
    anchor_on = dates.get(document.anchor)
    # Before a renewal or a go-live the work is done; after any other anchor it begins.
    if anchor_on is not None and document.anchor in _BEGINNINGS:
        counted.append(anchor_on)
    return min(counted, default=today) if document.anchor != START else today
