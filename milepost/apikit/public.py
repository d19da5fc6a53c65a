"""The door of the apikit room: what a router of operations is made of."""

from milepost.apikit.answers import (
    Answer,
    ChangesQuery,
    FilteredQuery,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    SortedQuery,
    changed,
    created,
    listed,
    nothing,
    order_of,
    page_of,
    shown,
    shown_as,
)
from milepost.apikit.conditions import expected_version
from milepost.apikit.encoding import MULTIPART, json_bytes, json_response, read_json
from milepost.apikit.idempotency import forget_old_answers
from milepost.apikit.moments import FIRST_YEAR, LAST_YEAR, Instant
from milepost.apikit.mounting import Api
from milepost.apikit.operations import ApiRouter
from milepost.apikit.problems import PROBLEM_JSON, Problem, fault, wrong_parameter, wrong_value
from milepost.apikit.records import ApiRequest, Caller

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MULTIPART",
    "PROBLEM_JSON",
    "Answer",
    "Api",
    "ApiRequest",
    "ApiRouter",
    "Caller",
    "ChangesQuery",
    "FilteredQuery",
    "Input",
    "Instant",
    "Page",
    "PageQuery",
    "Problem",
    "ShowQuery",
    "SortedQuery",
    "changed",
    "created",
    "expected_version",
    "fault",
    "forget_old_answers",
    "json_bytes",
    "json_response",
    "listed",
    "nothing",
    "order_of",
    "page_of",
    "read_json",
    "shown",
    "shown_as",
    "wrong_parameter",
    "wrong_value",
]
