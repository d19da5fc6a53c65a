"""The problem as the document describes it."""

from typing import Any

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable and for programs, `detail` is for people.",
    "required": ["type", "title", "status", "code", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:milepost:problem:stale"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "examples": ["stale"]},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "Names this request; the server's log has it too."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "pointer", "code", "message"],
                "properties": {
                    "in": {"enum": ["body", "query", "path", "header"]},
                    "pointer": {"type": "string", "description": "JSON pointer to the value (RFC 6901)."},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "current": {"type": "object", "description": "With code `stale`: what is stored now."},
        "scope": {"type": "string", "description": "With code `scope-missing`: the scope that is needed."},
        "right": {"type": "string", "description": "With code `right-missing`: the right that is needed."},
    },
}

ERROR_RESPONSES: dict[int, tuple[str, str]] = {
    304: ("NotModified", "The caller has this version already."),
    400: ("Malformed", "The request could not be read, or the body is not JSON."),
    401: ("NotAuthenticated", "No valid token or session."),
    403: ("NotAllowed", "The token's scopes or the owner's role do not allow it."),
    404: ("NotFound", "There is no such thing, or it is not the caller's to see."),
    409: ("Conflict", "The state of the data forbids it, or the first request with this key is in flight."),
    412: ("Stale", "It was changed since the version in If-Match."),
    413: ("TooLarge", "The body is larger than this server takes."),
    415: ("WrongMediaType", "The body has another media type than the operation reads."),
    422: ("Invalid", "Some values are not right; `errors` says which."),
    428: ("MatchRequired", "If-Match is missing."),
    429: ("TooMany", "Too many requests, or too many wrong tokens from one address."),
    503: ("Unavailable", "Something that we depend on does not answer."),
}
