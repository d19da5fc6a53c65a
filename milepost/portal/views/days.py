"""Another day for a task: what it would move, and proposing it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from milepost.lib.errors import Invalid
from milepost.portal.forms.acts import DayForm
from milepost.portal.records import VisitorRequest
from milepost.portal.views.entry import visitors_page
from milepost.portal.views.tasks import seen_task
from milepost.projects.public import Task, by_contacts


@require_http_methods(["GET", "HEAD", "POST"])
@visitors_page
def task_day(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show what a day would move among what the visitor sees; a POST proposes it, and nothing moves yet."""
    task, visitor = seen_task(request, pk), request.visitor
    given = request.POST if request.method == "POST" else request.GET
    form = DayForm(given if "day" in given else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        by_contacts.propose_date(task, values["day"], by=visitor.contact, actor=visitor.actor, why=values["why"])
        return redirect("portal:task", pk)
    context = {"task": task, "form": form, **_effect(request, task, form)}
    return render(request, "portal/task-day.html", context, status=422 if request.method == "POST" else 200)


def _effect(request: VisitorRequest, task: Task, form: DayForm) -> dict[str, object]:
    """Return what the day does to what is shared, or why it cannot be."""
    if not form.is_bound or not form.is_valid() or not by_contacts.may_propose_day(task):
        return {}
    visitor = request.visitor
    try:
        effect = by_contacts.effect_of_day(task, form.cleaned_data["day"])
    except Invalid as error:
        return {"refusal": error.message}
    tasks = Task.objects.visible_to_contact(visitor.contact, visitor.account).filter(project=task.project_id)
    shown = set(tasks.filter(pk__in=[move.task_id for move in effect.moves]).values_list("pk", flat=True))
    return {"effect": effect, "moves": effect.seen(shown)}


@require_POST
@visitors_page
def day_withdraw(request: VisitorRequest, pk: int) -> HttpResponse:
    """Take back a day that the visitor proposed."""
    visitor = request.visitor
    rows = by_contacts.DateProposal.objects.visible_to_contact(visitor.contact, visitor.account)
    proposal = get_object_or_404(rows.select_related("task__account"), pk=pk, contact=visitor.contact)
    by_contacts.withdraw_date(proposal, by=visitor.contact, actor=visitor.actor)
    return redirect("portal:task", proposal.task_id)
