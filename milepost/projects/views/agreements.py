"""Proposals: a version put before people, what they said, who answers instead, what came by mail."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.files.public import store_file, uploaded_file
from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError, Invalid
from milepost.lib.refs import Ref
from milepost.projects.actions.deciding import decide, delegate, record_decision
from milepost.projects.actions.proposals import comment_on_proposal, propose_scope, replace_signer, withdraw_proposal
from milepost.projects.forms.agreements import OtherSignerForm, ProposalForm, RecordedAnswerForm
from milepost.projects.models import Proposal, ProposalComment, ScopeVersion, Signer
from milepost.projects.queries.agreements import shown_signers
from milepost.projects.queries.scope_documents import is_untouched
from milepost.projects.queries.scope_shown import shown_version
from milepost.projects.views.frames import framed
from milepost.projects.views.scope_versions import visible_version
from milepost.ui.public import REFUSED, leading_to, person, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def scope_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a version before people to be agreed."""
    version, viewer = visible_version(request, pk), person(request)
    form = ProposalForm(version.project, viewer, request.POST if request.method == "POST" else None)

    def act() -> Proposal:
        given = {name: form.cleaned_data[name] for name in ("needs", "expires_on", "message")}
        return propose_scope(version, form.people(), actor=viewer.as_actor(), by=viewer, **given)

    made = done_by(form, act)
    if made is not None:
        return _to(request, made)
    context = {
        "version": version,
        "form": form,
        "open": Proposal.objects.filter(project=version.project).open().first(),
    }
    return render(request, "projects/scope-propose.html", context, status=REFUSED if form.errors else 200)


@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is proposed exactly as it is, who was asked, what they said, and what was talked about."""
    return _show(request, _visible(request, pk))


@require_POST
@requires(Right.WRITE)
def proposal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a proposal oneself: to the fingerprint that the page showed."""
    proposal, viewer, given = _visible(request, pk), person(request), request.POST
    try:
        decide(
            proposal,
            viewer,
            given.get("decision", ""),
            sha256=given.get("sha256", ""),
            reason=given.get("reason", ""),
            actor=viewer.as_actor(),
        )
    except Invalid as refusal:
        return _show(request, proposal, refusal=refusal)
    messages.success(request, _("Your answer is kept."))
    return _to(request, proposal)


@require_POST
@requires(Right.WRITE)
def proposal_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about a proposal."""
    proposal, viewer = _visible(request, pk), person(request)
    comment_on_proposal(proposal, request.POST.get("text", ""), by=viewer, actor=viewer.as_actor())
    return _to(request, proposal)


@require_POST
@requires(Right.WRITE)
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back."""
    proposal = _visible(request, pk)
    withdraw_proposal(proposal, actor=person(request).as_actor(), why=request.POST.get("why", ""))
    messages.success(request, _("The proposal is withdrawn."))
    return _to(request, proposal)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def signer_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody else of the same side answer: passed on by the signer, or put in their place."""
    signer, viewer = _visible_signer(request, pk), person(request)
    project = signer.proposal.project
    form = OtherSignerForm(project, viewer, signer.side, request.POST if request.method == "POST" else None)

    def act() -> Signer:
        if signer.user_id == viewer.pk:
            return delegate(signer.proposal, viewer, form.person(), actor=viewer.as_actor())
        return replace_signer(signer, form.person(), actor=viewer.as_actor())

    if done_by(form, act) is not None:
        return _to(request, signer.proposal)
    context = {"signer": signer, "form": form}
    return render(request, "projects/signer-replace.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def signer_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a customer's signer answered by mail or in person, with its evidence."""
    signer, viewer = _visible_signer(request, pk), person(request)
    form = RecordedAnswerForm(request.POST if request.method == "POST" else None)

    def act() -> Proposal:
        answer, actor = form.answer(), viewer.as_actor()
        with transaction.atomic():
            if request.FILES:
                owner = Ref(Signer.audit_kind(), str(signer.pk))
                stored = store_file(uploaded_file(request), actor=actor, owner=owner)
                answer["evidence"] = answer["evidence"] or stored.name
            return record_decision(signer, actor=actor, **answer)

    if done_by(form, act) is not None:
        messages.success(request, _("The answer is kept with its evidence."))
        return _to(request, signer.proposal)
    context = {"signer": signer, "form": form}
    return render(request, "projects/signer-record.html", context, status=REFUSED if form.errors else 200)


def done_by[T](form: BaseForm, act: Callable[[], T]) -> T | None:
    """Do what a form asks for; None: it is not valid, or was refused and says why."""
    if not form.is_valid():
        return None
    try:
        return act()
    except DomainError as error:
        show_refusal(form, error)
        return None


def _show(request: HttpRequest, proposal: Proposal, refusal: Invalid | None = None) -> HttpResponse:
    viewer = person(request)
    signers = shown_signers(proposal, viewer)
    context: dict[str, Any] = {
        **framed(request, proposal.project, "scope"),
        "proposal": proposal,
        "version": proposal.scope,
        "scope": shown_version(proposal.scope),
        "is_untouched": is_untouched(proposal.scope),
        "signers": signers,
        "is_asked": any(one.is_me for one in signers),
        "comments": ProposalComment.objects.filter(proposal=proposal).select_related("user", "contact").order_by("pk"),
        "refusal": refusal,
        "newer": ScopeVersion.objects.filter(project=proposal.project, number__gt=proposal.scope.number).exists(),
    }
    return render(request, "projects/proposal.html", context, status=REFUSED if refusal else 200)


def _visible(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(person(request)).select_related("project__account", "scope", "baseline")
    return get_object_or_404(rows, pk=pk)


def _visible_signer(request: HttpRequest, pk: int) -> Signer:
    rows = Signer.objects.visible_to(person(request)).select_related("proposal__project", "proposal__scope")
    return get_object_or_404(rows, pk=pk)


def _to(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    return leading_to(request, reverse("projects:proposal", args=[proposal.pk]))
