"""What the runs of a playbook teach, and one click that lets the next version know."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict
from milepost.playbooks.actions.drafts import begin_draft, change_draft
from milepost.playbooks.drafting.outlines import Data, home_of
from milepost.playbooks.models import Playbook
from milepost.playbooks.queries.lessons import RUNS_NEEDED, lessons
from milepost.playbooks.queries.versions import published_version
from milepost.playbooks.reading.measures import length_text
from milepost.ui.public import person


@require_safe
@requires(Right.READ_ALL)
def playbook_lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what all runs of a playbook took."""
    viewer = person(request)
    playbook = _visible(request, pk)
    version = published_version(playbook)
    context = {
        "playbook": playbook,
        "lessons": lessons(playbook, version.records),
        "needed": RUNS_NEEDED,
        "may_manage": viewer.may(Right.MANAGE_PLAYBOOKS),
    }
    return render(request, "playbooks/lessons.html", context)


@require_POST
@requires(Right.MANAGE_PLAYBOOKS)
def lesson_apply(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Give a step of the next version the length that it takes."""
    viewer, playbook = person(request), _visible(request, pk)
    found = lessons(playbook, published_version(playbook).records)
    better = next((one.better_minutes for one in found.steps if one.step.key == key), None)
    if better is None:
        raise Conflict("nothing-learnt", _("Its runs say nothing else of this step now."))
    minutes = better

    def write(data: Data) -> str:
        home_of(data, key)[1]["lasts"] = length_text(minutes)
        return key

    draft = begin_draft(playbook, actor=viewer.as_actor(), author=viewer)
    words = _("“%(step)s” takes %(length)s") % {"step": _title(draft.document, key), "length": length_text(minutes)}
    change_draft(draft, words, write, actor=viewer.as_actor())
    messages.success(request, _("%(act)s in the draft of the next version.") % {"act": words})
    return redirect("playbooks:playbook-lessons", pk=pk)


def _title(data: Data, key: str) -> str:
    return str(home_of(data, key)[1]["title"])


def _visible(request: HttpRequest, pk: int) -> Playbook:
    playbooks = Playbook.objects.visible_to(person(request)).select_related("published")
    return get_object_or_404(playbooks, pk=pk, published__isnull=False)
