"""Change requests: drafted, previewed, approved by us, sent, withdrawn. Decisions are in `change_decisions`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.accounts.public import Contact
from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, User, demand, notify
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.actions.projects import refuse_strangers
from milepost.projects.models import ChangeRequest, Project, ScopeItem
from milepost.projects.queries.change_effects import edits_of_change, effect_of
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.queries.plan_edit_texts import text_of
from milepost.projects.queries.steering import may_steer
from milepost.projects.records_plan import PlanEdit
from milepost.projects.records_scope import ChangeState, Section

COLUMNS = ("title", "why", "user", "contact", "payer", "amount", "target_on")
_SCOPE_EDITS_MOST = 100
_LINE_MOST = 500


def draft_change(
    project: Project, values: Mapping[str, Any], *, actor: Actor, author: User | None = None
) -> ChangeRequest:
    """Begin a change request under the next number of its project. Raises `Invalid` with the fields that are wrong."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        last = ChangeRequest.objects.filter(project=locked).aggregate(last=Max("number"))["last"] or 0
        change = ChangeRequest(project=locked, number=last + 1, author=author, by_label=actor.label[:200])
        for name, value in _clean(change, values).items():
            setattr(change, name, value)
        return create_record(change, actor=actor)


def revise_change(
    change: ChangeRequest, values: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> ChangeRequest:
    """Change what a draft says."""
    demand(actor, Right.WRITE)
    _refuse_unless(change, ChangeState.DRAFT)
    return update_record(change, _clean(change, values), actor=actor, expected_version=expected_version)


def plan_change_edits(change: ChangeRequest, edits: Sequence[PlanEdit], *, actor: Actor) -> ChangeRequest:
    """Let a draft do these edits to the plan, and say what comes of it. None of it is written to the plan."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = locked_change(change)
        _refuse_unless(locked, ChangeState.DRAFT)
        text = text_of(edits) if edits else "[]"
        return update_record(locked, {"plan_edits": text, **_effect(locked.project, edits)}, actor=actor)


def renew_effect(change: ChangeRequest, *, actor: Actor) -> ChangeRequest:
    """Compute the effect anew from the plan as it is now.

    What was approved by us or sent says other dates or hours than before then: it goes back to be approved anew.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = locked_change(change)
        if not locked.is_open:
            raise _closed(locked)
        values = _effect(locked.project, edits_of_change(locked))
        is_other = any(values[name] != getattr(locked, name) for name in ("forecast_to", "extra_days", "extra_minutes"))
        if is_other and locked.state in {ChangeState.READY, ChangeState.SENT}:
            values["state"] = ChangeState.DRAFT
        return update_record(locked, values, actor=actor)


def put_scope_edits(
    change: ChangeRequest, adds: Sequence[tuple[str, str]], outs: Sequence[ScopeItem], *, actor: Actor
) -> ChangeRequest:
    """Say what a draft adds to the scope, as (section, text), and which lines it leaves out."""
    demand(actor, Right.WRITE)
    _refuse_unless(change, ChangeState.DRAFT)
    if len(adds) + len(outs) > _SCOPE_EDITS_MOST:
        raise _wrong("adds", _("At most %(most)s lines at once.") % {"most": _SCOPE_EDITS_MOST})
    edits: list[dict[str, Any]] = []
    for section, text in adds:
        if section not in Section.values or not text.strip() or len(text) > _LINE_MOST:
            raise _wrong("adds", _("Write a line of at most 500 characters in one of the sections."))
        refuse_beyond_bounds("adds", text)
        edits.append({"do": "add", "section": str(section), "text": text.strip()})
    for item in outs:
        if item.project_id != change.project_id:
            raise _wrong("outs", _("The scope has no such line."))
        edits.append({"do": "out", "item": item.pk, "text": item.text})
    return update_record(change, {"scope_edits": edits}, actor=actor)


def submit_change(change: ChangeRequest, approver: User, *, actor: Actor) -> ChangeRequest:
    """Ask one of us to approve a draft. Raises `Conflict` (`stale-plan`) if its effect must be computed anew."""
    demand(actor, Right.WRITE)
    if not (approver.is_active and approver.may(Right.WRITE) and may_steer(approver, change.project)):
        raise _wrong("approver", _("%(name)s may not decide here.") % {"name": approver})
    with transaction.atomic():
        locked = locked_change(change)
        _refuse_unless(locked, ChangeState.DRAFT)
        _refuse_empty(locked)
        refuse_stale_effect(locked)
        asked = update_record(locked, {"state": ChangeState.REVIEW, "approver": approver}, actor=actor)
        with override(approver.language):
            words = _("Your approval is asked for: %(change)s") % {"change": asked}
            url = reverse("projects:change-request", args=[asked.pk])
            notify(approver, "change-asked", words, url, dedupe_key=f"change-asked:{asked.pk}:{asked.version}")
    return asked


def approve_inside(change: ChangeRequest, by: User, *, actor: Actor) -> ChangeRequest:
    """Approve a request for us, as the one who was asked."""
    return _inside(change, by, {"state": ChangeState.READY}, actor)


def return_change(change: ChangeRequest, by: User, reason: str, *, actor: Actor) -> ChangeRequest:
    """Give a request back to be drafted otherwise, and say why."""
    refuse_beyond_bounds("reason", reason)
    if not reason.strip():
        raise _wrong("reason", _("Say what is to be otherwise."))
    return _inside(change, by, {"state": ChangeState.DRAFT, "reason": reason.strip()[:2000]}, actor)


def send_change(change: ChangeRequest, *, actor: Actor) -> ChangeRequest:
    """Note that the customer has it. Raises `Conflict` (`stale-plan`) if its effect must be computed anew."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = locked_change(change)
        _refuse_unless(locked, ChangeState.READY)
        refuse_stale_effect(locked)
        return update_record(locked, {"state": ChangeState.SENT, "sent_at": timezone.now()}, actor=actor)


def withdraw_change(change: ChangeRequest, *, actor: Actor, reason: str = "") -> ChangeRequest:
    """Take an open request back."""
    demand(actor, Right.WRITE)
    refuse_beyond_bounds("reason", reason)
    with transaction.atomic():
        locked = locked_change(change)
        if not locked.is_open:
            raise _closed(locked)
        values = {"state": ChangeState.WITHDRAWN, "reason": reason.strip()[:2000], "decided_at": timezone.now()}
        return update_record(locked, values, actor=actor)


def locked_change(change: ChangeRequest) -> ChangeRequest:
    """Return a request as it is stored, its project locked."""
    Project.objects.select_for_update().get(pk=change.project_id)
    return ChangeRequest.objects.select_related("project__account").get(pk=change.pk)


def refuse_stale_effect(change: ChangeRequest) -> None:
    """Raise `Conflict` (`stale-plan`) if the plan was changed since the effect was computed."""
    if change.is_stale:
        words = _("The plan was changed since the effect of this was computed. Compute it anew, and look at it.")
        raise Conflict("stale-plan", words, revision=change.project.revision)


def _inside(change: ChangeRequest, by: User, values: dict[str, Any], actor: Actor) -> ChangeRequest:
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = locked_change(change)
        _refuse_unless(locked, ChangeState.REVIEW)
        if locked.approver_id != by.pk or (actor.kind, actor.id) != ("user", str(by.pk)):
            raise NotAllowed("not-asked", _("Your approval is not asked for here."))
        if values["state"] == ChangeState.READY:
            refuse_stale_effect(locked)
        return update_record(locked, values, actor=actor)


def _effect(project: Project, edits: Sequence[PlanEdit]) -> dict[str, Any]:
    effect = effect_of(project, edits)
    return {
        "revision": project.revision,
        "forecast_from": effect.forecast_from,
        "forecast_to": effect.forecast_to,
        "extra_days": effect.extra_days,
        "extra_minutes": effect.extra_minutes,
        "effect": effect.moves,
    }


def _refuse_unless(change: ChangeRequest, *states: str) -> None:
    if change.state not in states:
        words = _("“%(change)s” is not there any more: %(state)s.")
        raise Conflict("wrong-state", words % {"change": change, "state": change.get_state_display()})


def _closed(change: ChangeRequest) -> Conflict:
    words = _("“%(change)s” is closed: %(state)s.")
    return Conflict("closed", words % {"change": change, "state": change.get_state_display()})


def _refuse_empty(change: ChangeRequest) -> None:
    if not (change.has_plan_edits or change.scope_edits or change.target_on or change.amount):
        words = _(
            "This changes nothing yet: say what becomes otherwise in the plan, the scope, the target or the price."
        )
        raise Invalid("empty-change", words)


def _clean(change: ChangeRequest, values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(COLUMNS))
    if unknown:
        raise _wrong(unknown[0], _("This cannot be changed so: %(name)s.") % {"name": unknown[0]})
    wrong: dict[str, str] = {}
    clean = dict(values)
    for name in set(values) - {"user", "contact"}:
        value = values[name].strip() if isinstance(values[name], str) else values[name]
        try:
            clean[name] = change._meta.get_field(name).clean(value, change)  # type: ignore[union-attr] # columns alone
        except ValidationError as error:
            wrong[name] = error.messages[0]
    if wrong:
        raise Invalid("wrong-value", next(iter(wrong.values())), wrong)
    for name in ("title", "why", "target_on"):
        refuse_beyond_bounds(name, clean.get(name))
    contact, user = clean.get("contact", change.contact), clean.get("user", change.user)
    if isinstance(contact, Contact) and contact != change.contact:
        refuse_strangers(change.project, contact)
    if contact is not None and user is not None:
        raise _wrong("contact", _("One person asks for a change: name one."))
    return clean


def _wrong(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
