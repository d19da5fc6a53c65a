"""The compiled filter against a plain evaluator in Python, on trees and people made up by hypothesis."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.identity.public import Team, TeamMembership, User
from milepost.ui.filters.compiling import compile_tree
from milepost.ui.filters.fields import FieldType, Op
from milepost.ui.filters.parse import filter_json, parse_filter
from milepost.ui.filters.periods import period
from milepost.ui.filters.tree import And, Condition, Not, Or
from milepost.ui.filters.url import parse_query, query_pairs
from milepost.ui.tests.filter_cast import FIELDS, fields_of, people

NOW = dt.datetime(2026, 5, 20, 3, 30, tzinfo=dt.UTC)  # still the 19th in New York
ZONE = ZoneInfo("America/New_York")
MIDNIGHT = dt.datetime(2026, 5, 19, tzinfo=ZONE)
MOMENTS = [
    MIDNIGHT - dt.timedelta(microseconds=1),
    MIDNIGHT,
    NOW,
    NOW - dt.timedelta(days=30),
    MIDNIGHT.replace(month=2),
]
TYPES = {field.key: field.type for field in FIELDS}

PERSON = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Ann", "Bob", "Hanna", "Robert", "an%n"]),
        "title": st.sampled_from(["", "CSM", "PM", "100% PM"]),
        "role": st.sampled_from(["admin", "lead", "member"]),
        "last_login": st.none() | st.sampled_from(MOMENTS),
        "is_active": st.booleans(),
        "teams": st.sets(st.integers(0, 2)),
    }
)


def leaf(field, ops, values):
    return st.builds(Condition, st.just(field), st.sampled_from(ops), values)


def leaves(team_keys):
    texts = st.sampled_from(["an", "ANN", "csm", "%", "P", "PM"])
    text_ops = [Op.IS, Op.IS_NOT, Op.CONTAINS, Op.NOT_CONTAINS, Op.STARTS_WITH]
    order = [Op.GT, Op.GTE, Op.LT, Op.LTE]
    numbers = st.sampled_from([Decimal(3), Decimal(4), Decimal(5), Decimal("4.5")])
    roles = st.sampled_from(["admin", "lead", "viewer"])
    teams = st.lists(st.sampled_from(team_keys), min_size=1, max_size=2, unique=True).map(tuple)
    days = st.sampled_from(["today", "yesterday", "last-30-days", "this-quarter", "2026-02-19", "30-days-ago"])
    return st.one_of(
        leaf("name", text_ops, texts),
        leaf("title", text_ops, texts),
        leaf("seats", [Op.IS, Op.IS_NOT, *order], numbers),
        leaf("seats", [Op.BETWEEN], st.sampled_from([(Decimal(3), Decimal(4)), (Decimal(5), Decimal(9))])),
        leaf("role", [Op.ANY_OF, Op.NONE_OF], st.lists(roles, min_size=1, max_size=2, unique=True).map(tuple)),
        leaf("seen", [Op.IN, Op.NOT_IN, *order], days),
        leaf("seen", [Op.IN, Op.NOT_IN], st.sampled_from(["..2026-02-19", "2026-05-19..", "2026-05-18..2026-05-19"])),
        leaf("active", [Op.IS], st.booleans()),
        leaf("long", [Op.IS], st.booleans()),
        leaf("teams", [Op.ANY_OF, Op.NONE_OF, Op.ALL_OF], teams),
        leaf("person", [Op.ANY_OF, Op.NONE_OF], st.just(("me",))),
        *[leaf(key, [Op.KNOWN, Op.UNKNOWN], st.none()) for key in ["title", "seats", "seen", "teams"]],
    )


def trees(team_keys):
    groups = lambda inner: st.one_of(  # noqa: E731 - reads better here
        st.lists(inner, max_size=3).map(tuple).map(And),
        st.lists(inner, max_size=3).map(tuple).map(Or),
        inner.map(Not),
    )
    return st.recursive(leaves(team_keys), groups, max_leaves=6)


def truth(node, person, viewer):
    """Kleene's logic, in the words of a textbook: True, False or None."""
    match node:
        case Not(inner):
            value = truth(inner, person, viewer)
            return None if value is None else not value
        case And(nodes):
            values = [truth(inner, person, viewer) for inner in nodes]
            return False if False in values else None if None in values else True
        case Or(nodes):
            values = [truth(inner, person, viewer) for inner in nodes]
            return True if True in values else None if None in values else False
    return answer(node, person, viewer)


