import json

import pytest
from django.urls import reverse

from milepost.audit.public import AuditEntry
from milepost.identity.public import User
from milepost.lib.errors import NotAllowed
from milepost.projects.actions.cards import place_cards
from milepost.projects.models import Block, ChecklistItem, PlanChange, Project, Task, TaskParty
from milepost.projects.public import NewTask, change_plan, change_project
from milepost.projects.records_plan import CardPlace, TaskEdit

HTMX = {"HTTP_HX_REQUEST": "true"}
TITLES = ("A", "B", "C", "D")


@pytest.fixture
def cards(onboarding, max_) -> Project:
    """Four more tasks, to do: they stand below the four of the onboarding."""
    return change_plan(
        onboarding, [NewTask(title, {"title": title}) for title in TITLES], actor=max_.as_actor()
    ).project


@pytest.fixture
def column(signed_in, max_, cards):
    """Return a function that gives the titles of a column from the top, as the board shows it to somebody."""

    def read(state: str = "todo", user: User = max_) -> str:
        data = signed_in(user).get(reverse("projects:board-data", args=[cards.pk])).json()
        rows = {row[0]: dict(zip(data["columns"], row, strict=True)) for row in data["tasks"]}
        shown = sorted(data["cards"]["rows"], key=lambda row: row[1])
        return " ".join(rows[row[0]]["title"] for row in shown if rows[row[0]]["state"] == state)

    return read


@pytest.fixture
def put(cards, task, max_):
    """Return a function that puts a card behind one and before another."""

    def place(title: str, after: str = "", before: str = "") -> None:
        keys = [task(name).pk if name else None for name in (title, after, before)]
        place_cards(cards, [CardPlace(keys[0], *keys[1:])], actor=max_.as_actor())

    return place


@pytest.fixture
def send(signed_in, max_, cards):
    def post(*edits: object, user: User = max_, **more: object):
        url = reverse("projects:plan-change", args=[cards.pk])
        return signed_in(user).post(url, {"edits": json.dumps(edits), **more}, **HTMX)

    return post


ALL = "Kick-off Migration Training Go-live A B C D"


def test_it_shows_cards_as_the_outline_until_somebody_puts_one(column):
    assert column() == ALL


def test_it_keeps_where_cards_were_put(column, put):
    put("D", before="Kick-off")
    put("A", "Migration", "Training")
    put("B", "D")
    assert column() == "D B Kick-off Migration A Training Go-live C"


def test_it_keeps_both_when_two_people_put_cards_into_one_gap(column, put):
    put("C", "Kick-off", "Migration")
    put("D", "Kick-off", "Migration")  # seen before C was there
    assert column() == "Kick-off D C Migration Training Go-live A B"


def test_it_finds_the_place_when_a_neighbour_went_elsewhere(column, put, cards, task, max_):
    change_plan(cards, [TaskEdit(task("A").pk, {"state": "doing"})], actor=max_.as_actor())
    put("D", "A", "B")
    assert column() == "Kick-off Migration Training Go-live D B C"


def test_it_finds_room_however_often_cards_go_between_the_same_two(column, put):
    for _turn in range(30):
        put("C", "Kick-off", "Migration")
        put("D", "Kick-off", "C")
    assert column() == "Kick-off D C Migration Training Go-live A B"


def test_it_is_nobodys_change_of_the_task_or_the_plan(put, cards, task, send):
    put("D", before="A")  # numbers all
    before = (task("D").version, Project.objects.get(pk=cards.pk).revision, AuditEntry.objects.count())
    answer = send({"edit": "card", "task_id": task("D").pk, "after_id": task("B").pk, "before_id": None})
    assert "cards-placed" in answer.headers["HX-Trigger"]
    assert before == (task("D").version, Project.objects.get(pk=cards.pk).revision, AuditEntry.objects.count())


def test_it_moves_a_card_to_another_state_through_the_plan(send, column, task):
    for title in ("A", "B"):
        send({"edit": "task", "task_id": task(title).pk, "values": {"state": "doing"}})
    edits = (
        {"edit": "task", "task_id": task("D").pk, "values": {"state": "doing"}},
        {"edit": "card", "task_id": task("D").pk, "after_id": task("A").pk, "before_id": task("B").pk},
    )
    assert send(*edits).status_code == 204
    assert column("doing") == "A D B"
    assert task("D").actual_start is not None


