"""What a start would make, in words: steps with dates, who does them, and what to know before."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.identity.public import User
from milepost.playbooks.models import PlaybookVersion, Run
from milepost.playbooks.queries.days import needed_anchors
from milepost.playbooks.queries.outline import without_steps
from milepost.playbooks.queries.preparing import Prepared, prepare
from milepost.playbooks.records import GO_LIVE, START, PlaybookDocument, anchor_sources
from milepost.playbooks.records_start import AnchorDate, Caution, PlannedStep, Preview, StartRequest
from milepost.projects.public import NewPlan, ProjectState

_ENDED = (ProjectState.DONE, ProjectState.CANCELLED)


def preview_start(version: PlaybookVersion, request: StartRequest, viewer: User, today: dt.date) -> Preview:
    """Return what starting a version for an account would make; nothing is written.

    Raises `Invalid` with fields for what is given and wrong. About fifteen queries, however many steps there are.
    """
    return preview_of(version, prepare(version.records, request, viewer, today), today)


def preview_of(version: PlaybookVersion, found: Prepared, today: dt.date) -> Preview:
    """Return what a start that was made ready comes to."""
    document, plan = version.records, found.dated()
    return Preview(
        name=found.name,
        anchors=tuple(_anchors(document, found)),
        answers=found.answers,
        questions=document.questions,
        fillings=found.fillings,
        optional=tuple(step for step in document.steps if step.is_optional),
        left_out=tuple((step, found.left_out[step.key]) for step in document.steps if step.key in found.left_out),
        missing=found.missing,
        steps=tuple(_steps(found, plan, today)),
        starts_on=found.dates.get(START) if plan else None,
        ends_on=plan.ends_on if plan else None,
        go_live_on=plan.go_live_on if plan else None,
        is_late=found.is_late,
        cautions=tuple(_cautions(version, found, plan)),
    )


def running(version: PlaybookVersion, found: Prepared) -> QuerySet[Run]:
    """Return the open projects of this playbook for the same account that count from the same day, the newest first."""
    document = version.records
    same = Run.objects.filter(playbook=version.playbook_id, account=found.request.account)
    if document.anchor != START:
        same = same.filter(anchor=document.anchor, anchor_on=found.dates.get(document.anchor))
    return same.exclude(project__state__in=_ENDED).select_related("project").order_by("-pk")


def _anchors(document: PlaybookDocument, found: Prepared) -> Iterator[AnchorDate]:
    labels = {START: _("Start of the project"), GO_LIVE: _("Agreed go-live")}
    labels |= {source.key: str(source.label) for source in anchor_sources}
    needed = needed_anchors(without_steps(document, found.left_out)) | {document.anchor}
    for key, label in labels.items():
        yield AnchorDate(key=key, label=label, on=found.dates.get(key), is_needed=key in needed)


def _steps(found: Prepared, plan: NewPlan | None, today: dt.date) -> Iterator[PlannedStep]:
    planning = found.planning
    if planning is None or plan is None:
        return
    for phase in planning.document.phases:
        for step in phase.steps:
            finish_on = plan.finish_of(step.key)
            yield PlannedStep(
                step=step,
                title=planning.text(step.title),
                phase=planning.text(phase.title),
                start_on=plan.start_of(step.key),
                finish_on=finish_on,
                is_past=finish_on < today,
                who=tuple(planning.fillings[key].words for key in step.does),
            )


def _cautions(version: PlaybookVersion, found: Prepared, plan: NewPlan | None) -> Iterator[Caution]:
    for run in running(version, found)[:3]:
        text = _("It runs for this account already: “%(project)s”.") % {"project": run.project}
        yield Caution(code="running", text=text, url=reverse("projects:project-detail", args=[run.project_id]))
    if found.is_late:
        yield Caution(code="late", text=_("By its dates it should have begun before today."))
    yield from _about_dates(found, plan)
    open_roles = [each.role.name for each in found.fillings if each.person is None]
    if open_roles:
        count = len(open_roles)
        text = ngettext("Nobody fills this role yet: %(names)s.", "Nobody fills these roles yet: %(names)s.", count)
        yield Caution(code="unfilled", text=text % {"names": ", ".join(open_roles)})


def _about_dates(found: Prepared, plan: NewPlan | None) -> Iterator[Caution]:
    renewal_on = found.request.account.renewal_date
    if plan is None or found.planning is None:
        return
    if plan.go_live_on and renewal_on and found.planning.document.anchor != "renewal" and plan.go_live_on > renewal_on:
        words = {"day": date_format(plan.go_live_on), "renewal": date_format(renewal_on)}
        text = _("It would go live on %(day)s, after the renewal on %(renewal)s.")
        yield Caution(code="after-renewal", text=text % words)
    agreed = found.dates.get(GO_LIVE)
    if agreed and plan.go_live_on and plan.go_live_on > agreed:
        words = {"day": date_format(plan.go_live_on), "agreed": date_format(agreed)}
        yield Caution(
            code="after-go-live", text=_("The plan comes to %(day)s; %(agreed)s is agreed for go-live.") % words
        )
    steps = {step.key: step for step in found.planning.document.steps}
    late = [key for warning in plan.warnings if warning.code == "deadline-missed" for key in plan.keys_of(warning)[:1]]
    for key in dict.fromkeys(late):
        if key in steps:
            text = _("“%(step)s” would end after the day it is due.")
            yield Caution(code="past-due", text=text % {"step": found.planning.text(steps[key].title)})