def answer(condition, person, viewer):
    key, op, wanted = condition.field, condition.op, condition.value
    if key == "teams":
        keys = {str(team.pk) for team in person.teams.all()}
        return {
            Op.KNOWN: bool(keys),
            Op.UNKNOWN: not keys,
            Op.ANY_OF: bool(keys & set(wanted or ())),
            Op.NONE_OF: not keys & set(wanted or ()),
            Op.ALL_OF: keys >= set(wanted or ()),
        }[op]
    value = {"seen": person.last_login, "active": person.is_active, "person": person.pk}.get(
        key, getattr(person, key, None)
    )
    unknown = value is None or value == ""
    if op in {Op.KNOWN, Op.UNKNOWN}:
        return unknown == (op is Op.UNKNOWN)
    return None if unknown else ANSWERS[TYPES[key]](op, value, wanted, viewer)


def _text(op, value, wanted, viewer):
    value, wanted = value.lower(), wanted.lower()
    return {
        Op.IS: value == wanted,
        Op.IS_NOT: value != wanted,
        Op.CONTAINS: wanted in value,
        Op.NOT_CONTAINS: wanted not in value,
        Op.STARTS_WITH: value.startswith(wanted),
    }[op]


def _number(op, value, wanted, viewer):
    if op is Op.BETWEEN:
        return wanted[0] <= value <= wanted[1]
    return {
        Op.IS: value == wanted,
        Op.IS_NOT: value != wanted,
        Op.GT: value > wanted,
        Op.GTE: value >= wanted,
        Op.LT: value < wanted,
        Op.LTE: value <= wanted,
    }[op]


def _date(op, value, wanted, viewer):
    day, span = value.astimezone(ZONE).date(), period(wanted, NOW.astimezone(ZONE).date())
    after_start, before_end = span.first is None or day >= span.first, span.last is None or day <= span.last
    return {
        Op.IN: after_start and before_end,
        Op.NOT_IN: not (after_start and before_end),
        Op.GT: not before_end,
        Op.GTE: after_start,
        Op.LT: not after_start,
        Op.LTE: before_end,
    }[op]


def _chosen(op, value, wanted, viewer):
    found = str(value) in {str(viewer.pk) if one == "me" else one for one in wanted}
    return found == (op is Op.ANY_OF)


ANSWERS = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.CHOICE: _chosen,
    FieldType.PERSON: _chosen,
    FieldType.YES_NO: lambda op, value, wanted, viewer: value == wanted,
}


@pytest.fixture
def teams(db):
    return [Team.objects.create(name=name) for name in ["North", "South", "West"]]


@pytest.fixture
def viewer(ada):
    ada.timezone = "America/New_York"
    return ada


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(data=st.data())
def test_it_matches_exactly_what_a_plain_evaluator_finds_true(viewer, teams, data):
    rows = data.draw(st.lists(PERSON, max_size=6))
    tree = data.draw(trees([str(team.pk) for team in teams]))
    with transaction.atomic():
        for number, row in enumerate(rows):
            chosen = row.pop("teams")
            person = User.objects.create(email=f"p{number}@example.com", **row)
            TeamMembership.objects.bulk_create([TeamMembership(user=person, team=teams[place]) for place in chosen])
        condition = compile_tree(tree, User, fields_of(viewer), viewer, NOW)
        found = list(people().filter(condition).values_list("pk", flat=True))
        wanted = {person.pk for person in people().prefetch_related("teams") if truth(tree, person, viewer) is True}
        assert len(found) == len(set(found)), "a row came twice"
        assert set(found) == wanted
        transaction.set_rollback(True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_reads_back_what_it_wrote(viewer, teams, data):
    fields = fields_of(viewer)
    tree = data.draw(trees([str(team.pk) for team in teams]))
    assert parse_filter(filter_json(tree), fields, viewer) == tree
    again = parse_query(query_pairs(tree, fields), fields, viewer)
    assert filter_json(parse_query(query_pairs(again, fields), fields, viewer)) == filter_json(again)
    one, other = (compile_tree(node, User, fields, viewer, NOW) for node in [tree, again])
    assert set(people().filter(one)) == set(people().filter(other))
