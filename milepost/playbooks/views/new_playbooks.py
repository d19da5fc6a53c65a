"""A new playbook: begun as a draft; and the drafts of those that are still to be."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from milepost.identity.public import Right, requires
from milepost.lib.errors import Invalid
from milepost.playbooks.actions.drafts import new_draft
from milepost.playbooks.forms.new_playbooks import NewPlaybookForm
from milepost.playbooks.models import PlaybookDraft
from milepost.ui.public import REFUSED, leading_to, person, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_PLAYBOOKS)
def playbook_new(request: HttpRequest) -> HttpResponse:
    """Begin a playbook. `?project=` comes chosen."""
    viewer = person(request)
    form = NewPlaybookForm(viewer, request.POST or None, request.FILES or None, request.GET.get("project", ""))
    if request.method == "POST" and form.is_valid():
        try:
            draft = new_draft(form.document(), actor=viewer.as_actor(), author=viewer)
        except Invalid as error:
            show_refusal(form, error)
        else:
            return leading_to(request, reverse("playbooks:draft-detail", args=[draft.pk]))
    drafts = PlaybookDraft.objects.visible_to(viewer).filter(playbook=None).order_by("-updated_at")[:20]
    context = {"form": form, "drafts": drafts}
    return render(request, "playbooks/new.html", context, status=REFUSED if form.errors else 200)
