"""Whom an OpenID Connect provider's word lets in."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.identity.actions.invitations import fulfil_invitation
from milepost.identity.actions.people import create_person
from milepost.identity.models import Invitation, User
from milepost.identity.records import Role
from milepost.lib.actor import SYSTEM


class Refused(Exception):
    """Somebody whom the provider knows and we do not let in; `words` are for them."""

    def __init__(self, code: str, words: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


def person_for_claims(claims: Mapping[str, Any]) -> User:
    """Return the person of the verified address in `claims`: known, invited, or of a domain that may come in.

    An address that the provider does not call verified proves nothing: anybody could have typed it there.
    """
    email = str(claims.get("email") or "").strip().lower()
    if not email or claims.get("email_verified") is not True:
        raise Refused("unverified", _("The provider has not verified your mail address, so it does not count here."))
    user: User | None = User.objects.filter(email=email).first()
    if user:
        return _active(user)
    name = (str(claims.get("name") or "").strip() or email.partition("@")[0])[:120]
    invitation = Invitation.objects.open().filter(email=email).first()
    if invitation:
        return fulfil_invitation(invitation, name=invitation.name or name, password=None)
    if email.rpartition("@")[2] in {domain.lower() for domain in settings.OIDC_DOMAINS}:
        return create_person(email, name, Role.MEMBER, actor=SYSTEM)
    raise Refused("unknown", _("Nobody here has your mail address. Ask an admin to invite you."))


def _active(user: User) -> User:
    if not user.is_active:
        raise Refused("inactive", _("Your access here has ended. Ask an admin if that is a mistake."))
    return user
