import pytest

from milepost.identity.public import Team
from milepost.lib.errors import Invalid
from milepost.ui.filters.explaining import explain
from milepost.ui.filters.fields import Op
from milepost.ui.filters.parse import MAX_CONDITIONS, MAX_DEPTH, parse_filter
from milepost.ui.filters.tree import And, Condition
from milepost.ui.filters.url import parse_query, query_pairs
from milepost.ui.tests.filter_cast import fields_of


def condition(field, op, value=None):
    return {"field": field, "op": op, "value": value}


NAMED = condition("name", "contains", "ann")


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ("name", ""),
        ({}, ""),
        ({"and": [NAMED], "or": [NAMED]}, ""),
        ({"and": NAMED}, "/and"),
        ({"and": [NAMED, {"or": [condition("nothing", "is", 1)]}]}, "/and/1/or/0/field"),
        ({"field": ["name"], "op": "is"}, "/field"),
        (condition("name", "gt", "a"), "/op"),
        (condition("name", ["is"], "a") | {"op": None}, "/op"),
        (condition("name", "contains", ""), "/value"),
        (condition("name", "contains", "a\x00"), "/value"),
        (condition("name", "known", "yes"), "/value"),
        (condition("role", "any_of", ["boss"]), "/value"),
        (condition("role", "any_of", []), "/value"),
        (condition("person", "any_of", ["4711"]), "/value"),
        (condition("teams", "any_of", ["1' or 1=1"]), "/value"),
        (condition("teams", "any_of", [True]), "/value"),
        (condition("seats", "is", "many"), "/value"),
        (condition("seats", "is", "NaN"), "/value"),
        (condition("seats", "is", "1e999"), "/value"),
        (condition("seats", "between", [1]), "/value"),
        (condition("seats", "between", [3, 1]), "/value"),
        (condition("seats", "between", [1, "x"]), "/value/1"),
        (condition("seen", "in", "soon"), "/value"),
        (condition("seen", "in", "2026-13-01"), "/value"),
        (condition("seen", "in", "0001-01-01"), "/value"),
        (condition("seen", "in", "2026-02-01..2026-01-01"), "/value"),
        (condition("seen", "lt", "2026-02-01.."), "/value"),
        (condition("active", "is", "yes"), "/value"),
        (NAMED | {"sql": "1"}, "/sql"),
    ],
)
def test_it_says_what_is_wrong_and_where(ada, data, pointer):
    with pytest.raises(Invalid) as caught:
        parse_filter(data, fields_of(ada), ada)
    assert caught.value.code == "filter"
    assert list(caught.value.fields) == [pointer]


def test_it_refuses_a_filter_nested_too_deeply(ada):
    data = NAMED
    for _ in range(MAX_DEPTH - 1):
        data = {"not": data}
    parse_filter(data, fields_of(ada), ada)
    with pytest.raises(Invalid):
        parse_filter({"not": data}, fields_of(ada), ada)


def test_it_refuses_a_filter_of_too_many_conditions(ada):
    parse_filter({"or": [NAMED] * MAX_CONDITIONS}, fields_of(ada), ada)
    with pytest.raises(Invalid):
        parse_filter({"or": [NAMED] * (MAX_CONDITIONS + 1)}, fields_of(ada), ada)


def test_it_does_not_know_a_field_that_the_viewer_may_not_see(ada, max_):
    data = condition("email", "starts_with", "a")
    assert parse_filter(data, fields_of(ada), ada)
    with pytest.raises(Invalid) as hidden:
        parse_filter(data, fields_of(max_), max_)
    with pytest.raises(Invalid) as missing:
        parse_filter(condition("emial", "starts_with", "a"), fields_of(max_), max_)
    assert hidden.value.message == missing.value.message.replace("emial", "email")


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("role", "admin,lead"), Condition("role", Op.ANY_OF, ("admin", "lead"))),
        (("role!", "viewer"), Condition("role", Op.NONE_OF, ("viewer",))),
        (("name~", "a,b"), Condition("name", Op.CONTAINS, "a,b")),
        (("name!~", "ann"), Condition("name", Op.NOT_CONTAINS, "ann")),
        (("name^", "An"), Condition("name", Op.STARTS_WITH, "An")),
        (("seen", "<30-days-ago"), Condition("seen", Op.LT, "30-days-ago")),
        (("seen>", "today"), Condition("seen", Op.GTE, "today")),
        (("active", "no"), Condition("active", Op.IS, value=False)),
        (("title?", "no"), Condition("title", Op.UNKNOWN)),
    ],
)
def test_it_reads_the_readable_form(ada, pair, expected):
    fields = fields_of(ada)
    assert parse_query([pair], fields, ada) == expected
    assert query_pairs(expected, fields) == [pair]


@pytest.mark.parametrize(
    "pair", [("nothing", "1"), ("name>", "1"), ("where", "{"), ("where", "[1]"), ("active", "maybe")]
)
def test_it_refuses_parameters_that_it_does_not_understand(ada, pair):
    with pytest.raises(Invalid):
        parse_query([pair], fields_of(ada), ada)


def test_it_joins_parameters_by_and(ada):
    tree = parse_query([("role", "lead"), ("name~", "a"), ("name~", "b")], fields_of(ada), ada)
    assert isinstance(tree, And)
    assert len(tree.nodes) == 3


def test_it_tells_a_filter_in_words(ada):
    north = Team.objects.create(name="North")
    data = {
        "and": [
            condition("role", "any_of", ["admin", "lead"]),
            {"or": [NAMED, {"not": condition("seats", "gte", 10)}]},
            condition("seen", "in", "last-30-days"),
            condition("person", "none_of", ["me"]),
            condition("teams", "all_of", [str(north.pk)]),
            condition("title", "unknown"),
        ]
    }
    assert explain(parse_filter(data, fields_of(ada), ada), fields_of(ada), ada) == (
        "Role is Admin or Lead and (Name contains “ann” or not (Seats at least 10)) "
        "and Last seen is in the last 30 days and Person is not me and Teams all of North and Job title is unknown"
    )
