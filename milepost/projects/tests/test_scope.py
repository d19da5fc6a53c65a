"""The working draft of a scope, its versions, and what differs between them."""

import json

import pytest

from milepost.accounts.public import add_contact, create_account, erase_contact
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.models import ScopeItem, ScopeVersion
from milepost.projects.public import (
    add_scope_items,
    change_scope_item,
    freeze_scope,
    move_scope_item,
    put_back_scope_item,
    take_out_scope_item,
)
from milepost.projects.queries.scope_differences import scope_differences
from milepost.projects.queries.scope_documents import canonical, fingerprint, is_untouched
from milepost.projects.queries.scope_page import shown_draft
from milepost.projects.queries.scope_shown import shown_version
from milepost.projects.tests.conftest import day


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def mona(northwind, me):
    return add_contact("Mona Lind", account=northwind, actor=me)


@pytest.fixture
def goals(onboarding, me):
    return add_scope_items(onboarding, "goal", ["Half the downtime", " ", "Happy crews"], actor=me)


def words(before, after):
    return [(one.kind.value, one.place, one.was, one.now) for one in scope_differences(before, after)]


def test_it_writes_one_line_each_and_orders_them(onboarding, goals, me):
    move_scope_item(goals[1], by=-1, actor=me)
    move_scope_item(goals[1], by=-1, actor=me)
    (last,) = add_scope_items(onboarding, "goal", ["Third"], actor=me)
    rows = ScopeItem.objects.filter(project=onboarding).present()
    assert [row.text for row in rows] == ["Happy crews", "Half the downtime", "Third"]
    take_out_scope_item(last, actor=me)
    assert rows.all().count() == 2
    put_back_scope_item(ScopeItem.objects.get(pk=last.pk), actor=me)
    assert rows.all().count() == 3


@pytest.mark.parametrize(
    ("section", "texts", "values"),
    [
        ("goal", ["", "  "], {}),
        ("nowhere", ["x"], {}),
        ("goal", ["x" * 501], {}),
        ("goal", ["a\x00b"], {}),
        ("goal", ["x"], {"detail": "no such thing here"}),
        ("commitment", ["x"], {"link": "javascript:alert(1)"}),
        ("goal", ["x"] * 101, {}),
    ],
)
def test_it_refuses_what_no_scope_says(onboarding, me, section, texts, values):
    with pytest.raises(Invalid):
        add_scope_items(onboarding, section, texts, actor=me, values=values)
    assert not ScopeItem.objects.exists()


def test_it_refuses_strangers_and_tasks_of_other_plans(onboarding, me):
    stranger = add_contact("Sven Dahl", account=create_account("Fabrikam", actor=me), actor=me)
    with pytest.raises(Invalid, match="not a contact of this account"):
        add_scope_items(onboarding, "requirement", ["x"], actor=me, values={"contact": stranger})


def test_two_editors_lose_nothing(goals, me):
    seen = goals[0].version
    change_scope_item(goals[0], {"text": "First"}, actor=me, expected_version=seen)
    with pytest.raises(Conflict) as refusal:
        change_scope_item(goals[0], {"text": "Second"}, actor=me, expected_version=seen)
    assert refusal.value.code == "stale"
    taken = take_out_scope_item(ScopeItem.objects.get(pk=goals[0].pk), actor=me)
    with pytest.raises(Conflict, match="taken out"):
        change_scope_item(taken, {"text": "Third"}, actor=me)


def test_a_version_is_its_canonical_text_and_stays(onboarding, goals, mona, me):
    add_scope_items(
        onboarding, "requirement", ["Cafe\u0301 menu"], actor=me, values={"contact": mona, "detail": "it is printed"}
    )
    version = freeze_scope(onboarding, actor=me, target_on=day("2026-06-01"), note=" First ")
    assert version.sha256 == fingerprint(version.document) == fingerprint(canonical(json.loads(version.document)))
    change_scope_item(goals[0], {"text": "Other"}, actor=me)
    shown = shown_version(ScopeVersion.objects.get())
    assert (shown.number, shown.target_on, version.note) == (1, day("2026-06-01"), "First")
    assert [item.text for item in shown.sections[0].items] == ["Half the downtime", "Happy crews"]
    (asked,) = shown.sections[4].items
    assert (asked.text, asked.who, asked.detail) == ("Café menu", "asked by Mona Lind", "it is printed")
    assert "Mona" not in version.document
    assert is_untouched(version)


def test_it_makes_no_version_of_what_has_not_changed_or_says_nothing(onboarding, me):
    with pytest.raises(Invalid, match="says nothing yet"):
        freeze_scope(onboarding, actor=me)
    add_scope_items(onboarding, "commitment", ["Live by June"], actor=me)
    first = freeze_scope(onboarding, actor=me)
    assert freeze_scope(onboarding, actor=me).pk == first.pk
    assert freeze_scope(onboarding, actor=me, target_on=day("2026-06-01")).number == 2


def test_it_knows_a_text_or_a_name_that_was_changed_behind_it(onboarding, goals, mona, me):
    add_scope_items(onboarding, "requirement", ["A menu"], actor=me, values={"contact": mona})
    version = freeze_scope(onboarding, actor=me)
    version.document = version.document.replace("Happy", "Sad")
    assert not is_untouched(version)
    version.refresh_from_db()
    version.names[f"contact:{mona.pk}"]["name"] = "Another"
    assert not is_untouched(version)


def test_somebody_who_is_erased_leaves_the_version_whole(onboarding, mona, me, ada):
    add_scope_items(onboarding, "commitment", ["Live by June"], actor=me, values={"contact": mona})
    freeze_scope(onboarding, actor=me)
    erase_contact(mona, actor=ada.as_actor())
    version = ScopeVersion.objects.get()
    assert is_untouched(version)
    assert shown_version(version).sections[6].items[0].who == "promised to somebody who was erased"
    assert ScopeItem.objects.get().contact is None


def test_it_says_in_words_what_differs(onboarding, goals, me):
    first = freeze_scope(onboarding, actor=me)
    change_scope_item(goals[0], {"text": "A third of the downtime"}, actor=me)
    take_out_scope_item(goals[1], actor=me)
    add_scope_items(onboarding, "out", ["The plant in Oslo"], actor=me)
    second = freeze_scope(onboarding, actor=me, target_on=day("2026-06-01"))
    go_live, *others = words(shown_version(first), shown_version(second))
    assert go_live[:3] == ("changed", "Go-live", "not said")
    assert others == [
        ("changed", "Goals", "Half the downtime", "A third of the downtime"),
        ("added", "Out of scope", "", "The plant in Oslo"),
        ("removed", "Goals", "Happy crews", ""),
    ]
    assert words(shown_version(second), shown_draft(onboarding, second)) == []
    change_scope_item(ScopeItem.objects.get(pk=goals[0].pk), {"section": "in"}, actor=me)
    assert [one[:2] for one in words(shown_version(second), shown_draft(onboarding, second))] == [
        ("removed", "Goals"),
        ("added", "In scope"),
    ]


def test_it_asks_for_the_right_to_write(onboarding, goals, victor):
    for act in (
        lambda: add_scope_items(onboarding, "goal", ["x"], actor=victor.as_actor()),
        lambda: change_scope_item(goals[0], {"text": "x"}, actor=victor.as_actor()),
        lambda: move_scope_item(goals[0], by=1, actor=victor.as_actor()),
        lambda: take_out_scope_item(goals[0], actor=victor.as_actor()),
        lambda: freeze_scope(onboarding, actor=victor.as_actor()),
    ):
        with pytest.raises(NotAllowed):
            act()
