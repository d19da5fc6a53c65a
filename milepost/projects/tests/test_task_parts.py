"""What gathers around a task in its drawer: steps, comments, blocks, watching."""

import re

import pytest
from django.urls import reverse

from milepost.identity.public import Notification
from milepost.projects.models import Block, ChecklistItem, Task, TaskComment, TaskWatcher
from milepost.projects.public import PartyEdit, add_comment, add_step, block_task, change_step, put_on_task

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def migration(task) -> Task:
    return task("Migration")


@pytest.fixture
def step(migration, max_) -> ChecklistItem:
    return add_step(migration, "Export", actor=max_.as_actor())


@pytest.fixture
def comment(migration, max_) -> TaskComment:
    return add_comment(migration, "The *export* runs.", author=max_, actor=max_.as_actor())


@pytest.fixture
def send(signed_in, max_, migration):
    """Send a form of the drawer as Max; the answer is a part of it."""

    def post(name: str, *args: int, user=max_, **data: str):
        return signed_in(user).post(reverse(f"projects:{name}", args=args or [migration.pk]), data, **HTMX)

    return post


def texts() -> list[str]:
    return list(ChecklistItem.objects.order_by("position", "pk").values_list("text", flat=True))


@pytest.mark.usefixtures("step", "comment")
def test_it_shows_all_of_it_in_the_drawer(signed_in, victor, migration, max_):
    block_task(migration, "No access", "theirs", actor=max_.as_actor(), who="Their IT")
    page = signed_in(victor).get(reverse("projects:task-detail", args=[migration.pk])).content.decode()
    for words in ("0 of 1", "Export", "<em>export</em>", "Internal: only we read them", "Held up", "Their IT"):
        assert words in page
    assert "task-part" in page
    assert not re.findall(r'<form[^>]+action="/task', page), "a viewer reads only"


def test_it_adds_ticks_moves_renames_and_removes_steps(send, migration, step):
    assert "0 of 2" in send("step-add", text="Clean").content.decode()
    ticked = send("step-change", migration.pk, step.pk, act="tick", is_done="yes").content.decode()
    assert "1 of 2" in ticked
    assert "<section" not in ticked, "what is typed as a new step stays"
    send("step-change", migration.pk, step.pk, act="down")
    assert texts() == ["Clean", "Export"]
    step.refresh_from_db()
    send("step-change", migration.pk, step.pk, act="rename", text="Export all", version=f"{step.version}")
    assert texts() == ["Clean", "Export all"]
    send("step-change", migration.pk, step.pk, act="remove")
    assert texts() == ["Clean"]


def test_it_loses_no_tick_when_two_tick_at_once(migration, step, max_, lena):
    seen_by_max, seen_by_lena = (ChecklistItem.objects.get(pk=step.pk) for _ in range(2))
    change_step(seen_by_max, is_done=True, actor=max_.as_actor())
    change_step(seen_by_lena, text="Export all", actor=lena.as_actor())
    change_step(seen_by_max, is_done=True, actor=max_.as_actor())
    step.refresh_from_db()
    assert (step.is_done, step.text) == (True, "Export all")


def test_it_shows_both_words_when_two_rename_a_step(send, migration, step, lena):
    change_step(step, text="Export assets", actor=lena.as_actor())
    answer = send("step-change", migration.pk, step.pk, act="rename", text="Export sites", version="1")
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "<td>Export assets</td><td>Export sites</td>" in words
    version = re.search(r'name="version" value="(\d+)"', words)[1]
    send("step-change", migration.pk, step.pk, act="rename", text="Export sites", version=version)
    assert texts() == ["Export sites"]


def test_it_refuses_a_step_without_words_and_an_unknown_act(send, migration, step):
    assert "Say what the step is" in send("step-add", text=" ").content.decode()
    assert send("step-change", migration.pk, step.pk, act="rename", text="").status_code == 422
    assert send("step-change", migration.pk, step.pk, act="burn").status_code == 422
    assert texts() == ["Export"]


def test_it_says_a_comment_and_tells_who_is_mentioned(send, lena, fiona):
    answer = send("task-comments", text="@Lena: is it done? @Fiona? <b>x</b>")
    comment = TaskComment.objects.get()
    assert comment.text == f"@[Lena]({lena.pk}): is it done? @[Fiona]({fiona.pk})? <b>x</b>"
    assert "<strong>@Lena</strong>: is it done?" in answer.content.decode()
    assert "<b>" not in answer.content.decode()
    assert "Fiona does not see this task" in answer.headers["HX-Trigger"]
    assert list(Notification.objects.values_list("user", flat=True)) == [lena.pk]


def test_its_author_changes_and_deletes_a_comment(send, signed_in, max_, lena, comment):
    form = signed_in(max_).get(reverse("projects:comment-change", args=[comment.pk]), **HTMX).content.decode()
    assert "The *export* runs.</textarea>" in form
    changed = send("comment-change", comment.pk, text="It ran, @Lena.", version="1").content.decode()
    assert "<strong>@Lena</strong>" in changed
    assert "changed" in changed
    again = signed_in(max_).get(reverse("projects:comment-change", args=[comment.pk]), **HTMX).content.decode()
    assert "It ran, @Lena.</textarea>" in again
    assert send("comment-change", comment.pk, text="Late", version="1").status_code == 422
    assert send("comment-delete", comment.pk, user=lena).status_code == 403
    assert send("comment-change", comment.pk, user=lena, text="Mine").status_code == 403
    send("comment-delete", comment.pk)
    assert not TaskComment.objects.exists()


