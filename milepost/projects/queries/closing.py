"""What closing a project shows: what it came to, and what is open still."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.identity.public import User
from milepost.projects.models import ChangeRequest, Delivery, Project, Proposal, ScopeItem, ScopeVersion, Task
from milepost.projects.queries.agreements import agreed_version
from milepost.projects.queries.deliveries import deliverables_of, first_pass
from milepost.projects.queries.hours import project_hours
from milepost.projects.queries.working_days import CountDays, day_counter
from milepost.projects.records_closing import EndKind
from milepost.projects.records_scope import ChangeState, DeliveryState, ProposalState
from milepost.ui.public import date_words


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """Something that is open. `can_finish`: it may be called finished here; a change request is decided on its page."""

    kind: EndKind
    record: Task | ScopeItem | ChangeRequest
    can_finish: bool = True

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.record.pk}"

    @property
    def label(self) -> str:
        return str(self.record)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a project came to in one respect, against the original agreement and the current one."""

    title: str
    original: str
    current: str


def open_ends(project: Project) -> list[OpenEnd]:
    """Return what is open: tasks, deliverables that were not accepted, change requests. Four queries."""
    tasks = Task.objects.filter(project=project, is_summary=False).open().order_by("outline_order", "pk")
    ends = [OpenEnd(EndKind.TASK, task) for task in tasks]
    ends.extend(
        OpenEnd(EndKind.DELIVERABLE, one.item)
        for one in deliverables_of(project)
        if one.last is None or one.last.state != DeliveryState.ACCEPTED
    )
    changes = ChangeRequest.objects.filter(project=project).open().order_by("number")
    return [*ends, *(OpenEnd(EndKind.CHANGE, change, can_finish=False) for change in changes)]


def measures_of(project: Project, viewer: User) -> list[Measure]:
    """Return what a project came to, against the first agreement and the newest one. Constant queries."""
    agreed = Proposal.objects.filter(project=project, state=ProposalState.AGREED).select_related("scope")
    first_agreed = agreed.order_by("closed_at", "pk").first()
    original = first_agreed.scope if first_agreed else None
    return [*_time(project, original), *_budget(project, viewer), _scope(project, original), _accepted(project)]


def _time(project: Project, original: ScopeVersion | None) -> Iterator[Measure]:
    reached = project.actual_on or project.forecast_on
    count = day_counter(project)
    current = agreed_version(project)
    now = project.target_on or (current.target_on if current else None)
    then = original.target_on if original else None
    yield Measure(_("On time"), _against(count, then, reached), _against(count, now, reached))


def _against(count: CountDays, target: dt.date | None, reached: dt.date | None) -> str:
    if target is None or reached is None:
        return _("nothing was agreed") if target is None else _("there is no day to compare")
    days = count(target, reached)
    if days <= 0:
        return _("kept: %(day)s") % {"day": date_words(target)}
    words = ngettext("%(days)s working day after %(day)s", "%(days)s working days after %(day)s", days)
    return words % {"days": days, "day": date_words(target)}


def _budget(project: Project, viewer: User) -> Iterator[Measure]:
    """Yield hours against those sold; what approved changes added is not in the original agreement."""
    hours = project_hours(project, viewer)
    if not hours.sold_minutes:
        yield Measure(_("In budget"), _("no time was sold"), _("no time was sold"))
        return
    used, words = round(hours.used_minutes / 60), _("%(used)s of %(sold)s hours")
    yield Measure(
        _("In budget"),
        words % {"used": used, "sold": round(hours.sold_minutes / 60)},
        words % {"used": used, "sold": round((hours.agreed_minutes or 0) / 60)},
    )


def _scope(project: Project, original: ScopeVersion | None) -> Measure:
    current = agreed_version(project)
    approved = ChangeRequest.objects.filter(project=project, state=ChangeState.APPROVED).count()
    nothing = _("nothing was agreed")
    added = ngettext("%(count)s approved change", "%(count)s approved changes", approved) % {"count": approved}
    now = f"{current}, {added}" if current else nothing
    return Measure(_("In scope"), str(original) if original else nothing, now)


def _accepted(project: Project) -> Measure:
    all_of_them = deliverables_of(project)
    accepted = sum(one.last is not None and one.last.state == DeliveryState.ACCEPTED for one in all_of_them)
    passed = first_pass(Delivery.objects.filter(deliverable__project=project))
    words = _("%(accepted)s of %(all)s deliverables accepted") % {"accepted": accepted, "all": len(all_of_them)}
    first = _("%(accepted)s of %(decided)s at the first pass")
    return Measure(_("Accepted"), first % {"accepted": passed.accepted, "decided": passed.decided}, words)
