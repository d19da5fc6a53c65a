"""The OpenAPI document: what every operation shares is written once, by its policy."""

from collections.abc import Collection, Iterator
from typing import Any

from ninja import NinjaAPI

from milepost.apikit.encoding import MULTIPART
from milepost.apikit.problems import PROBLEM_JSON
from milepost.apikit.records import Policy
from milepost.apikit.schemas import ERROR_RESPONSES, PROBLEM_SCHEMA

_ALWAYS = (401, 403, 422, 429)
_WITH_LOCATION = frozenset({201, 202})
_IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag that you read, or `*` to overwrite whatever is there.",
    "example": '"3"',
}
_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The ETag that you have; answered with 304 when it is still the one.",
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    "description": "Makes it safe to send the same request again within 24 hours: it takes effect once.",
}
_ONE_FILE = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary"}},
}
SECURITY_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "An API token, made under Settings or by `/tokens`."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The browser's session, with the header X-CSRFToken on writes.",
    },
}


def extras_of(policy: Policy, successes: Collection[int], errors: tuple[int, ...]) -> dict[str, Any]:
    """Return what the document says of an operation beyond its parameters and answer."""
    parameters: list[dict[str, Any]] = []
    statuses = {*_ALWAYS, *errors}
    if policy.media_type:
        statuses |= {400, 413, 415}
    if policy.takes_key:
        parameters.append(_KEY)
        statuses |= {409}
    if policy.needs_match:
        parameters.append(_IF_MATCH)
        statuses |= {409, 412, 428}
    if 304 in errors:  # noqa: PLR2004 - Not Modified
        parameters.append(_IF_NONE_MATCH)
    extras: dict[str, Any] = {
        "responses": {status: _reference(status) for status in sorted(statuses)},
        "security": [{"token": [policy.scope.value]}, {"session": []}],
        "x-scope": policy.scope.value,
    }
    if parameters:
        extras["parameters"] = parameters
    if policy.right is not None:
        extras["x-right"] = policy.right.value
    if policy.is_download:
        extras["responses"][200] = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
    if policy.media_type == MULTIPART:
        extras["requestBody"] = {"required": True, "content": {MULTIPART: {"schema": _ONE_FILE}}}
    for success in _WITH_LOCATION.intersection(successes):
        extras["responses"][success] = {"headers": {"Location": {"schema": {"type": "string"}}}}
    return extras


def complete(document: dict[str, Any], api: NinjaAPI) -> dict[str, Any]:
    """Add to ninja's document what the operations refer to."""
    components = document["components"]
    document["servers"] = [{"url": "/", "description": "The installation that hands out this document."}]
    components["schemas"]["Problem"] = PROBLEM_SCHEMA
    components["securitySchemes"] = SECURITY_SCHEMES
    components["responses"] = {name: _response(status, words) for status, (name, words) in ERROR_RESPONSES.items()}
    for item in document["paths"].values():
        for operation in item.values():
            _say_what_is_needed(operation)
            for parameter in operation.get("parameters", []):
                # Ninja copies a schema's list of examples here too, where OpenAPI wants named ones.
                parameter.pop("examples", None)
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    names = dict.fromkeys(tag for operation in operations for tag in operation.get("tags", ()))
    document["tags"] = [{"name": name} for name in names]
    _drop_unused(document)
    return document


def _drop_unused(document: dict[str, Any]) -> None:
    """Leave out schemas that nothing refers to: ninja describes the classes of queries, whose fields stand alone."""
    schemas = document["components"]["schemas"]
    while unused := schemas.keys() - set(_references(document)):
        for name in unused:
            del schemas[name]


def _references(part: Any) -> Iterator[str]:
    """Yield the names of the schemas to which a part of the document refers."""
    if isinstance(part, dict):
        if isinstance(target := part.get("$ref"), str):
            yield target.rpartition("/")[2]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def _say_what_is_needed(operation: dict[str, Any]) -> None:
    needed = f"Needs the scope `{operation['x-scope']}`"
    if "x-right" in operation:
        needed += f" and the right `{operation['x-right']}`"
    described = operation.get("description")
    operation["description"] = f"{described}\n\n{needed}." if described else f"{needed}."


def _reference(status: int) -> dict[str, str]:
    return {"$ref": f"#/components/responses/{ERROR_RESPONSES[status][0]}"}


def _response(status: int, words: str) -> dict[str, Any]:
    if status == 304:  # noqa: PLR2004 - Not Modified
        return {"description": words}
    return {"description": words, "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
