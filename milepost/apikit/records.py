"""What crosses the apikit room's door: who calls, and how an operation may be called."""

from dataclasses import dataclass

from django.http import HttpRequest

from milepost.identity.public import ApiToken, Right, Scope, User


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a person through a token of theirs (`token`), or through the browser's session (None).

    `principal` names the key ring for limits and idempotency keys: `token:7` or `user:3`.
    """

    user: User
    scopes: frozenset[str]
    principal: str
    token: ApiToken | None = None


class ApiRequest(HttpRequest):
    """A request as an operation gets it: let in already. Only a type; Django makes the object."""

    caller: Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How one operation may be called.

    `media_type` is what the body must be (empty: no body is read). With `takes_key`, an Idempotency-Key is honoured;
    `keeps_answer` is off where the answer holds a secret. With `needs_match`, If-Match is required. `is_download`:
    the answer is bytes of any type. `parameters` are those of the query that the operation knows.
    """

    scope: Scope
    right: Right | None = None
    media_type: str = ""
    takes_key: bool = False
    keeps_answer: bool = True
    needs_match: bool = False
    is_download: bool = False
    parameters: frozenset[str] = frozenset()
