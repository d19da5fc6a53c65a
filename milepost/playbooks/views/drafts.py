"""The draft of a playbook: its outline with bars, each act on it, taking back, publishing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, DomainError, Invalid
from milepost.lib.text import key_of
from milepost.playbooks.actions.drafts import (
    begin_draft,
    change_draft,
    discard_draft,
    last_act,
    publish_draft,
    undo_act,
)
from milepost.playbooks.drafting.acts import act_of
from milepost.playbooks.forms.draft_publishing import PublishForm
from milepost.playbooks.models import Playbook, PlaybookDraft
from milepost.playbooks.queries.differences import changes
from milepost.playbooks.queries.drafts import draft_view
from milepost.playbooks.queries.lessons import lessons, lessons_said
from milepost.playbooks.queries.outlines import weeks_words
from milepost.playbooks.reading.faults import WrongPlaybook
from milepost.ui.public import REFUSED, Tone, in_drawer, leading_to, person, show_refusal, toast


@require_POST
@requires(Right.MANAGE_PLAYBOOKS)
def draft_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version of a playbook, or go on with it."""
    viewer = person(request)
    playbook = get_object_or_404(Playbook.objects.visible_to(viewer), pk=pk, published__isnull=False)
    draft = begin_draft(playbook, actor=viewer.as_actor(), author=viewer)
    return redirect("playbooks:draft-detail", pk=draft.pk)


@require_safe
@requires(Right.MANAGE_PLAYBOOKS)
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft to be edited."""
    return _show(request, visible_draft(request, pk))


@require_POST
@requires(Right.MANAGE_PLAYBOOKS)
def draft_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one act on the outline, and draw it anew: with what others did meanwhile."""
    draft = visible_draft(request, pk)
    given = {name: request.POST.get(name, "") for name in ("act", "key", "title", "phase", "after")}
    label, act = act_of(given["act"])
    said = str(label) % {"title": given["title"][:200]}
    words, key = "", given["key"]
    try:
        key = change_draft(draft, said, lambda data: act(data, given), actor=person(request).as_actor())
    except (Invalid, Conflict) as error:
        words = error.message
        draft.refresh_from_db()
    return _show(request, draft, key=key, refusal=words)


@require_POST
@requires(Right.MANAGE_PLAYBOOKS)
def draft_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last act back."""
    draft, words = visible_draft(request, pk), ""
    try:
        undo_act(draft, key_of(request.POST.get("seen")), actor=person(request).as_actor())
    except Conflict as error:
        words = error.message
        draft.refresh_from_db()
    return _show(request, draft, refusal=words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_PLAYBOOKS)
def draft_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the draft says otherwise, and make it the next version."""
    viewer, draft = person(request), visible_draft(request, pk)
    form = PublishForm(draft, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            playbook = publish_draft(
                draft,
                actor=viewer.as_actor(),
                author=viewer,
                note=given["note"],
                expected_version=given["version"],
                is_anyway=given["is_anyway"],
            )
        except WrongPlaybook as error:
            for fault in error.faults[:20]:
                form.add_error(None, str(fault))
        except DomainError as error:
            show_refusal(form, error)
            form.take_version(draft)
        else:
            messages.success(request, _("“%(name)s” is published. What runs keeps its version.") % {"name": playbook})
            return leading_to(request, reverse("playbooks:playbook-detail", args=[playbook.pk]))
    view = draft_view(draft.document, viewer)
    before = draft.based_on.records if draft.based_on is not None else None
    context = {
        "draft": draft,
        "form": form,
        "view": view,
        "changes": changes(before, view.document) if before is not None else [],
    }
    return render(request, "playbooks/draft-publish.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.MANAGE_PLAYBOOKS)
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    draft = visible_draft(request, pk)
    discard_draft(draft, actor=person(request).as_actor())
    messages.success(request, _("The draft of “%(name)s” is thrown away.") % {"name": draft})
    if draft.playbook_id is None:
        return leading_to(request, reverse("playbooks:playbook-list"))
    return leading_to(request, reverse("playbooks:playbook-detail", args=[draft.playbook_id]))


def visible_draft(request: HttpRequest, pk: int) -> PlaybookDraft:
    drafts = PlaybookDraft.objects.visible_to(person(request)).select_related("playbook", "based_on")
    return get_object_or_404(drafts, pk=pk)


def _show(request: HttpRequest, draft: PlaybookDraft, *, key: str = "", refusal: str = "") -> HttpResponse:
    view = draft_view(draft.document, person(request))
    rows = [
        (
            phase,
            view.faults_of.get(phase.key, []),
            [(bar, view.faults_of.get(bar.step.key, [])) for bar in phase.bars],
        )
        for phase in view.bars.phases
    ]
    context = {
        "draft": draft,
        "view": view,
        "phases": rows,
        "weeks": weeks_words(view.bars.weeks),
        "last": last_act(draft),
        "moved": key,
    }
    is_part = request.headers.get("HX-Target") == "draft-outline"
    if draft.playbook is not None and not is_part:
        context["said"] = lessons_said(draft.playbook, person(request))
        found = lessons(draft.playbook, view.document).steps
        context["better"] = [one for one in found if one.better_minutes is not None]
    answer = render(request, f"playbooks/draft.html{'#outline' if is_part else ''}", context)
    if refusal and is_part:
        return toast(answer, refusal, Tone.DANGER)
    if refusal:
        messages.error(request, refusal)
    if request.method == "POST" and not in_drawer(request) and not is_part:
        return redirect("playbooks:draft-detail", pk=draft.pk)
    return answer
