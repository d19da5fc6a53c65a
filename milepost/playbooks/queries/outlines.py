"""A playbook as its page shows it: phases and steps with bars that say when, relative to its anchor."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.playbooks.queries.planning import Planning, without_parties
from milepost.playbooks.reading.measures import offset_text
from milepost.playbooks.records import GO_LIVE, START, PlaybookDocument, Step, anchor_sources
from milepost.playbooks.records_start import Filling
from milepost.projects.public import new_plan

# A Monday without holidays near, so that the bars of two playbooks can be compared.
_MODEL_DAY = dt.date(2029, 9, 3)
_MODEL_WEEKS = 52
_WEEK_SECONDS = 7 * 24 * 3600
_MARKS_MOST = 12


@dataclass(frozen=True, slots=True)
class StepBar:
    """A step, from which to which hundredth of the whole it runs, and in words when it starts."""

    step: Step
    left: str
    width: str
    when: str
    roles: str


@dataclass(frozen=True, slots=True)
class PhaseBars:
    key: str
    title: str
    bars: tuple[StepBar, ...]


@dataclass(frozen=True, slots=True)
class WeekMark:
    """Where a week begins: in hundredths of the whole, and its number from 1."""

    left: str
    number: int


@dataclass(frozen=True, slots=True)
class OutlineBars:
    """Phases with the bars of their steps, the weeks of the whole, and where some of them begin."""

    phases: tuple[PhaseBars, ...]
    weeks: int
    marks: tuple[WeekMark, ...]


def outline(document: PlaybookDocument) -> OutlineBars:
    """Return the bars of all steps, as they stand in the usual working week."""
    if not document.steps:
        return OutlineBars(tuple(PhaseBars(phase.key, phase.title, ()) for phase in document.phases), 0, ())
    names = {role.key: role.name for role in document.roles}
    renewal_on = _MODEL_DAY + dt.timedelta(weeks=_MODEL_WEEKS)
    dates = {source.key: renewal_on for source in anchor_sources if source.key != "contract-start"}
    dates |= {START: _MODEL_DAY, GO_LIVE: renewal_on, "contract-start": _MODEL_DAY}
    fillings = {role.key: Filling(role=role, person=None) for role in document.roles}
    planning = Planning(document, dates, fillings, {}, lambda day: day.weekday() < 5)  # noqa: PLR2004 - Monday to Friday
    edits = planning.edits()
    if milestones := planning.milestones_counted_back_from():
        plan = new_plan(None, _MODEL_DAY, without_parties(edits))
        edits = planning.edits({key: plan.finish_of(key) for key in milestones})
    plan = new_plan(None, _MODEL_DAY, without_parties(edits))
    dated = [plan.tasks[step.key] for step in document.steps]
    first, last = min(each.start for each in dated), max(each.finish for each in dated)
    whole = max((last - first).total_seconds(), 1)

    def bar(step: Step) -> StepBar:
        one = plan.tasks[step.key]
        left = (one.start - first).total_seconds() / whole * 100
        width = max((one.finish - one.start).total_seconds() / whole * 100, 0.6)
        roles = ", ".join(names[key] for key in step.does)
        return StepBar(step, f"{min(left, 100 - width):.2f}", f"{width:.2f}", _when(step, document), roles)

    phases = (PhaseBars(phase.key, phase.title, tuple(bar(step) for step in phase.steps)) for phase in document.phases)
    weeks = whole / _WEEK_SECONDS
    return OutlineBars(tuple(phases), round((last - first).days / 7), tuple(_marks(weeks)))


def _marks(weeks: float) -> Iterator[WeekMark]:
    """Yield a mark a week, or every so many weeks where there are many."""
    every = max(1, round(weeks / _MARKS_MOST))
    for number in range(0, max(1, int(weeks + 0.99)), every):
        yield WeekMark(f"{number / weeks * 100 if weeks else 0:.2f}", number + 1)


def weeks_words(weeks: int) -> str:
    return ngettext("about %(count)s week", "about %(count)s weeks", max(weeks, 1)) % {"count": max(weeks, 1)}


def _when(step: Step, document: PlaybookDocument) -> str:
    titles = {each.key: each.title for each in document.steps}
    parts = [offset_text(step.starts)] if step.starts else []
    parts += [_("after “%(step)s”") % {"step": titles[link.key]} for link in step.after]
    return ", ".join(parts)
