"""An API of its own for the tests of the mechanisms: teams, and operations that misbehave."""

import io
import threading

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Prefetch
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path
from ninja import Query

from milepost.apikit.public import (
    MULTIPART,
    Answer,
    Api,
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    ShowQuery,
    SortedQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    order_of,
    shown,
)
from milepost.files.public import uploaded_file
from milepost.identity.public import (
    Right,
    Scope,
    Team,
    TeamMembership,
    change_team,
    create_team,
    delete_team,
    issue_token,
)
from milepost.lib.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany, Unavailable
from milepost.lib.keyset import order_terms

router = ApiRouter()
entered, go_on = threading.Event(), threading.Event()
ERRORS = {
    "not-allowed": NotAllowed("nope", "No."),
    "invalid": Invalid("bad", "Bad.", {"name": "Wrong name."}),
    "conflict": Conflict("last-admin", "The last one."),
    "stale": Conflict("stale", "Old.", current={"name": "New"}, version=7),
    "not-found": NotFound("gone", "Gone."),
    "too-many": TooMany("slow-down", "Slow down.", retry_after_seconds=9),
    "unavailable": Unavailable("down", "Down."),
    "denied": PermissionDenied("secret words"),
    "integrity": IntegrityError("secret words"),
    "bug": ValueError("secret words"),
}


class TeamAnswer(Answer):
    id: int
    name: str
    purpose: str
    version: int
    people: list[str] | None = None

    EXPANSIONS = {"people": lambda reader: Prefetch("memberships", TeamMembership.objects.select_related("user"))}

    @staticmethod
    def resolve_people(team) -> list[str]:
        return [membership.user.name for membership in team.memberships.all()]


class NewTeam(Input):
    name: str
    purpose: str = ""
    details: "Details | None" = None


class Details(Input):
    size: int


class TeamChange(Input):
    purpose: str


@router.reads("/teams", Page[TeamAnswer])
def list_teams(request: ApiRequest, query: Query[SortedQuery]):
    """List teams."""
    order = order_of(query.sort, {"name": "name", "id": "id"}, order_terms(["name"]))
    return listed(request, TeamAnswer, Team.objects.all(), query, order=order)


@router.reads("/teams/{team_id}", TeamAnswer, errors=(304, 404))
def get_team(request: ApiRequest, team_id: int, query: Query[ShowQuery]):
    """Show a team."""
    return shown(request, TeamAnswer, get_object_or_404(Team, pk=team_id), query)


@router.creates("/teams", TeamAnswer, right=Right.MANAGE_TEAMS)
def make_team(request: ApiRequest, body: NewTeam):
    """Make a team."""
    team = create_team(body.name, purpose=body.purpose, actor=request.caller.user.as_actor())
    return created(TeamAnswer.show(team), f"{request.path}/{team.pk}", team)


@router.changes("/teams/{team_id}", TeamAnswer)
def patch_team(request: ApiRequest, team_id: int, body: TeamChange):
    """Change a team."""
    team = get_object_or_404(Team, pk=team_id)
    version = expected_version(request, team, TeamAnswer.show(team))
    change_team(team, body.given(), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(TeamAnswer.show(team), team)


@router.deletes("/teams/{team_id}")
def remove_team(request: ApiRequest, team_id: int):
    """Delete a team."""
    team = get_object_or_404(Team, pk=team_id)
    delete_team(team, actor=request.caller.user.as_actor(), expected_version=expected_version(request, team, {}))
    return nothing()


@router.creates("/slow", TeamAnswer)
def slow(request: ApiRequest, body: NewTeam):
    """Make a team while others come."""
    response = make_team(request, body)
    entered.set()
    assert go_on.wait(10)
    return response


@router.creates("/broken", TeamAnswer)
def broken(request: ApiRequest, body: NewTeam):
    """Make a team and fail."""
    create_team(body.name, actor=request.caller.user.as_actor())
    raise ERRORS[body.purpose or "bug"]


@router.creates("/keys", TeamAnswer, keeps_answer=False)
def make_key(request: ApiRequest, body: NewTeam):
    """Make something secret."""
    user = request.caller.user
    token, secret = issue_token(user, body.name, ["read"], None, user.as_actor())
    return created({"secret": secret}, f"/keys/{token.pk}")


@router.creates("/uploads", TeamAnswer, media_type=MULTIPART)
def upload(request: ApiRequest):
    """Take a file."""
    return created({"size": uploaded_file(request).size}, "/uploads/1")


@router.reads("/download", None, is_download=True)
def download(request: ApiRequest):
    """Hand out bytes."""
    return FileResponse(io.BytesIO(b"bytes"), filename="a.bin", as_attachment=True)


@router.reads("/errors/{name}", TeamAnswer)
def error(request: ApiRequest, name: str):
    """Fail as told."""
    raise ERRORS[name]


@router.reads("/admin", TeamAnswer, scope=Scope.ADMIN, right=Right.READ_AUDIT)
def admin_only(request: ApiRequest):
    """Show what admins see."""
    return changed({})


api = Api(title="Test", version="1", prefix="/api/")
api.add_router("", router)
# The pages too: what is written here is indexed with the address of its page.
urlpatterns = [path("api/", include(api.routes)), path("", include("milepost.config.urls"))]
