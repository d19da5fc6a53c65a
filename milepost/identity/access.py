"""Who may do a thing: the check that actions make of their actor, and the one that pages make of their person."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.identity.models import User
from milepost.identity.records import Right
from milepost.lib.actor import Actor
from milepost.lib.errors import NotAllowed


def person_behind(actor: Actor) -> User | None:
    """Return the person who acts, or None for the system and for those who are gone."""
    if actor.kind != "user" or not actor.id.isdigit():
        return None
    person: User | None = User.objects.active().filter(pk=int(actor.id)).first()
    return person


def demand(actor: Actor, *rights: Right) -> None:
    """Raise `NotAllowed` unless `actor` is the system, the `milepost` command, or an active person with all `rights`.

    One query.
    """
    # Whoever runs commands on the machine holds the database in their hands.
    if actor.kind in {"system", "command"}:
        return
    person = person_behind(actor)
    lacking = next((right for right in rights if person is None or not person.may(right)), None)
    if lacking is not None:
        raise _refusal(lacking)


def requires[**P](
    right: Right,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Let a page answer only those whose role has `right`; others get `NotAllowed`."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated or not request.user.may(right):
                raise _refusal(right)
            return view(request, *args, **kwargs)

        guarded.required_right = right  # type: ignore[attr-defined] # read by the test that walks all pages
        return guarded

    return decorate


def _refusal(right: Right) -> NotAllowed:
    message = _("Your role does not allow this. An admin can change your role under Settings, People.")
    details: dict[str, Any] = {"right": right.value}
    return NotAllowed("right-missing", message, **details)
