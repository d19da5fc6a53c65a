"""Oneself: who the token's owner is, what they may do, and their preferences."""

from typing import Any

from django.http import HttpResponse

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Caller,
    Input,
    changed,
    expected_version,
    shown_as,
)
from milepost.identity.public import RIGHTS_OF_ROLE, Theme, set_preferences
from milepost.rest.fields import Flag, Line, Locale, Name, Zone, left_out
from milepost.rest.shapes import MeAnswer, UserAnswer

router = ApiRouter(tags=["Me"])


class Preferences(Input):
    """What is one's own to say."""

    name: Name = left_out()
    title: Line = left_out()
    timezone: Zone = left_out()
    locale: Locale = left_out()
    theme: Theme = left_out()
    wants_digest: Flag = left_out()


@router.reads("/me", MeAnswer, errors=(304,))
def get_me(request: ApiRequest) -> HttpResponse:
    """Show who you are and what you may do here."""
    return shown_as(request, _me(request.caller), request.caller.user)


@router.changes("/me", MeAnswer)
def change_me(request: ApiRequest, body: Preferences) -> HttpResponse:
    """Change your name, title, time zone, language, appearance or digest."""
    me = request.caller.user
    version = expected_version(request, me, _me(request.caller))
    set_preferences(me, body.given(), actor=me.as_actor(), expected_version=version)
    return changed(_me(request.caller), me)


def _me(caller: Caller) -> dict[str, Any]:
    user = caller.user
    return {
        **UserAnswer.show(user),
        "theme": user.theme,
        "wants_digest": user.wants_digest,
        "rights": sorted(right.value for right in RIGHTS_OF_ROLE[user.role]),
        "scopes": sorted(caller.scopes),
    }
