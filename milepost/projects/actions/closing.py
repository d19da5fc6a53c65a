"""Projects are closed with nothing left open, handed over, and reopened with a reason; lessons are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, create_records, delete_record, update_record, with_first_parts
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.actions.beginning import NewMember, begin_project
from milepost.projects.actions.change_requests import withdraw_change
from milepost.projects.actions.deliveries import decide_delivery, submit_delivery
from milepost.projects.actions.plan_changes import change_plan
from milepost.projects.actions.projects import change_project
from milepost.projects.actions.scope_items import take_out_scope_item
from milepost.projects.models import ChangeRequest, ClosedEnd, Closing, Delivery, Lesson, Project, ScopeItem, Task
from milepost.projects.queries.clean_values import clean_value
from milepost.projects.queries.closing import OpenEnd, measures_of, open_ends
from milepost.projects.records import Part, ProjectKind, ProjectState, TaskState
from milepost.projects.records_closing import EndKind, Fate, HandOver, HandOverRequest, hand_overs
from milepost.projects.records_plan import NewTask, TaskEdit
from milepost.projects.records_scope import DeliveryState

LESSONS_MOST = 200


@dataclass(frozen=True, slots=True)
class EndFate:
    """What becomes of an open end, and why."""

    fate: str
    reason: str = ""


def close_project(
    project: Project,
    fates: Mapping[str, EndFate],
    *,
    actor: Actor,
    viewer: User,
    summary: str = "",
    hand_over: str = "",
    keeper: User | None = None,
) -> Closing:
    """End a project, wholly or not at all. `fates` says by key of `open_ends` what becomes of each.

    `hand_over` is the key of one of `hand_overs`: a project that it begins gets what is carried over as tasks, and
    `keeper` on it. Raises `Conflict` (`closed`) if it has ended, `Invalid` with the keys of ends that nothing was said
    of, that are dropped without a reason, or that cannot go where they are sent.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = Project.objects.select_for_update(of=("self",)).select_related("account").get(pk=project.pk)
        if not locked.is_open:
            raise Conflict("closed", _("“%(name)s” has ended already.") % {"name": locked.name})
        decided = [(end, fates.get(end.key, EndFate(""))) for end in open_ends(locked)]
        _refuse_undecided(decided, hand_over)
        closing = Closing(project=locked, by_label=actor.label[:200])
        closing.summary = clean_value(closing, "summary", summary)
        closing.measures = [asdict(one) for one in measures_of(locked, viewer)]
        way = _way(locked, hand_over, viewer)
        if way is not None:
            request = _request(locked, keeper, viewer, actor)
            carried = [end for end, said in decided if said.fate == Fate.CARRIED]
            closing.hand_over = _hand_over(way, request, carried, actor)
        _end_all(locked, decided, actor)
        _end_earlier(locked, actor)
        change_project(Project.objects.get(pk=locked.pk), {"state": ProjectState.DONE}, actor=actor)
        return _write(closing, decided, actor)


