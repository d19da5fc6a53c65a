"""A start made ready: what is known and missing, which steps are made, and their dates."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.playbooks.queries.answers import answer_words, answers_of, conditions
from milepost.playbooks.queries.days import known_dates, natural_start, needed_anchors
from milepost.playbooks.queries.outline import scaled, without_steps
from milepost.playbooks.queries.planning import Planning, without_parties
from milepost.playbooks.queries.roles import fillings
from milepost.playbooks.reading.variables import filled
from milepost.playbooks.records import GO_LIVE, START, PlaybookDocument, anchor_sources
from milepost.playbooks.records_start import Filling, Late, LeftOut, StartRequest
from milepost.projects.public import NewPlan, PlanEdit, days_of_both_sides, new_plan

_SHARE_LEAST = 0.05


@dataclass(slots=True)
class Prepared:
    """A start as far as it can be known. `planning` and `edits` are there unless something is missing."""

    request: StartRequest
    name: str
    answers: dict[str, str]
    dates: dict[str, dt.date]
    fillings: tuple[Filling, ...]
    left_out: dict[str, LeftOut]
    missing: dict[str, str]
    is_late: bool = False
    planning: Planning | None = None
    edits: tuple[PlanEdit, ...] = ()

    def dated(self) -> NewPlan | None:
        """Return the dates that the plan comes to; None while something is missing."""
        if self.planning is None:
            return None
        return new_plan(self.request.account, self.dates[START], without_parties(self.edits))


def prepare(document: PlaybookDocument, request: StartRequest, viewer: User, today: dt.date) -> Prepared:
    """Return a start with the edits that make its plan, or what is missing for it.

    Raises `Invalid` with fields for what is given and wrong.
    """
    answers = answers_of(document, request.answers)
    dates = known_dates(request.account, _given_dates(request))
    people = fillings(document.roles, request.account, request.roles)
    left_out = _left_out(document, request, answers, viewer)
    kept = without_steps(document, left_out)
    missing = _missing(document, kept, answers, dates)
    found = Prepared(request, request.name or document.name, answers, dates, people, left_out, missing)
    if missing or not kept.steps:
        return found
    is_working = days_of_both_sides(request.account, today)
    dates[START] = natural_start(kept, dates, is_working, today)
    found.is_late = dates[START] < today
    values = text_values(document, found)
    found.name = (request.name or filled(document.project_name, values) or document.name)[:200]
    values["project.name"] = found.name
    planning = Planning(kept, dates, {each.role.key: each for each in people}, values, is_working)
    _date(found, planning, today)
    return found


def _given_dates(request: StartRequest) -> Mapping[str, dt.date]:
    known = {START, GO_LIVE, *(source.key for source in anchor_sources)}
    for key, day in request.anchors.items():
        if key not in known:
            message = _("There is no date “%(key)s”.") % {"key": key}
            raise Invalid("unknown-anchor", message, {f"anchor.{key}": message})
        if not dt.date(1990, 1, 1) <= day <= dt.date(2150, 1, 1):
            message = _("Give a day between 1990 and 2150.")
            raise Invalid("wrong-anchor", message, {f"anchor.{key}": message})
    return request.anchors


def _left_out(
    document: PlaybookDocument, request: StartRequest, answers: Mapping[str, str], viewer: User
) -> dict[str, LeftOut]:
    judged = conditions(document, answers, request.account, viewer)
    found = {}
    for step in document.steps:
        if step.is_optional and step.key in request.without:
            found[step.key] = LeftOut.CHOSEN
        elif not judged.hold(step):
            found[step.key] = LeftOut.CONDITION
    return found


def _missing(
    document: PlaybookDocument, kept: PlaybookDocument, answers: Mapping[str, str], dates: Mapping[str, dt.date]
) -> dict[str, str]:
    """Return what has to be said before the start, by field."""
    found = {f"answer.{key}": _("Answer this.") for key, answer in answers.items() if not answer}
    for key in sorted(needed_anchors(kept) - dates.keys() - {START}):
        found[f"anchor.{key}"] = _("This date is not known: give it.")
    if not kept.steps:
        found[""] = _("No step is left to be made.")
    return found


def text_values(document: PlaybookDocument, found: Prepared) -> dict[str, str]:
    """Return the value of every variable that is known."""
    account = found.request.account
    values = {"account.name": account.name, "vendor.name": settings.VENDOR_NAME or _("our team")}
    values |= {f"role.{each.role.key}": each.words for each in found.fillings}
    values |= {f"anchor.{key}": date_format(day) for key, day in found.dates.items()}
    return values | {f"answer.{each.key}": answer_words(each, found.answers[each.key]) for each in document.questions}


def _date(found: Prepared, planning: Planning, today: dt.date) -> None:
    """Compute the dates, in the way that was chosen for one that is late."""
    late = found.request.late if found.is_late else Late.WRITTEN
    start_on = found.dates[START]
    if late == Late.SKIP:
        past = _past_steps(found, planning, start_on, today)
        found.left_out |= dict.fromkeys(past, LeftOut.PAST)
        planning = replace(planning, document=without_steps(planning.document, set(past)))
        if not planning.document.steps:
            found.missing[""] = _("All its steps should be done by now.")
            return
    if late == Late.COMPRESS:
        planning = replace(planning, document=_compressed(found, planning, today))
    if late != Late.WRITTEN:
        start_on = today
        found.dates[START] = today
    found.planning = planning
    found.edits = tuple(_edits(found, planning, start_on))


def _past_steps(found: Prepared, planning: Planning, start_on: dt.date, today: dt.date) -> list[str]:
    plan = _planned(found, planning, start_on)
    return [step.key for step in planning.document.steps if plan.finish_of(step.key) < today]


def _compressed(found: Prepared, planning: Planning, today: dt.date) -> PlaybookDocument:
    """Shorten all by the share of the time that is left until what it counts from, or until its end."""
    document, start_on = planning.document, found.dates[START]
    ends = (found.dates.get(document.anchor), found.dates.get(GO_LIVE), _planned(found, planning, start_on).ends_on)
    end = next((day for day in ends if day is not None and day > today), None)
    if end is None:
        message = _("Its end has passed: it cannot be shortened.")
        raise Invalid("too-late", message, {"late": message})
    return scaled(document, max(_SHARE_LEAST, (end - today) / (end - start_on)))


def _planned(found: Prepared, planning: Planning, start_on: dt.date) -> NewPlan:
    return new_plan(found.request.account, start_on, without_parties(_edits(found, planning, start_on)))


def _edits(found: Prepared, planning: Planning, start_on: dt.date) -> list[PlanEdit]:
    """Return what makes the plan; where steps are counted back from milestones, these are dated first."""
    milestones = planning.milestones_counted_back_from()
    edits = planning.edits()
    if milestones:
        plan = new_plan(found.request.account, start_on, without_parties(edits))
        edits = planning.edits({key: plan.finish_of(key) for key in milestones})
    return edits