@pytest.mark.parametrize("text", ["", "  ", "x" * 20_001])
def test_it_refuses_a_comment_that_says_nothing_or_too_much(send, text):
    assert send("task-comments", text=text).status_code == 422
    assert not TaskComment.objects.exists()


def test_it_refuses_a_comment_that_mentions_a_crowd(send):
    crowd = " ".join(f"@[A]({number})" for number in range(51))
    assert "at most 50 people" in send("task-comments", text=crowd).content.decode()


def test_it_shows_earlier_comments_when_asked(signed_in, max_, migration):
    for number in range(35):
        add_comment(migration, f"Word {number}.", author=max_, actor=max_.as_actor())
    client = signed_in(max_)
    page = client.get(reverse("projects:task-detail", args=[migration.pk])).content.decode()
    assert ("Word 5." in page, "Word 4." in page) == (True, False)
    older = client.get(re.search(r'hx-get="([^"]+before=\d+)"', page)[1], **HTMX).content.decode()
    assert older.index("Word 0.") < older.index("Word 4.")
    assert "Word 5." not in older


def test_it_is_held_up_and_goes_on(send, migration):
    wrong = send("task-block", **{f"block-{migration.pk}-why": "", f"block-{migration.pk}-side": "nobody"})
    assert wrong.status_code == 422
    given = {"why": "No access", "side": "theirs", "who": "Their IT", "since": "0001-01-01"}
    prefixed = {f"block-{migration.pk}-{name}": value for name, value in given.items()}
    assert "A day since 1900" in send("task-block", **prefixed).content.decode()
    given |= {"since": "2026-03-02"}
    held = send("task-block", **{f"block-{migration.pk}-{name}": value for name, value in given.items()})
    assert "Mon 2 Mar" in held.content.decode()
    assert "drawer:changed" in held.headers["HX-Trigger"]
    assert "Say that it is held up" in send("task-block", act="end").content.decode()
    assert Block.objects.get().until is not None


def test_it_names_nobody_whom_a_contributor_does_not_see(send, fiona, lena, migration, max_):
    put_on_task(PartyEdit(task_id=migration.pk, user_id=fiona.pk), migration, actor=max_.as_actor())
    type(lena).objects.filter(pk=lena.pk).update(is_active=False, role="contributor")
    answer = send("task-comments", user=fiona, text=f"@[x]({lena.pk})")
    assert "Lena" not in answer.headers.get("HX-Trigger", "")
    assert "Lena" not in answer.content.decode()


def test_it_is_watched_and_no_longer(send, max_):
    assert "Watching" in send("task-watch", watch="yes").content.decode()
    assert TaskWatcher.objects.get().user == max_
    send("task-watch", watch="no")
    assert not TaskWatcher.objects.exists()


@pytest.mark.usefixtures("lena")
def test_it_offers_colleagues_behind_an_at(signed_in, max_, migration, make_user):
    twin = make_user("Lena Two")
    type(twin).objects.filter(pk=twin.pk).update(name="Lena")
    answer = signed_in(max_).get(reverse("projects:task-colleagues", args=[migration.pk]), {"q": "le"})
    found = answer.json()["people"]
    assert [one["name"] for one in found] == ["Lena", "Lena"]
    assert all(re.fullmatch(r"\[Lena\]\(\d+\)", one["text"]) for one in found), "two of one name need their number"


def test_a_contributor_takes_part_in_their_own_tasks_alone(send, fiona, task, max_, comment):
    migration, other = comment.task, task("Training")
    alien = add_step(other, "Room", actor=max_.as_actor())
    put_on_task(PartyEdit(task_id=migration.pk, user_id=fiona.pk), migration, actor=max_.as_actor())
    assert send("task-comments", user=fiona, text="Done.").status_code == 200
    assert send("task-comments", other.pk, user=fiona, text="Done.").status_code == 404
    assert send("step-change", migration.pk, alien.pk, user=fiona, act="tick", is_done="yes").status_code == 404
    assert send("comment-delete", comment.pk, user=fiona).status_code == 403


@pytest.mark.once
def test_it_is_read_by_viewers_and_written_by_forms(signed_in, send, victor, step, comment):
    migration = step.task
    for name, args in (
        ("step-add", [migration.pk]),
        ("step-change", [migration.pk, step.pk]),
        ("task-comments", [migration.pk]),
        ("comment-change", [comment.pk]),
        ("comment-delete", [comment.pk]),
        ("task-block", [migration.pk]),
        ("task-watch", [migration.pk]),
    ):
        assert send(name, *args, user=victor, text="x").status_code == 403, name
    assert signed_in(victor).get(reverse("projects:step-add", args=[migration.pk])).status_code == 405


def test_it_leads_back_to_the_task_without_script(signed_in, max_, migration):
    answer = signed_in(max_).post(reverse("projects:step-add", args=[migration.pk]), {"text": "Export"})
    assert answer.url == reverse("projects:task-detail", args=[migration.pk])