def reopen_project(project: Project, why: str, *, actor: Actor) -> Project:
    """Let a project that was closed run again. Raises `Conflict` (`open`) if it runs, `Invalid` without a reason."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        if locked.is_open:
            raise Conflict("open", _("“%(name)s” is open.") % {"name": locked.name})
        _close_record(locked, why, actor)
        return change_project(locked, {"state": ProjectState.ACTIVE}, actor=actor)


def add_lesson(project: Project, kind: str, text: str, *, actor: Actor, phase: Task | None = None) -> Lesson:
    """Keep what was learned, of a phase of the plan or of the whole project."""
    demand(actor, Right.WRITE)
    if phase is not None and phase.project_id != project.pk:
        raise Invalid("wrong-value", _("The plan has no such phase."), {"phase": _("The plan has no such phase.")})
    if Lesson.objects.filter(project=project).count() >= LESSONS_MOST:
        raise Invalid("too-many", _("A project keeps at most %(most)s lessons.") % {"most": LESSONS_MOST})
    lesson = Lesson(project=project, phase=phase, phase_label=phase.title if phase else "", by_label=actor.label[:200])
    lesson.kind = clean_value(lesson, "kind", kind)
    lesson.text = clean_value(lesson, "text", text)[:2000]
    return create_record(lesson, actor=actor)


def delete_lesson(lesson: Lesson, *, actor: Actor) -> None:
    demand(actor, Right.WRITE)
    delete_record(lesson, actor=actor)


def _refuse_undecided(decided: Sequence[tuple[OpenEnd, EndFate]], hand_over: str) -> None:
    wrong: dict[str, str] = {}
    for end, said in decided:
        if said.fate not in Fate.values or (said.fate == Fate.FINISHED and not end.can_finish):
            wrong[end.key] = _("Say what becomes of it.")
        elif said.fate == Fate.DROPPED and not said.reason.strip():
            wrong[end.key] = _("Say why it is dropped.")
        elif said.fate == Fate.CARRIED and not hand_over:
            wrong[end.key] = _("Choose a hand-over that it goes into.")
    if wrong:
        raise Invalid("open-ends", _("Say of everything that is open what becomes of it."), wrong)


def _way(project: Project, key: str, viewer: User) -> HandOver | None:
    if not key:
        return None
    way = next((one for one in hand_overs if one.key == key), None)
    if way is None or project.account is None or not way.is_offered(viewer):
        words = _("This hand-over cannot be begun.")
        raise Invalid("no-hand-over", words, {"hand_over": words})
    return way


def _request(project: Project, keeper: User | None, viewer: User, actor: Actor) -> HandOverRequest:
    if project.account is None:
        raise Invalid("no-hand-over", _("This hand-over cannot be begun."))
    return HandOverRequest(
        account=project.account,
        name=_("Hand-over of %(name)s") % {"name": project.name},
        keeper=keeper,
        viewer=viewer,
        actor=actor,
        on=timezone.localdate(),
    )


def _hand_over(way: HandOver, request: HandOverRequest, carried: Sequence[OpenEnd], actor: Actor) -> Project:
    """Begin the hand-over, and put what is carried over into it as tasks."""
    begun = Project.objects.get(pk=way.begin(request))
    tasks = [NewTask(end.key, {"title": end.label[:300], "duration_minutes": 480}) for end in carried]
    return change_plan(begun, tasks, actor=actor).project if tasks else begun


def begin_plain_hand_over(request: HandOverRequest) -> int:
    """Begin a hand-over that holds what was carried over, and one meeting."""
    meeting = NewTask("meeting", {"title": _("Go through what is handed over"), "duration_minutes": 240})
    people = [NewMember(person=request.keeper or request.viewer, part=Part.LEAD)]
    values: dict[str, Any] = {"account": request.account, "kind": ProjectKind.HAND_OVER, "start_on": request.on}
    return begin_project(request.name[:200], [meeting], actor=request.actor, members=people, **values).project.pk


def _end_all(project: Project, decided: Sequence[tuple[OpenEnd, EndFate]], actor: Actor) -> None:
    edits = []
    for end, said in decided:
        record, is_done = end.record, said.fate == Fate.FINISHED
        if isinstance(record, Task):
            edits.append(TaskEdit(record.pk, {"state": TaskState.DONE if is_done else TaskState.DROPPED}))
        elif isinstance(record, ScopeItem) and is_done:
            _accept(record, actor)
        elif isinstance(record, ScopeItem):
            take_out_scope_item(record, actor=actor)
        elif isinstance(record, ChangeRequest):
            withdraw_change(record, actor=actor, reason=said.reason or _("Goes on in the hand-over."))
    if edits:
        change_plan(Project.objects.get(pk=project.pk), edits, actor=actor, as_one=True)


def _accept(deliverable: ScopeItem, actor: Actor) -> None:
    waiting = Delivery.objects.filter(deliverable=deliverable, state=DeliveryState.SUBMITTED).first()
    delivery = waiting or submit_delivery(deliverable, actor=actor)
    decide_delivery(delivery, DeliveryState.ACCEPTED, actor=actor, answer=_("Accepted when the project was closed."))


def _write(closing: Closing, decided: Sequence[tuple[OpenEnd, EndFate]], actor: Actor) -> Closing:
    stored = create_record(closing, actor=actor)
    ends = [
        ClosedEnd(
            closing=stored,
            kind=EndKind(end.kind),
            label=end.label[:500],
            fate=said.fate,
            reason=said.reason.strip()[:500],
        )
        for end, said in decided
    ]
    with with_first_parts(stored):
        create_records(ends, actor=actor)
    return stored


def _end_earlier(project: Project, actor: Actor) -> None:
    """Let an earlier closing stand no more, of a project that was set going again without being reopened here."""
    for earlier in Closing.objects.filter(project=project, reopened_at=None):
        update_record(earlier, {"reopened_at": timezone.now(), "reopened_by": actor.label[:200]}, actor=actor)


def _close_record(project: Project, why: str, actor: Actor) -> None:
    closing = Closing.objects.filter(project=project, reopened_at=None).first()
    probe = closing or Closing(project=project)
    reason = clean_value(probe, "reopened_why", why)
    if not reason:
        words = _("Say why it is reopened.")
        raise Invalid("wrong-value", words, {"why": words})
    if closing is not None:
        values = {"reopened_at": timezone.now(), "reopened_by": actor.label[:200], "reopened_why": reason}
        update_record(closing, values, actor=actor)
