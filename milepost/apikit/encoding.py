"""JSON in and out, by msgspec: an order of magnitude less processor time than the standard library."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

JSON = "application/json"
MULTIPART = "multipart/form-data"
_encoder = msgspec.json.Encoder(enc_hook=str)
_decoder = msgspec.json.Decoder()


class MalformedError(Exception):
    """The body is not JSON."""


class NulError(Exception):
    """A text holds the character U+0000, which no database column takes. `place` is the way to it."""

    def __init__(self, source: str, place: tuple[str | int, ...]) -> None:
        super().__init__(source, place)
        self.source, self.place = source, place


def json_bytes(data: Any) -> bytes:
    """Return `data` as JSON: dates in ISO form, decimals as text, what JSON lacks as its `str`."""
    return _encoder.encode(data)


def json_response(data: Any, status: int = 200, media_type: str = JSON) -> HttpResponse:
    """Return an answer of JSON."""
    return HttpResponse(json_bytes(data), status=status, content_type=media_type)


def parse_json(body: bytes) -> Any:
    """Return the value of `body`; raises `MalformedError`, or `NulError` for a text that no column takes."""
    try:
        value = _decoder.decode(body)
        # A NUL can stand in JSON only as this escape, so that other bodies need no walk.
        nul_place = next(_nul_places(value, ()), None) if b"\\u0000" in body else None
    except RecursionError as error:
        raise MalformedError("it is nested too deeply") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedError(str(error)) from error
    if nul_place is not None:
        raise NulError("body", nul_place)
    return value


def read_json(text: str) -> Any:
    """Return the value of a parameter that holds JSON; a ValueError says what is wrong."""
    try:
        return parse_json(text.encode())
    except MalformedError as error:
        raise ValueError(str(error)) from error
    except NulError as error:
        raise ValueError("U+0000 cannot be stored") from error


def _nul_places(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str):
        if "\x00" in value:
            yield place
    elif isinstance(value, dict):
        for key, item in value.items():
            if "\x00" in key:
                yield place
            yield from _nul_places(item, (*place, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _nul_places(item, (*place, number))


class JsonParser(Parser):
    """Reads bodies for ninja."""

    def parse_body(self, request: HttpRequest) -> Any:
        return parse_json(request.body)


class JsonRenderer(BaseRenderer):
    """Writes answers for ninja, where an operation returns plain data."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002 - ninja's
        return json_bytes(data)
