"""Invitations: a link by which one new person comes in. Only the digest of its secret is kept."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, update_record
from milepost.identity.access import demand, person_behind
from milepost.identity.actions.people import clean_email, create_person
from milepost.identity.models import Invitation, Team, TeamMembership, User
from milepost.identity.records import Right, Role
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed, NotFound

VALID_FOR = dt.timedelta(days=7)


def invite(
    email: str, *, actor: Actor, name: str = "", role: str = Role.MEMBER, team: Team | None = None
) -> tuple[Invitation, str]:
    """Make an invitation; return it with the secret of its link, which exists nowhere else."""
    demand(actor, Right.MANAGE_PEOPLE)
    inviter = person_behind(actor)
    if inviter is None:
        raise NotAllowed("person-needed", _("Only a person can invite another."))
    email = clean_email(email)
    if role not in Role.values:
        raise Invalid("wrong-role", _("There is no such role."), {"role": _("There is no such role.")})
    _refuse_known(email)
    secret, digest = _new_secret()
    invitation = Invitation(
        email=email,
        name=name.strip(),
        role=role,
        team=team,
        invited_by=inviter,
        digest=digest,
        expires_at=timezone.now() + VALID_FOR,
    )
    return create_record(invitation, actor=actor), secret


def renew_invitation(invitation: Invitation, *, actor: Actor) -> str:
    """Make a new link for another seven days and return its secret; the former link ends."""
    demand(actor, Right.MANAGE_PEOPLE)
    if invitation.accepted_at or invitation.revoked_at:
        raise Conflict("invitation-over", _("This invitation was used or revoked; invite anew."))
    secret, digest = _new_secret()
    update_record(invitation, {"digest": digest, "expires_at": timezone.now() + VALID_FOR}, actor=actor)
    return secret


def revoke_invitation(invitation: Invitation, *, actor: Actor) -> Invitation:
    """End an invitation's link; one that was accepted cannot be taken back."""
    demand(actor, Right.MANAGE_PEOPLE)
    if invitation.accepted_at:
        raise Conflict("invitation-used", _("This invitation was accepted already; deactivate the person instead."))
    if invitation.revoked_at:
        return invitation
    return update_record(invitation, {"revoked_at": timezone.now()}, actor=actor)


def invitation_from_secret(secret: str) -> Invitation | None:
    """Return the invitation of a link in whatever state it is; reading changes nothing, as mail scanners read too."""
    return Invitation.objects.select_related("team", "invited_by").filter(digest=_digest(secret)).first()


def accept_invitation(secret: str, *, name: str, password: str, timezone_name: str = "UTC") -> User:
    """Turn an open invitation into a person. Of two who come with one link, the second gets `Conflict`."""
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().filter(digest=_digest(secret)).first()
        if invitation is None:
            raise NotFound("no-invitation", _("There is no such invitation."))
        if invitation.state != "open":
            raise Conflict(f"invitation-{invitation.state}", _("This invitation cannot be used any more."))
        return fulfil_invitation(invitation, name=name, password=password, timezone=timezone_name)


def fulfil_invitation(invitation: Invitation, *, name: str, password: str | None, **fields: str) -> User:
    """Make the invited person and put them into their team; for a link and for single sign-on."""
    guest = Actor("invitation", str(invitation.pk), name.strip() or invitation.email)
    with transaction.atomic():
        update_record(invitation, {"accepted_at": timezone.now()}, actor=guest)
        user = create_person(invitation.email, name, invitation.role, actor=guest, password=password, **fields)
        if invitation.team:
            create_record(TeamMembership(team=invitation.team, user=user), actor=guest)
    return user


def _refuse_known(email: str) -> None:
    if User.objects.filter(email=email).exists():
        words = _("Somebody with this address is here already.")
        raise Invalid("email-taken", words, {"email": words})
    if Invitation.objects.open().filter(email=email).exists():
        words = _("This address has an open invitation; send that one again.")
        raise Invalid("already-invited", words, {"email": words})


def _new_secret() -> tuple[str, str]:
    secret = secrets.token_urlsafe(32)
    return secret, _digest(secret)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
