"""The drawers of a draft: a step, its head, a role, a question, the scope."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict
from milepost.playbooks.actions.drafts import change_draft
from milepost.playbooks.drafting.parts import NEW, Overlap, part_of, put_part, remove_row
from milepost.playbooks.forms.draft_parts import AboutForm, PartForm, QuestionForm, RoleForm, ScopeForm
from milepost.playbooks.forms.draft_steps import StepForm
from milepost.playbooks.models import PlaybookDraft
from milepost.playbooks.queries.drafts import draft_view
from milepost.playbooks.reading.checks import variables_of
from milepost.playbooks.views.drafts import visible_draft
from milepost.ui.public import REFUSED, in_drawer, leading_to, person, show_refusal, toast, trigger

_ROWS = ("role", "question")
_PARTS = ("step", "about", "scope", *_ROWS)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_PLAYBOOKS)
def draft_part(request: HttpRequest, pk: int, part: str, key: str) -> HttpResponse:
    """Show a part of a draft, and write it."""
    draft = visible_draft(request, pk)
    if part not in _PARTS:
        raise Http404
    try:
        stored = part_of(draft.document, part, key)
    except Conflict as error:
        raise Http404(error.message) from error
    form = _form(request, draft, part, stored, key)
    if request.method == "POST" and form.is_valid():
        said = form.said()

        def write(data: dict[str, Any]) -> str:
            return put_part(data, part, key, form.cleaned_data["was"], said)

        try:
            change_draft(draft, _label(part, said), write, actor=person(request).as_actor())
        except Overlap as error:
            form.show_overlap(error)
        except Conflict as error:
            show_refusal(form, error)
        else:
            return _written(request, draft, part, key)
    return _show(request, draft, part, key, form)


@require_POST
@requires(Right.MANAGE_PLAYBOOKS)
def draft_part_remove(request: HttpRequest, pk: int, part: str, key: str) -> HttpResponse:
    """Take a role or a question out."""
    draft = visible_draft(request, pk)
    if part not in _ROWS:
        raise Http404
    label = _("A role taken out") if part == "role" else _("A question taken out")
    change_draft(draft, label, lambda data: remove_row(data, part, key), actor=person(request).as_actor())
    messages.success(request, _("Taken out. Undo brings it back."))
    return leading_to(request, reverse("playbooks:draft-detail", args=[pk]))


def _form(request: HttpRequest, draft: PlaybookDraft, part: str, stored: dict[str, Any], key: str) -> PartForm:
    data = request.POST if request.method == "POST" else None
    document = draft_view(draft.document, person(request)).document if part in {"step", "about"} else None
    if part == "step" and document is not None:
        step = next(step for step in document.steps if step.key == key)
        return StepForm(document, step, person(request), data)
    if part == "about" and document is not None:
        return AboutForm(document, stored, data)
    kinds: dict[str, type[RoleForm | QuestionForm | ScopeForm]] = {
        "role": RoleForm,
        "question": QuestionForm,
        "scope": ScopeForm,
    }
    return kinds[part](stored, data)


def _label(part: str, said: dict[str, Any]) -> str:
    names = {
        "step": _("“%(title)s” changed"),
        "about": _("Head changed"),
        "scope": _("Scope changed"),
        "role": _("Role “%(title)s” changed"),
        "question": _("Question “%(title)s” changed"),
    }
    return names[part] % {"title": said.get("title") or said.get("name") or said.get("ask") or ""}


def _written(request: HttpRequest, draft: PlaybookDraft, part: str, key: str) -> HttpResponse:
    """Show the part anew where it stays open; a new one closes the drawer."""
    url = reverse("playbooks:draft-detail", args=[draft.pk])
    if not in_drawer(request):
        messages.success(request, _("Saved."))
        return redirect(url)
    if key == NEW:
        messages.success(request, _("Saved."))
        return leading_to(request, url)
    request.method = "GET"
    form = _form(request, draft, part, part_of(draft.document, part, key), key)
    return trigger(toast(_show(request, draft, part, key, form), _("Saved.")), "drawer:changed")


def _show(request: HttpRequest, draft: PlaybookDraft, part: str, key: str, form: PartForm) -> HttpResponse:
    view = draft_view(draft.document, person(request))
    context = {
        "draft": draft,
        "part": part,
        "key": key,
        "form": form,
        "faults": view.faults_of.get(key, []) if part == "step" else [],
        "variables": sorted(variables_of(view.document)),
        "is_row": part in _ROWS and key != NEW,
    }
    template = "draft-step" if part == "step" else "draft-part"
    return render(request, f"playbooks/{template}.html", context, status=REFUSED if form.errors else 200)
