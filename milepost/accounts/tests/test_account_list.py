"""The list of accounts: every kind of field can be shown, filtered, sorted, exported and edited, by those who may."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from milepost.accounts.models import Stage
from milepost.accounts.public import (
    add_option,
    archive_account,
    change_account,
    change_stage,
    csm_of,
    declare_field,
    record_facts,
)
from milepost.jobs.public import Work
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Invalid
from milepost.lib.keyset import in_order
from milepost.ui.public import list_order, list_query, lists

pytestmark = pytest.mark.usefixtures("declared_facts")
SPEC = lists["accounts"]
HTML = "<script>alert(1)</script>"


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def book(declared_facts, ada, max_, lena, make_account):
    """Alpha has one of everything, beta has other values, gamma has nothing."""
    actor = ada.as_actor()
    gold = add_option("tier", "Gold", actor=actor)
    silver = add_option("tier", "Silver", actor=actor)
    declare_field("Plan", "text", actor=actor)
    declare_field("Score", "number", actor=actor)
    declare_field("Review", "date", actor=actor)
    declare_field("Mood", "choice", actor=actor, choices=["Good", "Bad"])
    declare_field("Buddy", "person", actor=actor)
    declare_field("Public", "yes-no", actor=actor)
    declare_field("Margin", "number", actor=actor, right="read-audit")
    alpha = make_account(
        "alpha",
        tier=gold,
        csm=max_,
        tags=["Robots"],
        domains=["alpha.example"],
        external_ids={"crm": "A1"},
        renewal_date=day(10),
        stage_since=day(-40),
        employees=10,
        custom={
            "plan": "12",
            "score": 9.5,
            "review": "2026-10-01",
            "mood": "Good",
            "buddy": lena,
            "public": True,
            "margin": 40,
        },
    )
    beta = make_account(
        "Beta",
        tier=silver,
        csm=lena,
        am=max_,
        parent=alpha,
        tags=["Space"],
        renewal_date=day(100),
        employees=200,
        custom={"plan": "Basic", "score": 10, "review": "2026-11-01", "mood": "Bad", "buddy": max_, "public": False},
    )
    make_account("Gamma")
    then = dt.date(2026, 5, 1)
    record_facts(alpha, {"test_seats": 5, "test_plan": "Pro", "test_golive": then, "test_paid": True})
    record_facts(beta, {"test_seats": 30, "test_plan": "Lite", "test_golive": dt.date(2026, 9, 1), "test_paid": False})
    return {"alpha": alpha, "beta": beta}


def names(viewer, field, op, value=None, *, negated=False):
    condition = {"field": field, "op": op} | ({} if value is None else {"value": value})
    rows = list_query(SPEC, viewer, {"not": condition} if negated else condition)
    return sorted(row.name for row in rows)


QUESTIONS = [
    ("fact_test_seats", "gt", 4.5, ["Beta", "alpha"]),
    ("fact_test_seats", "between", [1, 10], ["alpha"]),
    ("fact_test_seats", "is_not", 5, ["Beta"]),
    ("fact_test_seats", "unknown", None, ["Gamma"]),
    ("fact_test_plan", "contains", "PR", ["alpha"]),
    ("fact_test_plan", "known", None, ["Beta", "alpha"]),
    ("fact_test_golive", "lt", "2026-06-01", ["alpha"]),
    ("fact_test_paid", "is", False, ["Beta"]),
    ("custom_plan", "is", "12", ["alpha"]),
    ("custom_plan", "not_contains", "as", ["alpha"]),
    ("custom_plan", "unknown", None, ["Gamma"]),
    ("custom_score", "gte", 9.5, ["Beta", "alpha"]),
    ("custom_score", "lt", 10, ["alpha"]),
    ("custom_review", "in", "2026-10-01..2026-10-31", ["alpha"]),
    ("custom_review", "gt", "2026-10-01", ["Beta"]),
    ("custom_mood", "any_of", ["Good"], ["alpha"]),
    ("custom_mood", "none_of", ["Good"], ["Beta"]),
    ("custom_public", "is", True, ["alpha"]),
    ("custom_public", "known", None, ["Beta", "alpha"]),
    ("days_in_stage", "gte", 40, ["alpha"]),
    ("days_in_stage", "lt", 40, ["Beta", "Gamma"]),
    ("days_to_renewal", "is", 10, ["alpha"]),
    ("days_to_renewal", "unknown", None, ["Gamma"]),
    ("stage_kind", "any_of", ["starting"], ["Beta", "Gamma", "alpha"]),
    ("csm", "any_of", ["me"], []),
    ("csm", "unknown", None, ["Gamma"]),
    ("am", "known", None, ["Beta"]),
    ("parent", "unknown", None, ["Gamma", "alpha"]),
    ("tier", "unknown", None, ["Gamma"]),
    ("tags", "unknown", None, ["Gamma"]),
    ("domains", "contains", "alpha.ex", ["alpha"]),
    ("external_ids", "contains", "crm: A1", ["alpha"]),
    ("external_ids", "unknown", None, ["Beta", "Gamma"]),
    ("employees", "gt", 10, ["Beta"]),
]


@pytest.mark.slow
@pytest.mark.usefixtures("book")
def test_it_filters_by_every_field(ada):
    wrong = {
        (field, op): seen for field, op, value, found in QUESTIONS if (seen := names(ada, field, op, value)) != found
    }
    assert not wrong


@pytest.mark.usefixtures("book")
def test_it_finds_with_a_negation_only_what_is_known_not_to_be_so(ada):
    wrong = []
    for field, op, value, found in QUESTIONS:
        others = names(ada, field, op, value, negated=True)
        unknown = [] if op in {"known", "unknown"} or field == "tags" else names(ada, field, "unknown")
        if sorted([*others, *found, *unknown]) != ["Beta", "Gamma", "alpha"]:
            wrong.append((field, op, others))
    assert not wrong


def test_it_filters_by_people_and_rows(book, ada, max_, lena):
    assert names(max_, "csm", "any_of", ["me"]) == ["alpha"]
    assert names(max_, "csm", "none_of", ["me"]) == ["Beta"]
    assert names(ada, "custom_buddy", "any_of", [str(lena.pk)]) == ["alpha"]
    assert names(ada, "parent", "any_of", [str(book["alpha"].pk)]) == ["Beta"]
    assert names(ada, "tags", "any_of", [str(book["alpha"].tags.get().pk)]) == ["alpha"]


def sorted_names(viewer, *sort: str):
    return [row.name for row in in_order(list_query(SPEC, viewer), list_order(SPEC, viewer, sort))]


SORTED = [
    *[field.key for field in SPEC.fields if field.order_path and field.key not in {"name", "created", "stage_kind"}],
    *[f"custom_{key}" for key in ("plan", "score", "review", "mood", "buddy", "public")],
    *[f"fact_test_{key}" for key in ("seats", "plan", "golive", "paid")],
]


@pytest.mark.usefixtures("book")
def test_it_sorts_by_every_field_with_the_unknown_last(ada):
    wrong = []
    for key in SORTED:
        upward, downward = sorted_names(ada, key), sorted_names(ada, f"-{key}")
        unknown = sorted(names(ada, key, "unknown"))
        known = 3 - len(unknown)
        if (
            sorted(upward[known:]) != unknown
            or sorted(downward[known:]) != unknown
            or (known == 2 and upward[:2] != downward[1::-1])
        ):
            wrong.append((key, upward, downward))
    assert not wrong


@pytest.mark.usefixtures("book")
def test_it_sorts_numbers_as_numbers_and_names_without_case(ada):
    assert sorted_names(ada, "custom_score") == ["alpha", "Beta", "Gamma"]
    assert sorted_names(ada) == ["alpha", "Beta", "Gamma"]


@pytest.mark.usefixtures("book")
def test_it_keeps_its_pages_by_a_computed_field(signed_in, ada, make_account):
    for number in range(60):
        record_facts(make_account(f"More {number:02}"), {"test_seats": 1000 + number // 2})
    page = signed_in(ada).get("/accounts/?sort=-fact_test_seats&columns=name,fact_test_seats")
    second = signed_in(ada).get(page.context["next_url"])
    seen = [row.label for row in (*page.context["rows"], *second.context["rows"])]
    assert len(seen) == len(set(seen)) == 63
    assert seen[0] == "More 59"
    assert seen[-3:] == ["Beta", "alpha", "Gamma"]


# Who may see what


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("key", ["fact_test_paid", "custom_margin"])
def test_it_lets_nobody_ask_of_a_field_that_they_may_not_see(signed_in, max_, ada, key):
    with pytest.raises(Invalid, match="no field"):
        list_query(SPEC, max_, {"field": key, "op": "known"})
    with pytest.raises(Invalid, match="no field"):
        list_order(SPEC, max_, [f"-{key}"])
    assert names(ada, key, "known")
    client = signed_in(max_)
    assert "cannot be used" in client.get(f"/accounts/?{key}?=yes").content.decode()
    shown = client.get(f"/accounts/?columns=name,{key}").context["columns"]
    assert [column["key"] for column in shown] == ["name"]
    assert client.get(f"/lists/accounts/filter/{key}/").status_code == 404
    assert client.get(f"/lists/accounts/rows/1/{key}/").status_code == 404
    export = client.get(f"/lists/accounts/export.csv?columns=name,{key}")
    assert key not in b"".join(export).decode() if export.streaming else True


def test_it_shows_a_contributor_their_accounts_and_no_other_name(signed_in, fiona, ada, make_account):
    group = make_account("Secret group")
    make_account("Daughter", parent=group, support=fiona)
    page = signed_in(fiona).get("/accounts/?columns=name,parent,csm&sort=parent")
    assert [row.label for row in page.context["rows"]] == ["Daughter"]
    assert "Secret" not in page.content.decode()
    assert "Secret" not in signed_in(fiona).get("/lists/accounts/options/parent/").content.decode()


# Showing


ALL_COLUMNS = [field.key for field in SPEC.fields]


@pytest.mark.usefixtures("book")
def test_it_shows_every_column_with_a_constant_number_of_queries(
    signed_in, ada, make_account, django_assert_max_num_queries
):
    custom = [f"custom_{key}" for key in ("plan", "score", "review", "mood", "buddy", "public")]
    facts = [f"fact_test_{key}" for key in ("seats", "plan", "golive", "paid")]
    address = "/accounts/?columns=" + ",".join([*ALL_COLUMNS, *custom, *facts])
    client = signed_in(ada)
    text = client.get(address).content.decode()
    for words in ("alpha.example", "crm: A1", "Robots", "Gold", "9.50", "Thu 1 Oct", "Pro", "Lena", "Go-live", "5"):
        assert words in text
    for number in range(30):
        make_account(f"More {number}", csm=ada, tags=["Robots"], domains=[f"m{number}.example"])
    with django_assert_max_num_queries(18):
        client.get(address)


def test_it_escapes_every_text(signed_in, ada, make_account):
    declare_field(HTML, "text", actor=ada.as_actor(), key="evil", definition=HTML)
    add_option("tier", HTML, actor=ada.as_actor())
    account = make_account(HTML, tags=[HTML], external_ids={HTML: HTML}, custom={"evil": HTML})
    record_facts(account, {"test_plan": HTML})
    text = signed_in(ada).get("/accounts/?columns=name,tags,external_ids,custom_evil,fact_test_plan").content.decode()
    assert HTML not in text
    assert text.count("&lt;script&gt;") >= 6


def test_it_hides_what_is_archived_and_lists_it_elsewhere(signed_in, ada, northwind):
    archive_account(northwind, actor=ada.as_actor())
    client = signed_in(ada)
    assert not client.get("/accounts/").context["rows"]
    assert [row.label for row in client.get("/accounts/archive/").context["rows"]] == ["Northwind"]


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("query", [preset.query for preset in SPEC.presets])
def test_it_opens_its_ready_made_views(signed_in, max_, query):
    page = signed_in(max_).get(f"/accounts/?{query}")
    needs_unknown = "days_since_contact" in query and "fact_days_since_contact" not in SPEC.fields_of(max_)
    assert ("error" in page.context) == needs_unknown


# Changing in place and many at once


def write(client, account, field, value, *, seen="", version=None):
    account.refresh_from_db()
    data = {"value": value, "seen": seen, "version": version or account.version}
    return client.post(f"/lists/accounts/rows/{account.pk}/{field}/?columns=name,{field}", data)


def test_it_edits_each_kind_of_field_in_place(signed_in, max_, lena, book):
    client, alpha = signed_in(max_), book["alpha"]
    stage = Stage.objects.get(name="Adopting")
    for field, value in {
        "stage": str(stage.pk),
        "employees": "77",
        "renewal_date": "2027-02-03",
        "tier": "",
        "csm": str(lena.pk),
        "custom_plan": "Pro",
        "custom_score": "",
        "custom_mood": "Bad",
        "custom_public": "no",
        "custom_review": "2026-12-24",
        "custom_buddy": str(max_.pk),
    }.items():
        assert write(client, alpha, field, value).status_code == 200, field
    alpha.refresh_from_db()
    assert (alpha.stage, alpha.employees, alpha.tier, csm_of(alpha)) == (stage, 77, None, lena)
    assert alpha.custom == {
        "plan": "Pro",
        "mood": "Bad",
        "public": False,
        "review": "2026-12-24",
        "buddy": max_.pk,
        "margin": 40,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("employees", "-1"), ("renewal_date", "soon"), ("custom_mood", "So-so"), ("parent", "self"), ("currency", "E")],
)
def test_it_says_beside_the_cell_what_is_wrong(signed_in, max_, book, field, value):
    alpha = book["alpha"]
    answer = write(signed_in(max_), alpha, field, str(alpha.pk) if value == "self" else value)
    assert answer.status_code == 422
    assert "data-edit" in answer["HX-Retarget"]


def test_it_shows_both_values_to_the_second_who_changes_one_custom_field(signed_in, max_, ada, book):
    alpha = book["alpha"]
    seen, version = alpha.custom["plan"], alpha.version
    change_account(alpha, {"custom": {"plan": "Theirs"}}, actor=ada.as_actor())
    answer = write(signed_in(max_), alpha, "custom_plan", "Mine", seen=seen, version=version)
    assert answer.status_code == 422
    assert "Theirs" in answer.content.decode()
    other = write(signed_in(max_), alpha, "custom_score", "3", seen="9.5", version=version)
    assert other.status_code == 200
    alpha.refresh_from_db()
    assert (alpha.custom["plan"], alpha.custom["score"]) == ("Theirs", 3)


def test_it_writes_nothing_for_who_only_reads(signed_in, victor, book):
    assert write(signed_in(victor), book["alpha"], "employees", "1").status_code == 403


def bulk(client, action, value=""):
    client.post(f"/lists/accounts/bulk/{action}/?all=1", {"value": value})
    run_all_jobs()


def test_it_hands_over_tags_and_archives_many(signed_in, max_, lena, make_account):
    accounts = [make_account(f"A{number}", csm=max_) for number in range(5)]
    client = signed_in(max_)
    question = client.get("/lists/accounts/bulk/set-csm/?all=1").content.decode()
    assert "5 accounts" in question
    bulk(client, "set-csm", str(lena.pk))
    assert {csm_of(account) for account in accounts} == {lena}
    bulk(client, "add-tag", "Moved")
    bulk(client, "set-stage", str(Stage.objects.get(name="Adopting").pk))
    for account in accounts:
        account.refresh_from_db()
        assert (account.tags.get().name, account.stage.name) == ("Moved", "Adopting")
        assert account.stage_changes.count() == 2
    bulk(client, "archive")
    assert not client.get("/accounts/").context["rows"]


def test_it_takes_a_bulk_hand_over_back(signed_in, max_, lena, northwind):
    client = signed_in(max_)
    bulk(client, "set-csm", str(lena.pk))
    client.post(f"/lists/accounts/work/{Work.objects.get().pk}/undo/")
    run_all_jobs()
    assert csm_of(northwind) == max_


def test_it_refuses_a_stage_that_began_later(max_, northwind):
    with pytest.raises(Invalid):
        change_stage(northwind, Stage.objects.get(name="Adopting"), actor=max_.as_actor(), on=day(-1))


@pytest.mark.once
@pytest.mark.usefixtures("northwind")
def test_it_keeps_the_fields_that_many_rows_can_be_given_in_a_menu(max_, signed_in):
    page = signed_in(max_).get("/accounts/").content.decode()
    bar = page[page.index("data-bulk-bar") :]
    menu = bar[bar.index("dropdown-menu") : bar.index("</div>", bar.index("dropdown-menu"))]
    assert re.findall(r'dropdown-item"[^>]*>([^<]+)<', menu)[:3] == ["Stage", "Segment", "Tier"]
    assert "Hand over to another CSM" not in menu
    assert "Hand over to another CSM" in bar
