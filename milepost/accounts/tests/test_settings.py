"""Stages, values, custom fields and tags are set up by those who manage accounts."""

import pytest

from milepost.accounts.models import AccountTag, CustomField, Option, Stage, Tag
from milepost.accounts.public import (
    add_option,
    add_stage,
    archive_field,
    change_account,
    declare_field,
    remove_stage,
    tag_account,
)
from milepost.lib.errors import Conflict, Invalid, NotAllowed

HTML = "<img src=x onerror=alert(1)>"


@pytest.fixture
def client(signed_in, lena):
    return signed_in(lena)


# Stages


def test_it_adds_renames_and_orders_stages(client):
    assert client.post("/settings/stages/new/", {"name": HTML, "kind": "live"}).status_code == 302
    stage = Stage.objects.get(name=HTML)
    assert list(Stage.objects.all())[-1] == stage
    text = client.get("/settings/stages/").content.decode()
    assert HTML not in text
    assert "&lt;img" in text
    client.post(f"/settings/stages/{stage.pk}/move/", {"direction": "up"})
    assert list(Stage.objects.all())[-2] == stage
    client.post(f"/settings/stages/{stage.pk}/", {"name": "Pilot", "kind": "starting", "version": stage.version + 1})
    stage.refresh_from_db()
    assert (stage.name, stage.kind) == ("Pilot", "starting")


def test_it_refuses_a_stage_of_the_same_name(client):
    answer = client.post("/settings/stages/new/", {"name": "onboarding", "kind": "live"})
    assert answer.status_code == 422
    assert "of this name" in answer.content.decode()


def test_it_lets_new_accounts_begin_in_another_stage(client, make_account):
    stage = Stage.objects.get(name="Adopting")
    client.post(f"/settings/stages/{stage.pk}/default/")
    assert Stage.objects.get(is_default=True) == stage
    assert make_account("A").stage == stage


def test_it_removes_only_a_stage_that_nobody_was_in(client, northwind, lena):
    begun = northwind.stage
    other = add_stage("Pilot", "live", actor=lena.as_actor())
    client.post(f"/settings/stages/{other.pk}/default/")
    client.post(f"/settings/stages/{other.pk}/delete/")
    client.post(f"/settings/stages/{begun.pk}/delete/")
    assert Stage.objects.filter(pk__in=[other.pk, begun.pk]).count() == 2
    unused = add_stage("Never", "live", actor=lena.as_actor())
    client.post(f"/settings/stages/{unused.pk}/delete/")
    assert not Stage.objects.filter(pk=unused.pk).exists()


# Values


def test_it_adds_renames_orders_and_removes_values(client):
    for name in ("Gold", "Silver"):
        client.post("/settings/values/tier/new/", {"name": name})
    gold, silver = Option.objects.filter(kind="tier").order_by("position")
    client.post(f"/settings/values/{silver.pk}/move/", {"direction": "up"})
    assert list(Option.objects.filter(kind="tier").order_by("position")) == [silver, gold]
    gold.refresh_from_db()
    client.post(f"/settings/values/{gold.pk}/", {"name": "Platinum", "version": gold.version})
    client.post(f"/settings/values/{silver.pk}/delete/")
    assert [option.name for option in Option.objects.all()] == ["Platinum"]
    assert "Platinum" in client.get("/settings/values/").content.decode()
    assert client.post("/settings/values/nothing/new/", {"name": "A"}).status_code == 404


def test_it_keeps_a_value_that_an_account_has(lena, max_, northwind, client):
    gold = add_option("tier", "Gold", actor=lena.as_actor())
    change_account(northwind, {"tier": gold}, actor=max_.as_actor())
    client.post(f"/settings/values/{gold.pk}/delete/")
    assert Option.objects.filter(pk=gold.pk).exists()
    with pytest.raises(Invalid):
        change_account(northwind, {"segment": gold}, actor=max_.as_actor())


# Custom fields


def test_it_declares_changes_and_archives_a_field(client, max_, northwind):
    data = {
        "record_kind": "account",
        "label": "Größe (m²)",
        "type": "choice",
        "choices": "S\nL\n",
        "definition": "Size",
    }
    assert client.post("/settings/custom-fields/new/", data).status_code == 302
    field = CustomField.objects.get()
    assert (field.key, field.choices) == ("grosse_m2", ["S", "L"])
    change_account(northwind, {"custom": {field.key: "L"}}, actor=max_.as_actor())
    changes = {"label": "Size", "choices": "S\nM", "right": "read-audit", "version": field.version}
    assert client.post(f"/settings/custom-fields/{field.pk}/", changes).status_code == 302
    field.refresh_from_db()
    assert (field.label, field.choices, field.right, field.type) == ("Size", ["S", "M"], "read-audit", "choice")
    client.post(f"/settings/custom-fields/{field.pk}/archive/")
    assert "archived" in client.get("/settings/custom-fields/").content.decode()
    with pytest.raises(Invalid):
        change_account(northwind, {"custom": {field.key: "S"}}, actor=max_.as_actor())
    client.post(f"/settings/custom-fields/{field.pk}/restore/")
    northwind.refresh_from_db()
    assert northwind.custom == {field.key: "L"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": ""},
        {"type": "money"},
        {"type": "choice", "choices": ""},
        {"type": "choice", "choices": "a,b"},
        {"record_kind": "task"},
        {"right": "everything"},
    ],
)
def test_it_refuses_a_field_that_makes_no_sense(client, wrong):
    data = {"record_kind": "account", "label": "Plan", "type": "text", **wrong}
    assert client.post("/settings/custom-fields/new/", data).status_code == 422
    assert not CustomField.objects.exists()


