"""The people of a project: shown, put on it, changed, taken off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.public import Contact
from milepost.identity.public import Right, User, requires
from milepost.lib.errors import DomainError
from milepost.projects.actions.projects import put_on_project, take_off_project
from milepost.projects.forms.people import MemberChangeForm, MemberForm
from milepost.projects.models import Project, ProjectMember
from milepost.projects.queries.people import people_of_project
from milepost.projects.views.frames import demand_steering, framed
from milepost.projects.views.plans import visible_project
from milepost.ui.public import REFUSED, leading_to, person, show_refusal


@require_safe
def people_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is on a project, on both sides, and what is expected of each."""
    project = visible_project(request, pk)
    people = people_of_project(project, person(request))
    return render(request, "projects/people.html", {**framed(request, project, "people"), "people": people})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody on a project."""
    project = visible_project(request, pk)
    demand_steering(request, project)
    form = MemberForm(project, person(request), request.POST or None)
    if form.is_valid() and _put(request, project, form.people[form.cleaned_data["who"]], form):
        return _to_people(request, project)
    context = {"project": project, "form": form}
    return render(request, "projects/member-add.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def member_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what somebody is to a project."""
    member = _visible_member(request, pk)
    usual = {"part": member.part, "expected": member.expected}
    form = MemberChangeForm(request.POST or None, initial=usual)
    somebody = member.user or member.contact
    if form.is_valid() and somebody is not None and _put(request, member.project, somebody, form):
        return _to_people(request, member.project)
    context = {"member": member, "form": form}
    return render(request, "projects/member-change.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.WRITE)
def member_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off a project; the tasks that name them stay theirs."""
    member = _visible_member(request, pk)
    take_off_project(member, actor=person(request).as_actor())
    messages.success(request, _("%(name)s is off the project.") % {"name": member.user or member.contact})
    return _to_people(request, member.project)


def _put(request: HttpRequest, project: Project, somebody: User | Contact, form: MemberChangeForm) -> bool:
    given = form.cleaned_data
    try:
        put_on_project(
            project, somebody, actor=person(request).as_actor(), part=given["part"], expected=given["expected"]
        )
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True


def _visible_member(request: HttpRequest, pk: int) -> ProjectMember:
    rows = ProjectMember.objects.visible_to(person(request)).select_related("project", "user", "contact")
    member = get_object_or_404(rows, pk=pk)
    demand_steering(request, member.project)
    return member


def _to_people(request: HttpRequest, project: Project) -> HttpResponse:
    return leading_to(request, reverse("projects:project-people", args=[project.pk]))
