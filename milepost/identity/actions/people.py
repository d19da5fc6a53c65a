"""People come in, change and leave."""

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, record_event, update_record
from milepost.identity.access import demand
from milepost.identity.actions.sessions import end_sessions
from milepost.identity.models import ApiToken, User
from milepost.identity.records import Right, Role, Theme
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed

OWN_FIELDS = frozenset({"name", "title", "timezone", "locale", "theme", "wants_digest"})
MANAGED_FIELDS = OWN_FIELDS | {"email", "role", "is_active"}


def add_user(
    email: str,
    name: str,
    role: str = Role.MEMBER,
    *,
    actor: Actor,
    password: str | None = None,
    **fields: Any,
) -> User:
    """Make a person; without `password` they can come in by a reset mail or single sign-on alone."""
    demand(actor, Right.MANAGE_PEOPLE)
    return create_person(email, name, role, actor=actor, password=password, **fields)


def create_person(
    email: str, name: str, role: str, *, actor: Actor, password: str | None = None, **fields: Any
) -> User:
    """Make a person without asking what the actor may do: for invitations and single sign-on, which decide."""
    email = clean_email(email)
    _check({"name": name, "role": role, **fields})
    if User.objects.filter(email=email).exists():
        raise Invalid("email-taken", _("Somebody with this address is here already."), {"email": _("Already here.")})
    user = User(email=email, name=name.strip(), role=role, **fields)
    if password is not None:
        check_password_rules(password, user)
    user.set_password(password)
    return create_record(user, actor=actor)


def change_user(user: User, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None) -> User:
    """Change a person as those do who manage people. The last active admin can be neither demoted nor deactivated."""
    demand(actor, Right.MANAGE_PEOPLE)
    unknown = set(changes) - MANAGED_FIELDS
    if unknown:
        raise Invalid("unknown-field", _("There is no such field: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    wanted = dict(changes)
    if "email" in wanted:
        wanted["email"] = _free_email(wanted["email"], user)
    _check(wanted)
    with transaction.atomic():
        if _loses_admin(user, wanted):
            _keep_an_admin(user)
        was_active = user.is_active
        update_record(user, wanted, actor=actor, expected_version=expected_version)
        if was_active and not user.is_active:
            _lock_out(user, actor)
    return user


def set_preferences(
    user: User, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> User:
    """Change what is one's own to say: name, title, time zone, language, appearance, digest."""
    if actor.kind == "user" and actor.id != str(user.pk):
        demand(actor, Right.MANAGE_PEOPLE)
    if not set(changes) <= OWN_FIELDS:
        raise NotAllowed("not-yours", _("Only an admin can change that."))
    _check(changes)
    return update_record(user, changes, actor=actor, expected_version=expected_version)


def set_password(user: User, password: str, *, actor: Actor, event: str = "password-changed") -> None:
    """Give a person a password that the rules allow, and note it. Their sessions end, as the password signs them."""
    check_password_rules(password, user)
    with transaction.atomic():
        update_record(user, {"password": make_password(password)}, actor=actor)
        record_event(user, event, actor=actor)


def check_password_rules(password: str, user: User) -> None:
    """Raise `Invalid` with what the rules say against `password`."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        words = " ".join(error.messages)
        raise Invalid("weak-password", words, {"password": words}) from error


def clean_email(email: str) -> str:
    """Return the address as it is kept: trimmed, in lower case; `Invalid` when it is none."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        words = _("This is not a mail address.")
        raise Invalid("wrong-email", words, {"email": words}) from error
    return email


def _free_email(email: str, user: User) -> str:
    email = clean_email(email)
    if User.objects.filter(email=email).exclude(pk=user.pk).exists():
        raise Invalid("email-taken", _("Somebody with this address is here already."), {"email": _("Already here.")})
    return email


def _check(values: Mapping[str, Any]) -> None:
    """Raise `Invalid` naming every field whose value is wrong."""
    allowed: dict[str, Any] = {
        "role": Role.values,
        "theme": Theme.values,
        "locale": dict(settings.LANGUAGES),
        "timezone": zoneinfo.available_timezones(),
    }
    wrong = {
        name: _("This choice does not exist.")
        for name, choices in allowed.items()
        if name in values and values[name] not in choices
    }
    if "name" in values and not str(values["name"]).strip():
        wrong["name"] = _("A person needs a name.")
    if wrong:
        raise Invalid("wrong-value", " ".join(wrong.values()), wrong)


def _loses_admin(user: User, changes: Mapping[str, Any]) -> bool:
    return changes.get("role", Role.ADMIN) != Role.ADMIN or not changes.get("is_active", True)


def _keep_an_admin(user: User) -> None:
    """Refuse when `user` is the only active admin. The lock makes a second such change wait and see the first."""
    admins = set(User.objects.active().filter(role=Role.ADMIN).select_for_update().values_list("pk", flat=True))
    if admins == {user.pk}:
        raise Conflict("last-admin", _("%(name)s is the only active admin. Make another admin first.") % {"name": user})


def _lock_out(user: User, actor: Actor) -> None:
    """End the sessions and tokens of somebody who was deactivated."""
    end_sessions(user, actor=actor)
    for token in ApiToken.objects.filter(user=user, revoked_at=None):
        update_record(token, {"revoked_at": timezone.now()}, actor=actor)