def test_it_forgets_the_place_of_a_card_that_goes_to_another_state(send, column, put, task):
    put("D", before="Kick-off")
    send({"edit": "task", "task_id": task("D").pk, "values": {"state": "doing"}})
    assert task("D").card_rank is None


def test_it_shows_first_what_a_moved_card_moves_and_puts_it_when_that_is_applied(send, column, cards, task, max_):
    change_project(cards, {"state": "active"}, actor=max_.as_actor())
    edits = (
        {"edit": "task", "task_id": task("Kick-off").pk, "values": {"state": "done"}},
        {"edit": "card", "task_id": task("Kick-off").pk, "after_id": None, "before_id": None},
    )
    answer = send(*edits)
    assert answer.status_code == 200
    assert task("Kick-off").state == "todo"
    assert "&quot;edit&quot;: &quot;card&quot;" in answer.content.decode()
    assert send(*edits, confirmed="yes", side="ours").status_code == 204
    assert (task("Kick-off").state, task("Kick-off").percent_complete) == ("done", 100)
    assert PlanChange.objects.filter(project=cards).latest("pk").batch


def test_it_says_what_stands_on_a_card(signed_in, max_, cards, task):
    migration = task("Migration")
    TaskParty.objects.create(task=migration, user=max_)
    TaskParty.objects.create(task=migration, role="Their admin", side="theirs")
    Block.objects.create(task=migration, side="theirs", why="The firewall is closed")
    for is_done in (True, False, False):
        ChecklistItem.objects.create(task=migration, text="Step", is_done=is_done)
    data = signed_in(max_).get(reverse("projects:board-data", args=[cards.pk])).json()
    card = {}
    for columns, rows in ((data["columns"], data["tasks"]), (data["cards"]["columns"], data["cards"]["rows"])):
        card |= dict(zip(columns, next(row for row in rows if row[0] == migration.pk), strict=True))
    assert (card["stepsDone"], card["steps"], card["heldUp"]) == (1, 3, "The firewall is closed")
    assert card["who"] == [["Max", "ours"], ["Their admin", "theirs"]]


def test_it_shows_a_contributor_their_own_cards_which_they_move(send, column, fiona, task):
    for title in ("B", "D"):
        TaskParty.objects.create(task=task(title), user=fiona)
    assert column(user=fiona) == "B D"
    edit = {"edit": "card", "task_id": task("D").pk, "after_id": None, "before_id": task("B").pk}
    assert send(edit, user=fiona).status_code == 204
    assert column(user=fiona) == "D B"
    assert column() == "Kick-off Migration Training Go-live A D B C"
    assert send({"edit": "task", "task_id": task("D").pk, "values": {"state": "doing"}}, user=fiona).status_code == 204


def test_it_lets_a_contributor_put_no_card_of_others(send, fiona, task):
    TaskParty.objects.create(task=task("B"), user=fiona)
    assert send({"edit": "card", "task_id": task("D").pk}, user=fiona).status_code == 404
    edits = (
        {"edit": "card", "task_id": task("D").pk},
        {"edit": "task", "task_id": task("B").pk, "values": {"state": "doing"}},
    )
    assert send(*edits, user=fiona).status_code == 404


def test_it_lets_a_viewer_put_nothing(send, victor, cards, task):
    assert send({"edit": "card", "task_id": task("D").pk}, user=victor).status_code == 403
    with pytest.raises(NotAllowed):
        place_cards(cards, [CardPlace(task("D").pk)], actor=victor.as_actor())


def test_it_puts_no_card_of_another_plan(send, cards, max_, northwind):
    other = Project.objects.create(name="Other", account=northwind, start_on=cards.start_on)
    stranger = Task.objects.create(project=other, title="Stranger")
    assert send({"edit": "card", "task_id": stranger.pk}).status_code == 204
    stranger.refresh_from_db()
    assert stranger.card_rank is None


@pytest.mark.parametrize("wrong", [{"task_id": "x"}, {}, {"task_id": 1, "rank": 3}, {"task_id": 10**30}])
def test_it_refuses_what_is_no_place(send, wrong):
    assert send({"edit": "card", **wrong}).status_code in {422, 204}
