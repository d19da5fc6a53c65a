"""A person's own capture address: made when it is first needed, and anew when it fell into wrong hands."""

import secrets

from django.db import IntegrityError, transaction

from milepost.accounts.models import CaptureAddress
from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor

# Lower-case letters and digits alone, as some mail systems fold what stands before the @. 96 bits.
_TOKEN_BYTES = 12


def capture_address_of(user: User, *, actor: Actor) -> CaptureAddress:
    """Return the person's capture address, making it when there is none yet."""
    demand(actor, Right.WRITE)
    known = CaptureAddress.objects.filter(user=user).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return create_record(CaptureAddress(user=user, token=_token()), actor=actor)
    except IntegrityError:  # made by another request of the same moment
        return CaptureAddress.objects.get(user=user)


def renew_capture_address(user: User, *, actor: Actor) -> CaptureAddress:
    """Give the person another address; mail to the old one is not captured from now on."""
    address = capture_address_of(user, actor=actor)
    return update_record(address, {"token": _token()}, actor=actor)


def _token() -> str:
    return secrets.token_hex(_TOKEN_BYTES)
