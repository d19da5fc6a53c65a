"""Who calls: by a bearer token, or in the same-origin browser by the session, with the CSRF token on writes."""

import hashlib
from collections import OrderedDict
from threading import Lock

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.utils import check_csrf

from milepost.apikit.limits import share_of, wrong_tokens
from milepost.apikit.problems import Problem
from milepost.apikit.records import Caller, Policy
from milepost.identity.public import Scope, token_from_secret
from milepost.lib.errors import TooMany

WRONG_TOKENS_PER_MINUTE = 30
_REALM = 'Bearer realm="Milepost"'
_ALL_SCOPES = frozenset(scope.value for scope in Scope)


class _Known:
    """Digests of tokens that were right lately, with their address.

    Somebody else's wrong tries from the same address (an office, a proxy) must not lock out those who have a right one.
    It only spares them the limit of wrong tries: the token itself is looked up each time.
    """

    def __init__(self, most: int = 2_000) -> None:
        self._digests: OrderedDict[bytes, None] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def add(self, digest: bytes) -> None:
        with self._lock:
            self._digests[digest] = None
            self._digests.move_to_end(digest)
            if len(self._digests) > self._most:
                self._digests.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._digests.clear()

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._digests


_known = _Known()


def forget_known_tokens() -> None:
    """Begin anew, for tests."""
    _known.forget()


def caller_of(request: HttpRequest, address: str) -> Caller:
    """Return who calls; raises 401 for nobody, 429 after too many wrong tokens from `address`."""
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _space, secret = header.partition(" ")
        if scheme.lower() != "bearer":
            raise _unknown_caller()
        return _by_token(secret.strip(), address)
    return _by_session(request)


def check_rights(caller: Caller, policy: Policy) -> None:
    """Raise 403 unless the scopes of the caller's key and the role of its owner allow the operation."""
    if policy.scope not in caller.scopes:
        detail = _("This token lacks the scope “%(scope)s”.") % {"scope": policy.scope.value}
        challenge = f'{_REALM}, error="insufficient_scope", scope="{policy.scope.value}"'
        raise Problem(403, "scope-missing", detail, headers={"WWW-Authenticate": challenge}, scope=policy.scope.value)
    if policy.right is not None and not caller.user.may(policy.right):
        raise Problem(403, "right-missing", _("Your role does not allow this."), right=policy.right.value)


def _by_token(secret: str, address: str) -> Caller:
    digest = hashlib.sha256(f"{address} {secret}".encode()).digest()
    limit = share_of(WRONG_TOKENS_PER_MINUTE)
    if digest not in _known:
        allowance = wrong_tokens.look(address, limit)
        if allowance.is_exceeded:
            words = _("Too many wrong tokens came from your address. Wait a minute.")
            raise TooMany("too-many-wrong-tokens", words, retry_after_seconds=allowance.reset_seconds)
    token = token_from_secret(secret)
    if token is None:
        wrong_tokens.spend(address, limit)
        raise _unknown_caller(', error="invalid_token"')
    _known.add(digest)
    return Caller(token.user, frozenset(token.scopes), f"token:{token.pk}", token)


def _by_session(request: HttpRequest) -> Caller:
    user = request.user
    if not user.is_authenticated or not user.is_active:
        raise _unknown_caller()
    if check_csrf(request):
        words = _("The page's CSRF token is missing or old. Reload the page, or use an API token.")
        raise Problem(403, "csrf", words)
    return Caller(user, _ALL_SCOPES, f"user:{user.pk}")


def _unknown_caller(error: str = "") -> Problem:
    words = _("Send a valid API token as “Authorization: Bearer …”.")
    return Problem(401, "not-authenticated", words, headers={"WWW-Authenticate": _REALM + error})
