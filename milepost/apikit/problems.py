"""Errors become answers here, and nowhere else on the API's side: `application/problem+json` (RFC 9457).

`type` and `code` name the kind of problem for programs, `detail` says it to people, `instance` is the request's id,
which the log has too. `errors` lists faults of fields: `in` (body, query, path, header), `pointer` (a JSON pointer in
there), `code`, `message`.
"""

import logging
import uuid
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from ninja.errors import HttpError, ValidationError

from milepost.apikit.encoding import MalformedError, NulError, json_response
from milepost.lib.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TooMany, Unavailable

PROBLEM_JSON = "application/problem+json"
_TYPE = "urn:milepost:problem:"
_log = logging.getLogger("milepost.api")


class Problem(Exception):
    """A refusal by the API itself, as opposed to a `DomainError` of a room."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Iterable[Mapping[str, str]] = (),
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.headers = dict(headers or {})
        self.members: dict[str, Any] = dict(members)
        faults = list(errors)
        if faults:
            self.members["errors"] = faults


def fault(source: str, place: Iterable[str | int], code: str, message: str) -> dict[str, str]:
    """Return one entry of `errors`; `place` is the way to the value, which becomes a JSON pointer (RFC 6901)."""
    steps = [str(step).replace("~", "~0").replace("/", "~1") for step in place]
    return {"in": source, "pointer": "".join(f"/{step}" for step in steps), "code": code, "message": message}


def wrong_parameter(name: str, code: str, message: str) -> Problem:
    """Return the refusal of one query parameter."""
    return Problem(422, "invalid", message, errors=[fault("query", [name], code, message)])


def wrong_value(name: str, code: str, message: str) -> Problem:
    """Return the refusal of one field of the body."""
    return Problem(422, "invalid", message, errors=[fault("body", [name], code, message)])


def request_id(request: HttpRequest) -> str:
    """Return the id of this request, made at the first call."""
    found: str | None = getattr(request, "_api_id", None)
    if found is None:
        found = str(uuid.uuid4())
        request._api_id = found  # type: ignore[attr-defined]  # noqa: SLF001 - our own mark on Django's object
    return found


def answer_of(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the answer that `error` becomes."""
    problem = as_problem(request, error)
    status = HTTPStatus(problem.status)
    body = {
        "type": _TYPE + problem.code,
        "title": status.phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "instance": f"urn:uuid:{request_id(request)}",
        **problem.members,
    }
    response = json_response(body, problem.status, PROBLEM_JSON)
    for name, value in problem.headers.items():
        response[name] = value
    return response


def as_problem(request: HttpRequest, error: Exception) -> Problem:
    """Return `error` as a problem; what nobody foresaw is logged and says nothing of itself."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, DomainError):
        return _of_domain(request, error)
    if isinstance(error, ValidationError):
        return _of_validation(error)
    return _of_framework(error) or _unforeseen(request, error)


_STATUS_OF: dict[type[DomainError], int] = {NotAllowed: 403, NotFound: 404, Invalid: 422, Conflict: 409}


def _of_domain(request: HttpRequest, error: DomainError) -> Problem:
    if isinstance(error, TooMany):
        headers = {"Retry-After": str(error.retry_after_seconds)}
        return Problem(429, error.code, error.message, headers=headers)
    if isinstance(error, Unavailable):
        return Problem(503, error.code, error.message, headers={"Retry-After": "30"})
    if isinstance(error, Conflict) and error.code == "stale":
        return _stale(request, error)
    if error.code == "file-too-large":
        return Problem(413, error.code, error.message)
    status = next((status for kind, status in _STATUS_OF.items() if isinstance(error, kind)), 422)
    fields = error.fields if isinstance(error, Invalid) else {}
    source = "query" if request.method in {"GET", "HEAD"} else "body"
    errors = [fault(source, [name], error.code, message) for name, message in fields.items()]
    return Problem(status, error.code, error.message, errors=errors)


def _stale(request: HttpRequest, error: Conflict) -> Problem:
    """Return 412 to those who named the version that they saw, 409 to others; both with the values now stored."""
    version = error.details.get("version")
    headers = {} if version is None else {"ETag": f'"{version}"'}
    status = 412 if "If-Match" in request.headers else 409
    return Problem(status, error.code, error.message, headers=headers, current=error.details.get("current", {}))


def _of_validation(error: ValidationError) -> Problem:
    errors = [_fault_of_pydantic(entry) for entry in error.errors]
    return Problem(422, "invalid", _("Some values are not right. See `errors`."), errors=errors)


def _fault_of_pydantic(entry: Mapping[str, Any]) -> dict[str, str]:
    source, *place = entry["loc"]
    # The first step in a body is the name of the operation's argument, which is nobody's business.
    if source == "body" or (source == "query" and len(place) > 1):
        place = place[1:]
    code = str(entry["type"]).replace("_", "-").replace("extra-forbidden", "unknown-field")
    message = _("There is no such field.") if code == "unknown-field" else str(entry["msg"])
    return fault("body" if source in {"form", "file"} else source, place, code, message)


def _of_framework(error: Exception) -> Problem | None:
    """Return the problem behind an exception of Django, of ninja or of our parser."""
    if isinstance(error, HttpError) and isinstance(error.__cause__, MalformedError | NulError):
        error = error.__cause__
    if isinstance(error, MalformedError):
        return Problem(400, "malformed-json", _("The body is not JSON: %(why)s.") % {"why": error})
    if isinstance(error, NulError):
        message = _("The character U+0000 cannot be stored.")
        return Problem(422, "invalid", message, errors=[fault(error.source, error.place, "nul", message)])
    if isinstance(error, IntegrityError):
        # The actions check first; this is the second of two who did so at the same moment.
        _log.warning("a write met a constraint", exc_info=error)
        return Problem(409, "conflict", _("This collides with what is stored. Look at it, then try again."))
    known = next((answer for kinds, answer in _FRAMEWORK if isinstance(error, kinds)), None)
    return Problem(known[0], known[1], str(known[2])) if known else None


_FRAMEWORK: list[tuple[tuple[type[Exception], ...], tuple[int, str, Any]]] = [
    ((Http404,), (404, "not-found", _lazy("There is no such thing here, or it is not yours to see."))),
    ((PermissionDenied,), (403, "not-allowed", _lazy("You may not do this."))),
    (
        (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent),
        (413, "too-large", _lazy("The request is larger than this server takes.")),
    ),
    (
        (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError, HttpError),
        (400, "malformed", _lazy("The request could not be read.")),
    ),
]


def _unforeseen(request: HttpRequest, error: Exception) -> Problem:
    _log.error("%s %s failed, request %s", request.method, request.path, request_id(request), exc_info=error)
    return Problem(500, "internal", _("Something went wrong on our side. The log has it under this instance."))
