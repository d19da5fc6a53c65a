"""People of the vendor. Reading is for all who see them; adding and changing is for those who manage people."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    ChangesQuery,
    Input,
    Page,
    ShowQuery,
    changed,
    created,
    expected_version,
    shown,
)
from milepost.identity.public import Right, Role, Scope, User, add_user, change_user
from milepost.rest.fields import Email, Flag, Id, Line, Locale, Name, Zone, left_out
from milepost.rest.listing import filtered
from milepost.rest.shapes import UserAnswer

router = ApiRouter(tags=["People"])


class NewUser(Input):
    """A person to add. They choose a password by “forgot my password”, or come by single sign-on."""

    email: Email
    name: Name
    role: Role = Role.MEMBER
    title: Line = ""
    timezone: Zone = "UTC"
    locale: Locale = "en"


class UserChange(Input):
    """What to change of a person. With `is_active: false` they are locked out, their tokens revoked."""

    email: Email = left_out()
    name: Name = left_out()
    title: Line = left_out()
    role: Role = left_out()
    is_active: Flag = left_out()
    timezone: Zone = left_out()
    locale: Locale = left_out()


@router.reads("/users", Page[UserAnswer])
def list_users(request: ApiRequest, query: Query[ChangesQuery]) -> HttpResponse:
    """List people."""
    return filtered(request, UserAnswer, "people", query)


@router.reads("/users/{user_id}", UserAnswer, errors=(304, 404))
def get_user(request: ApiRequest, user_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a person."""
    return shown(request, UserAnswer, _person(request, user_id), query)


@router.creates("/users", UserAnswer, scope=Scope.ADMIN, right=Right.MANAGE_PEOPLE)
def create_user(request: ApiRequest, body: NewUser) -> HttpResponse:
    """Add a person without an invitation."""
    user = add_user(**body.model_dump(), actor=request.caller.user.as_actor())
    return created(UserAnswer.show(user), f"{request.path}/{user.pk}", user)


@router.changes("/users/{user_id}", UserAnswer, scope=Scope.ADMIN, right=Right.MANAGE_PEOPLE)
def change_person(request: ApiRequest, user_id: Id, body: UserChange) -> HttpResponse:
    """Change a person. The last active admin can be neither demoted nor deactivated (409)."""
    user = _person(request, user_id)
    version = expected_version(request, user, UserAnswer.show(user))
    change_user(user, body.given(), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(UserAnswer.show(user), user)


def _person(request: ApiRequest, user_id: int) -> User:
    person: User = get_object_or_404(User.objects.visible_to(request.caller.user), pk=user_id)
    return person
