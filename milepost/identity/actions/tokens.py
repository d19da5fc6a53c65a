"""API tokens: `mp_<prefix>_<secret>`. The prefix finds the row, the digest of the secret proves it."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, update_record
from milepost.identity.access import demand
from milepost.identity.models import ApiToken, User
from milepost.identity.records import Right, Scope
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid

_MARK = "mp"
_NEVER = "0" * 64
_LAST_USE_EVERY = dt.timedelta(minutes=1)


def issue_token(
    user: User, name: str, scopes: Sequence[str], expires_at: dt.datetime | None, actor: Actor
) -> tuple[ApiToken, str]:
    """Make a token; return it with its secret, which is shown once and kept nowhere."""
    _of_own_or_managed(user, actor)
    known = [scope for scope in Scope if scope in scopes]
    if not known or len(known) != len(set(scopes)):
        raise Invalid("wrong-scopes", _("Choose what the token may do."), {"scopes": _("Choose at least one.")})
    if not name.strip():
        raise Invalid("name-missing", _("A token needs a name."), {"name": _("A token needs a name.")})
    if expires_at is not None and expires_at <= timezone.now():
        raise Invalid("expired", _("The end must lie ahead."), {"expires_at": _("The end must lie ahead.")})
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    token = ApiToken(
        user=user,
        name=name.strip(),
        prefix=prefix,
        digest=_digest(secret),
        scopes=[scope.value for scope in known],
        expires_at=expires_at,
    )
    return create_record(token, actor=actor), f"{_MARK}_{prefix}_{secret}"


def revoke_token(token: ApiToken, *, actor: Actor) -> ApiToken:
    """End a token at once and for good."""
    _of_own_or_managed(token.user, actor)
    if token.revoked_at:
        return token
    return update_record(token, {"revoked_at": timezone.now()}, actor=actor)


def token_from_secret(secret: str) -> ApiToken | None:
    """Return the usable token of `secret` with its user, or None; takes the same time whichever part is wrong.

    One query, and at most once a minute a second one that notes the use.
    """
    mark, _line, rest = secret.partition("_")
    prefix, _line, proof = rest.partition("_")
    # By the unique prefix alone, the rest is looked at here: this query is half of what a small request costs.
    token = next(iter(ApiToken.objects.select_related("user").filter(prefix=prefix)), None)
    is_right = hmac.compare_digest(token.digest if token else _NEVER, _digest(proof))
    if token is None or not is_right or mark != _MARK or token.state != "usable":
        return None
    _note_use(token)
    return token


def _of_own_or_managed(user: User, actor: Actor) -> None:
    if actor.kind != "user" or actor.id != str(user.pk):
        demand(actor, Right.MANAGE_PEOPLE)


def _note_use(token: ApiToken) -> None:
    """Write the time of use unless it was written within the last minute, or another writer is in the way.

    A plain update: the log ignores this field, and a program's reading must not disturb a person's edit of the row.
    """
    now = timezone.now()
    if token.last_used_at and now - token.last_used_at < _LAST_USE_EVERY:
        return
    rows = ApiToken.objects.filter(pk=token.pk)
    if connection.vendor == "sqlite":
        _without_waiting_on_sqlite(lambda: rows.update(last_used_at=now))
    else:
        with transaction.atomic():
            free = ApiToken.objects.select_for_update(skip_locked=True).filter(pk=token.pk).values("pk")
            ApiToken.objects.filter(pk__in=free).update(last_used_at=now)
    token.last_used_at = now


def _without_waiting_on_sqlite(write: Callable[[], object]) -> None:
    """Run `write`, giving up at once where another connection holds SQLite's only write lock."""
    try:
        with connection.without_waiting():  # type: ignore[attr-defined] # `lib.sqlite`
            write()
    except OperationalError:
        return


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
