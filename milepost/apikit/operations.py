"""How operations are declared, and the way of a request through them.

`ApiRouter` has a verb for each kind of operation (`reads`, `asks`, `creates`, `changes`, `deletes`, `acts`). A verb
says what the caller needs, and from that both the checks and the document follow. The way: door and address → who calls
→ how often → scope and right → parameters, size and kind of the body → idempotency key → the operation → headers.
"""

import zoneinfo
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypedDict, Unpack, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Router
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from milepost.apikit.authentication import caller_of, check_rights
from milepost.apikit.conditions import demand_match
from milepost.apikit.document import extras_of
from milepost.apikit.encoding import JSON, MULTIPART, NulError
from milepost.apikit.idempotency import answer_once
from milepost.apikit.limits import Allowance, calls, share_of
from milepost.apikit.problems import Problem, answer_of, fault, request_id
from milepost.apikit.records import ApiRequest, Policy
from milepost.identity.public import Right, Scope, client_address
from milepost.lib.actor import Door, entering

_FORM_SLACK_BYTES = 1024 * 1024

type _Run = Callable[..., HttpResponse]
type _View = Callable[..., Any]
type _Decorator = Callable[[_View], _View]


class Needs(TypedDict, total=False):
    """What every verb may be told: the token's scope, the right asked of the caller's role, further error statuses."""

    scope: Scope
    right: Right | None
    errors: tuple[int, ...]


class ApiRouter(Router):
    """Declares operations. Without a scope, `reads` asks for that of reading and all others for that of writing."""

    def reads(self, path: str, answer: Any, *, is_download: bool = False, **needs: Unpack[Needs]) -> _Decorator:
        """Declare a GET. Name 404 in `errors` when it shows one thing, and 304 when that has a version.

        `is_download`: it answers bytes of any type, and `answer` is None.
        """
        return self._declare("GET", path, {200: answer}, Policy(scope=Scope.READ, is_download=is_download), needs)

    def creates(
        self, path: str, answer: Any, *, keeps_answer: bool = True, media_type: str = JSON, **needs: Unpack[Needs]
    ) -> _Decorator:
        """Declare a POST that makes something. `keeps_answer` is off where the answer holds a secret.

        With `media_type=MULTIPART` it takes one file, which the view reads by `files.public.uploaded_file`.
        """
        policy = Policy(scope=Scope.WRITE, media_type=media_type, takes_key=True, keeps_answer=keeps_answer)
        return self._declare("POST", path, {201: answer}, policy, needs)

    def starts(self, path: str, preview: Any, made: Any, **needs: Unpack[Needs]) -> _Decorator:
        """Declare a POST that makes something: 201 with `made`, or 200 with `preview` when asked only what it would."""
        policy = Policy(scope=Scope.WRITE, media_type=JSON, takes_key=True)
        return self._declare("POST", path, {200: preview, 201: made}, policy, needs)

    def batches(self, path: str, answer: Any, later: Any, **needs: Unpack[Needs]) -> _Decorator:
        """Declare a POST that writes many: 200 with `answer`, or 202 with `later` when it goes on in the background."""
        policy = Policy(scope=Scope.WRITE, media_type=JSON, takes_key=True)
        return self._declare("POST", path, {200: answer, 202: later}, policy, needs)

    def asks(self, path: str, answer: Any, **needs: Unpack[Needs]) -> _Decorator:
        """Declare a POST that writes nothing: a question too long for an address. Reading is enough for it."""
        return self._declare("POST", path, {200: answer}, Policy(scope=Scope.READ, media_type=JSON), needs)

    def changes(self, path: str, answer: Any, *, needs_match: bool = True, **needs: Unpack[Needs]) -> _Decorator:
        """Declare a PATCH, which needs If-Match where the thing has a version."""
        policy = Policy(scope=Scope.WRITE, media_type=JSON, takes_key=True, needs_match=needs_match)
        return self._declare("PATCH", path, {200: answer}, policy, needs, 404)

    def deletes(self, path: str, *, needs_match: bool = True, **needs: Unpack[Needs]) -> _Decorator:
        """Declare a DELETE, which answers 204."""
        policy = Policy(scope=Scope.WRITE, needs_match=needs_match)
        return self._declare("DELETE", path, {204: None}, policy, needs, 404)

    def acts(
        self, path: str, answer: Any, *, keeps_answer: bool = True, takes_body: bool = False, **needs: Unpack[Needs]
    ) -> _Decorator:
        """Declare a POST that does something to what is there; with `takes_body` it is told how."""
        media_type = JSON if takes_body else ""
        policy = Policy(scope=Scope.WRITE, media_type=media_type, takes_key=True, keeps_answer=keeps_answer)
        return self._declare("POST", path, {200: answer}, policy, needs)

    def _declare(
        self, method: str, path: str, response: dict[int, Any], policy: Policy, needs: Needs, *errors: int
    ) -> _Decorator:
        policy = replace(policy, scope=needs.get("scope", policy.scope), right=needs.get("right"))
        errors = (*errors, *needs.get("errors", ()))

        def declare(view: _View) -> _View:
            contribute_operation_callback(view, lambda operation: _guard(operation, policy))
            summary, _blank, description = (view.__doc__ or "").strip().partition("\n")
            self.add_api_operation(
                path,
                [method],
                view,
                response=response,
                operation_id=view.__name__,
                summary=summary.removesuffix("."),
                description=description.strip() or None,
                openapi_extra=extras_of(policy, response, errors),
            )
            return view

        return declare


