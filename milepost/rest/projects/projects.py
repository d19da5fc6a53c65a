"""Projects: begun, changed, their people."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from milepost.accounts.public import Account, Contact
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    FilteredQuery,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    shown,
    wrong_value,
)
from milepost.identity.public import Right, User
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    ContractType,
    Method,
    Part,
    ProjectKind,
    ProjectMember,
    ProjectState,
    ReportRhythm,
    change_project,
    create_project,
    put_on_project,
    set_labels,
    take_off_project,
)
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body
from milepost.rest.fields import BodyId, Day, Id, left_out
from milepost.rest.listing import filtered
from milepost.rest.projects.fields import LabelNames, Minutes, ProjectName, Text
from milepost.rest.projects.finding import plan_of, project_of
from milepost.rest.projects.shapes import MemberOfProjectAnswer, ProjectAnswer

router = ApiRouter(tags=["Projects"])


class NewProject(Input):
    """A project to begin, without tasks yet. Without an account it is internal."""

    name: ProjectName
    account_id: BodyId | None = None
    kind: ProjectKind = ProjectKind.ONBOARDING
    method: Method = Method.WATERFALL
    state: ProjectState = ProjectState.DRAFT
    start_on: Day | None = None
    target_on: Day | None = None
    lead_id: BodyId | None = None
    description: Text = ""
    labels: LabelNames = left_out()
    contract_type: ContractType = ContractType.INCLUDED
    sold_minutes: Minutes | None = None


class ProjectChange(Input):
    """What to change of a project. What bears on its dates is changed through its plan."""

    name: ProjectName = left_out()
    kind: ProjectKind = left_out()
    method: Method = left_out()
    state: ProjectState = left_out()
    target_on: Day | None = left_out()
    description: Text = left_out()
    labels: LabelNames = left_out()
    contract_type: ContractType = left_out()
    sold_minutes: Minutes | None = left_out()
    report_rhythm: ReportRhythm = left_out()


class NewMember(Input):
    """Somebody to put on a project: a colleague or a contact of its account. Who is on it gets the new part."""

    user_id: BodyId | None = None
    contact_id: BodyId | None = None
    part: Part = Part.CONTRIBUTES
    expected: str = Field("", max_length=300)


@router.reads("/projects", Page[ProjectAnswer])
def list_projects(request: ApiRequest, query: Query[FilteredQuery]) -> HttpResponse:
    """List projects that are not archived."""
    return filtered(request, ProjectAnswer, "projects", query)


@router.reads("/projects/{project_id}", ProjectAnswer, errors=(304, 404))
def get_project(request: ApiRequest, project_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a project, archived or not."""
    return shown(request, ProjectAnswer, project_of(request, project_id), query)


@router.creates("/projects", ProjectAnswer, right=Right.WRITE)
def make_project(request: ApiRequest, body: NewProject) -> HttpResponse:
    """Begin a project."""
    caller = request.caller.user
    given = body.model_dump(exclude={"account_id", "lead_id", "labels"})
    account = (
        named_in_body(Account.objects.visible_to(caller), "account_id", body.account_id) if body.account_id else None
    )
    lead = named_in_body(User.objects.visible_to(caller).active(), "lead_id", body.lead_id) if body.lead_id else None
    with in_words_of_the_body(), transaction.atomic():
        project = create_project(given.pop("name"), account=account, lead=lead, actor=caller.as_actor(), **given)
        set_labels(project, body.labels or [], actor=caller.as_actor())
    return created(ProjectAnswer.show_to(caller, project), f"{request.path}/{project.pk}", project)


@router.changes("/projects/{project_id}", ProjectAnswer, right=Right.WRITE)
def update_project(request: ApiRequest, project_id: Id, body: ProjectChange) -> HttpResponse:
    """Change a project. Its start, calendar and go-live milestone are changed by `PATCH /projects/{id}/plan`."""
    project = plan_of(request, project_id)
    caller, given = request.caller.user, body.given()
    version = expected_version(request, project, lambda: ProjectAnswer.show_to(caller, project))
    labels = given.pop("labels", None)
    with in_words_of_the_body(), transaction.atomic():
        change_project(project, given, actor=caller.as_actor(), expected_version=version)
        if labels is not None:
            set_labels(project, labels, actor=caller.as_actor())
    stored = project_of(request, project_id)
    return changed(ProjectAnswer.show_to(caller, stored), stored)


@router.reads("/projects/{project_id}/members", Page[MemberOfProjectAnswer], errors=(404,))
def list_project_members(request: ApiRequest, project_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List the people on a project."""
    rows = project_of(request, project_id).members.select_related("user", "contact")
    return listed(request, MemberOfProjectAnswer, rows, query, order=order_terms(["id"]))


@router.creates("/projects/{project_id}/members", MemberOfProjectAnswer, right=Right.WRITE, errors=(404,))
def put_member_on_project(request: ApiRequest, project_id: Id, body: NewMember) -> HttpResponse:
    """Put somebody on a project, or change what they are to it."""
    project = plan_of(request, project_id)
    if (body.user_id is None) == (body.contact_id is None):
        raise wrong_value("user_id", "one-person", "Name one colleague or one contact.")
    person: User | Contact
    if body.user_id is not None:
        person = named_in_body(User.objects.visible_to(request.caller.user).active(), "user_id", body.user_id)
    else:
        contacts = Contact.objects.filter(places__account=project.account_id).distinct()
        person = named_in_body(contacts, "contact_id", body.contact_id or 0)
    actor = request.caller.user.as_actor()
    member = put_on_project(project, person, part=body.part, expected=body.expected, actor=actor)
    return created(MemberOfProjectAnswer.show(member), f"{request.path}/{member.pk}", member)


@router.deletes("/projects/{project_id}/members/{member_id}", needs_match=False, right=Right.WRITE)
def take_member_off_project(request: ApiRequest, project_id: Id, member_id: Id) -> HttpResponse:
    """Take somebody off a project."""
    member = get_object_or_404(ProjectMember, project=plan_of(request, project_id), pk=member_id)
    take_off_project(member, actor=request.caller.user.as_actor())
    return nothing()
