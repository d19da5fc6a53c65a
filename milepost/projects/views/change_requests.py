"""Change requests: listed with the scope, drafted, previewed, approved by us, sent, decided, withdrawn."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.files.public import StoredFile, store_file, uploaded_file
from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, DomainError, Invalid
from milepost.lib.refs import Ref
from milepost.projects.actions.change_decisions import decide_change
from milepost.projects.actions.change_requests import (
    approve_inside,
    draft_change,
    plan_change_edits,
    put_scope_edits,
    renew_effect,
    return_change,
    revise_change,
    send_change,
    submit_change,
    withdraw_change,
)
from milepost.projects.forms.change_requests import (
    ApproverForm,
    ChangeAnswerForm,
    ChangeRequestForm,
    PlanEditForm,
    ScopeEditForm,
)
from milepost.projects.models import ChangeRequest
from milepost.projects.queries.change_effects import edits_of_change, words_of_edits
from milepost.projects.queries.change_words import effect_words
from milepost.projects.records_scope import ChangeState
from milepost.projects.views.agreements import done_by
from milepost.projects.views.frames import framed, project_seen_whole
from milepost.ui.public import REFUSED, leading_to, person, saved

_POSTED = ["GET", "HEAD", "POST"]


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def change_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a change request."""
    project, viewer = project_seen_whole(request, pk), person(request)
    form = ChangeRequestForm(viewer, request.POST or None, instance=ChangeRequest(project=project))

    def act() -> ChangeRequest:
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return draft_change(project, given, actor=viewer.as_actor(), author=viewer)

    made = done_by(form, act)
    if made is not None:
        return _to(request, made)
    context = {"project": project, "form": form}
    return render(request, "projects/change-request-new.html", context, status=REFUSED if form.errors else 200)


@require_safe
def change_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a change request: what, why, what it does, and what may be done with it next."""
    return _show(request, _visible(request, pk))


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def change_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a draft says."""
    change, viewer = _visible(request, pk), person(request)
    is_sent = request.method == "POST"
    form = ChangeRequestForm(
        viewer, request.POST if is_sent else None, instance=change, initial={"version": change.version}
    )

    def write(changes: dict[str, Any], version: int | None) -> ChangeRequest:
        stored = ChangeRequest.objects.select_related("project").get(pk=change.pk)
        return revise_change(stored, changes, actor=viewer.as_actor(), expected_version=version)

    if is_sent and saved(form, write):
        return _to(request, change)
    context = {"change": change, "form": form}
    return render(request, "projects/change-request-revise.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def change_plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one thing that becomes otherwise in the plan; `drop` takes the last one off."""
    change, viewer = _visible(request, pk), person(request)
    known = edits_of_change(change)
    if "drop" in request.POST:
        plan_change_edits(change, _without_last(known), actor=viewer.as_actor())
        return _to(request, change)
    form = PlanEditForm(change.project, viewer, request.POST if request.method == "POST" else None)

    def act() -> ChangeRequest:
        edits = [*known, *form.edits(f"new{len(known)}")]
        return plan_change_edits(change, edits, actor=viewer.as_actor())

    if done_by(form, act) is not None:
        return _to(request, change)
    context = {"change": change, "form": form}
    return render(request, "projects/change-request-plan.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def change_scope_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a draft adds to the scope and leaves out of it."""
    change, viewer = _visible(request, pk), person(request)
    form = ScopeEditForm(change.project, request.POST if request.method == "POST" else None)

    def act() -> ChangeRequest:
        return put_scope_edits(change, form.lines(), form.cleaned_data["outs"], actor=viewer.as_actor())

    if done_by(form, act) is not None:
        return _to(request, change)
    context = {"change": change, "form": form}
    return render(request, "projects/change-request-scope.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def change_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one of us to approve a draft."""
    change, viewer = _visible(request, pk), person(request)
    form = ApproverForm(change.project, viewer, request.POST if request.method == "POST" else None)

    def act() -> ChangeRequest:
        return submit_change(change, form.cleaned_data["approver"], actor=viewer.as_actor())

    if done_by(form, act) is not None:
        return _to(request, change)
    context = {"change": change, "form": form}
    return render(request, "projects/change-request-submit.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def change_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the customer decided, with its evidence."""
    change, viewer = _visible(request, pk), person(request)
    form = ChangeAnswerForm(change.project, viewer, request.POST if request.method == "POST" else None)

    def act() -> ChangeRequest:
        answer, actor = form.answer(), viewer.as_actor()
        with transaction.atomic():
            if request.FILES:
                stored = store_file(uploaded_file(request), actor=actor, owner=_owner(change))
                answer["evidence"] = answer["evidence"] or stored.name
            return decide_change(change, actor=actor, **answer)

    if done_by(form, act) is not None:
        messages.success(request, _("The decision is kept with its evidence."))
        return _to(request, change)
    context = {"change": change, "form": form}
    return render(request, "projects/change-request-decide.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.WRITE)
def change_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one step with a request: `renew` its effect, `approve` or `return` it, `send` it, `withdraw` it."""
    change, viewer, reason = _visible(request, pk), person(request), request.POST.get("reason", "")
    actor = viewer.as_actor()
    steps = {
        "renew": lambda: renew_effect(change, actor=actor),
        "approve": lambda: approve_inside(change, viewer, actor=actor),
        "return": lambda: return_change(change, viewer, reason, actor=actor),
        "send": lambda: send_change(change, actor=actor),
        "withdraw": lambda: withdraw_change(change, actor=actor, reason=reason),
    }
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        raise Invalid("wrong-value", _("There is no such step."))
    try:
        step()
    except (Invalid, Conflict) as refusal:
        return _show(request, _visible(request, pk), refusal)
    return _to(request, change)


def _without_last(edits: list[Any]) -> list[Any]:
    """Return the edits without the last one; a new task goes with the links that were made for it."""
    kept = list(edits)
    while kept:
        last = kept.pop()
        if not hasattr(last, "predecessor_id"):
            break
    return kept


def _show(request: HttpRequest, change: ChangeRequest, refusal: DomainError | None = None) -> HttpResponse:
    viewer = person(request)
    frame = framed(request, change.project, "scope")
    context: dict[str, Any] = {
        **frame,
        "change": change,
        "edits": words_of_edits(change),
        "effects": effect_words(change),
        "files": StoredFile.objects.of(_owner(change)),
        "is_draft": change.state == ChangeState.DRAFT and frame["may_write"],
        "is_approver": change.state == ChangeState.REVIEW and change.approver_id == viewer.pk and frame["may_write"],
        "refusal": refusal,
    }
    return render(request, "projects/change-request.html", context, status=REFUSED if refusal else 200)


def _visible(request: HttpRequest, pk: int) -> ChangeRequest:
    rows = ChangeRequest.objects.visible_to(person(request))
    rows = rows.select_related("project__account", "user", "contact", "approver", "decider", "made_scope", "baseline")
    return get_object_or_404(rows, pk=pk)


def _owner(change: ChangeRequest) -> Ref:
    return Ref(ChangeRequest.audit_kind(), str(change.pk))


def _to(request: HttpRequest, change: ChangeRequest) -> HttpResponse:
    return leading_to(request, reverse("projects:change-request", args=[change.pk]))