def _guard(operation: Operation, policy: Policy) -> None:
    """Put the way of a request around `operation`."""
    parameters = frozenset(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    )
    whole = replace(policy, parameters=parameters)

    def decorate(run: _Run) -> _Run:
        @wraps(run)
        def guarded(request: ApiRequest, **path_values: Any) -> HttpResponse:
            return _conduct(request, whole, lambda: run(request, **path_values))

        return guarded

    operation.policy = whole  # type: ignore[attr-defined] # read by the tests that walk all operations
    operation.run = decorate(cast("_Run", operation.run))  # type: ignore[method-assign] # as ninja's own decorate_view does
    operation._run_decorators = [decorate]  # type: ignore[attr-defined]  # noqa: SLF001 - applied again to ninja's clone


def _conduct(request: ApiRequest, policy: Policy, serve: Callable[[], HttpResponse]) -> HttpResponse:
    address = client_address(request)
    allowance: Allowance | None = None
    with entering(Door.API, address=address):
        try:
            request.caller = caller_of(request, address)
            allowance = calls.spend(request.caller.principal, share_of(settings.API_RATE_PER_MINUTE))
            response = _admit(request, allowance, policy, serve)
        except Exception as error:  # noqa: BLE001 - every error becomes an answer, and what is unforeseen is logged
            response = answer_of(request, error)
    return _finish(request, response, allowance)


def _admit(
    request: ApiRequest, allowance: Allowance, policy: Policy, serve: Callable[[], HttpResponse]
) -> HttpResponse:
    user = request.caller.user
    with timezone.override(zoneinfo.ZoneInfo(user.timezone)), translation.override(user.language):
        if allowance.is_exceeded:
            words = _("This key made %(limit)s requests in a minute, which is the most.") % {"limit": allowance.limit}
            raise Problem(429, "too-many-requests", words, headers={"Retry-After": str(allowance.reset_seconds)})
        check_rights(request.caller, policy)
        _check_parameters(request, policy.parameters)
        if policy.media_type:
            _check_body(request, policy.media_type)
        if policy.needs_match:
            demand_match(request)
        if policy.takes_key and "Idempotency-Key" in request.headers:
            return answer_once(request, request.caller, policy, serve)
        return serve()


def _check_parameters(request: HttpRequest, known: frozenset[str]) -> None:
    """Refuse parameters that the operation does not know: a typing error must not widen a list."""
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        message = _("There is no such parameter.")
        errors = [fault("query", [name], "unknown-parameter", message) for name in unknown]
        raise Problem(422, "invalid", message, errors=errors)
    for name, values in request.GET.lists():
        if any("\x00" in value for value in values):
            raise NulError("query", (name,))


def _check_body(request: HttpRequest, media_type: str) -> None:
    # A request without any body is told which fields it lacks.
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if request.content_type != media_type and (request.content_type or length):
        words = _("Send the body as %(media_type)s.") % {"media_type": media_type}
        raise Problem(415, "wrong-media-type", words, headers={"Accept": media_type})
    if media_type == MULTIPART and length > settings.FILE_MAX_BYTES + _FORM_SLACK_BYTES:
        raise Problem(413, "too-large", _("The file is larger than this server takes."))


def _finish(request: HttpRequest, response: HttpResponse, allowance: Allowance | None) -> HttpResponse:
    response["Request-Id"] = request_id(request)
    response.setdefault("Cache-Control", "private, no-cache")
    response["Vary"] = "Authorization, Cookie"
    if allowance is not None:
        response["RateLimit-Policy"] = f'"key";q={allowance.limit};w={calls.seconds}'
        response["RateLimit"] = f'"key";r={allowance.remaining};t={allowance.reset_seconds}'
    return response