def test_it_makes_a_key_of_its_own_for_the_second_of_a_label(lena):
    keys = [declare_field("Plan!", "text", actor=lena.as_actor()).key for _number in range(2)]
    assert keys == ["plan", "plan_2"]
    assert declare_field("2026", "text", actor=lena.as_actor()).key == "field_2026"
    with pytest.raises(Invalid):
        declare_field("Other", "text", actor=lena.as_actor(), key="plan")


@pytest.mark.parametrize(
    ("type_", "value", "kept"),
    [
        ("text", "  a ", "a"),
        ("number", "2.0", 2),
        ("number", "x", Invalid),
        ("number", True, Invalid),
        ("number", "1e400", Invalid),
        ("date", "2026-02-30", Invalid),
        ("date", "2026-02-28", "2026-02-28"),
        ("yes-no", "yes", Invalid),
        ("yes-no", False, False),
        ("person", 987654, Invalid),
        ("text", "x" * 2001, Invalid),
        ("text", "\x00", Invalid),
        ("text", "", None),
    ],
)
def test_it_keeps_values_of_the_declared_type_alone(lena, northwind, type_, value, kept):
    declare_field("F", type_, actor=lena.as_actor())
    if kept is Invalid:
        with pytest.raises(Invalid) as caught:
            change_account(northwind, {"custom": {"f": value}}, actor=lena.as_actor())
        assert set(caught.value.fields) == {"custom_f"}
    else:
        change_account(northwind, {"custom": {"f": value}}, actor=lena.as_actor())
        assert northwind.custom.get("f") == kept


def test_it_shows_no_archived_field_in_the_list(client, lena, northwind):
    field = declare_field("Plan", "text", actor=lena.as_actor())
    assert "Plan" in client.get("/accounts/").content.decode()
    archive_field(field, actor=lena.as_actor())
    assert "cannot be used" in client.get("/accounts/?custom_plan~=a").content.decode()


def test_it_tells_the_history_of_a_field_to_those_alone_who_may_see_it(signed_in, ada, max_, northwind):
    declare_field("Plan", "text", actor=ada.as_actor())
    declare_field("Margin", "number", actor=ada.as_actor(), right="read-audit")
    change_account(northwind, {"custom": {"plan": HTML, "margin": 4711}}, actor=ada.as_actor())
    address = f"/history/accounts.account/{northwind.pk}/"
    for viewer, sees in ((ada, True), (max_, False)):
        text = signed_in(viewer).get(address).content.decode()
        assert ("4711" in text) == ("Margin" in text) == sees
        assert "Plan" in text
        assert "&lt;img" in text
        assert HTML not in text


# Tags


def test_it_renames_merges_and_removes_tags(client, max_, make_account):
    actor = max_.as_actor()
    one, two = make_account("One", tags=["Robots"]), make_account("Two", tags=["Robots", "Robotics"])
    robots, robotics = Tag.objects.get(name="Robots"), Tag.objects.get(name="Robotics")
    taken = client.post(f"/settings/tags/{robots.pk}/", {"name": "robotics", "version": robots.version})
    assert taken.status_code == 422
    client.post(f"/settings/tags/{robots.pk}/merge/", {"into": robotics.pk})
    assert [tag.name for tag in Tag.objects.all()] == ["Robotics"]
    assert AccountTag.objects.filter(tag=robotics).count() == 2
    assert {account.tags.get() for account in (one, two)} == {robotics}
    tag_account(one, HTML, actor=actor)
    assert HTML not in client.get("/settings/tags/").content.decode()
    client.post(f"/settings/tags/{robotics.pk}/delete/")
    assert not two.tags.exists()


def test_it_merges_no_tag_into_itself(client, northwind, max_):
    tag = tag_account(northwind, "Robots", actor=max_.as_actor()).tag
    assert client.post(f"/settings/tags/{tag.pk}/merge/", {"into": tag.pk}).status_code == 422


# Who may


@pytest.mark.parametrize("address", ["stages", "values", "custom-fields", "tags"])
def test_it_is_for_those_who_manage_accounts(signed_in, max_, address):
    assert signed_in(max_).get(f"/settings/{address}/").status_code == 403
    with pytest.raises(NotAllowed):
        add_stage("Pilot", "live", actor=max_.as_actor())


def test_it_needs_a_stage_to_begin_in(lena):
    with pytest.raises(Conflict, match="begin in"):
        remove_stage(Stage.objects.get(is_default=True), actor=lena.as_actor())
