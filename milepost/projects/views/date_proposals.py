"""A day that the customer proposed: what it would do to the plan, and the answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.identity.public import Right, demand
from milepost.lib.errors import Invalid
from milepost.projects.actions.date_proposals import accept_date, decline_date
from milepost.projects.models import DateProposal
from milepost.projects.queries.date_effects import effect_of_day
from milepost.projects.queries.steering import may_steer
from milepost.ui.public import person

_DIGITS_MOST = 9


@require_http_methods(["GET", "HEAD", "POST"])
def date_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposed day with its effect on the plan as it stands; a POST accepts or declines it."""
    viewer = person(request)
    rows = DateProposal.objects.visible_to(viewer).select_related("task__project", "task__account", "contact")
    proposal = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _answer(request, proposal)
    project = proposal.task.project
    may_answer = proposal.is_open and project is not None and viewer.may(Right.WRITE) and may_steer(viewer, project)
    context: dict[str, object] = {"proposal": proposal, "may_answer": may_answer}
    if may_answer:
        try:
            context["effect"] = effect_of_day(proposal.task, proposal.day)
        except Invalid as error:
            context["refusal"] = error.message
    return render(request, "projects/date-proposal.html", context)


def _answer(request: HttpRequest, proposal: DateProposal) -> HttpResponse:
    viewer, given = person(request), request.POST
    demand(viewer.as_actor(), Right.WRITE)
    answer = given.get("answer", "")
    if given.get("decision") == "accept":
        said = given.get("revision", "")
        revision = int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS_MOST else None
        accept_date(proposal, by=viewer, actor=viewer.as_actor(), revision=revision, answer=answer)
        messages.success(request, _("The plan has the day that was proposed."))
    else:
        decline_date(proposal, by=viewer, actor=viewer.as_actor(), answer=answer)
        messages.success(request, _("The plan stays as it is."))
    return redirect("projects:date-proposal", proposal.pk)
