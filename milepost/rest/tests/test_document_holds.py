"""The document holds: whatever is sent, no operation breaks or answers what the document does not say."""

import json
from itertools import cycle, repeat

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from milepost.identity.public import issue_token
from milepost.rest.api import api

ROLES = ["ada", "lena", "max", "fiona", "victor"]
# Left out: `positive_data_acceptance`, as a document cannot say every rule (a name that is taken, a known time zone).
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.allow_header_conformance,
]
EXAMPLES = {GenerationMode.POSITIVE: 5, GenerationMode.NEGATIVE: 4}


# From the routers, as everybody who collects the tests would wait for the document.
NAMES = sorted(
    operation.operation_id
    for router in api._get_bound_routers()
    for view in router.path_operations.values()
    for operation in view.operations
)
CASES = [
    pytest.param(name, mode, id=f"{mode.value}-{name}", marks=[pytest.mark.once] * (mode == GenerationMode.NEGATIVE))
    for mode in EXAMPLES
    for name in NAMES
]


@pytest.fixture(scope="module")
def operations():
    document = schemathesis.openapi.from_dict(json.loads(api.document_bytes))
    document.app = get_wsgi_application()
    document.config.update(base_url="http://localhost")
    found = {one.ok().definition.raw["operationId"]: one.ok() for one in document.get_all_operations()}
    assert sorted(found) == NAMES
    return found


@pytest.fixture(scope="module")
def staged_headers(staged_world):
    """What each role sends to be known by."""
    headers = {}
    for who in ROLES:
        person = staged_world.people[who]
        _token, secret = issue_token(person, "Fuzz", ["read", "write", "admin"], None, person.as_actor())
        headers[who] = {"Authorization": f"Bearer {secret}"}
    return headers


@pytest.fixture
def headers(staged_headers, db):
    return staged_headers


def asking(mode):
    """Yield who sends each of the examples.

    What is wrong by itself comes from who may do all, and from another in turn. What a database makes of it differs
    with what one sees, all or little; who is refused is the same on each.
    """
    if mode == GenerationMode.NEGATIVE:
        return (("ada", other) for other in cycle(ROLES[1:]))
    return repeat(ROLES if connection.vendor == "sqlite" else ("ada", "fiona"))


def has_outer_space(body):
    """Say whether a text of a body begins or ends with white space."""
    if isinstance(body, dict | list):
        return any(has_outer_space(one) for one in (body.values() if isinstance(body, dict) else body))
    return isinstance(body, str) and body != body.strip()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mode"), CASES)
def test_it_answers_only_what_the_document_says(headers, many_requests, operations, name, mode):
    """What the document forbids is refused before it reaches the database, so that runs once."""
    askers = asking(mode)

    @settings(
        max_examples=EXAMPLES[mode],
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operations[name].as_strategy(generation_mode=mode))
    def ask(case):
        # What is asked to be left out is missing, whatever the schema calls required.
        (case.query or {}).pop("fields", None)
        if mode == GenerationMode.NEGATIVE and has_outer_space(case.body):
            return  # is taken off before a text is judged, which a document cannot say
        for who in next(askers):
            response = case.call(headers=headers[who])
            case.validate_response(response, checks=CHECKS)

    ask()


@pytest.fixture
def many_requests(settings):
    """No limit, and no connection closed after a request: the test's transaction lives in it."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)
