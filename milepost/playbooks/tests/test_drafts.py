"""Drafts of playbooks: the outline's acts, drawers, taking back, two people at once, publishing."""

import json

import pytest

from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.playbooks.drafting.acts import act_of
from milepost.playbooks.models import Playbook, PlaybookDraft
from milepost.playbooks.public import begin_draft, change_draft, import_playbook, publish_draft, undo_act
from milepost.playbooks.queries.drafts import draft_view, faults_of
from milepost.playbooks.tests.documents import SMALL

PART = {"HX-Request": "true", "HX-Target": "draft-outline"}
DRAWER = {"HX-Request": "true", "HX-Target": "drawer-body"}


@pytest.fixture
def draft(version, lena):
    return begin_draft(version.playbook, actor=lena.as_actor(), author=lena)


@pytest.fixture
def act(draft, lena):
    def call(name, key="", title="", phase="", after=""):
        given = {"key": key, "title": title, "phase": phase, "after": after}
        return change_draft(draft, name, lambda data: act_of(name)[1](data, given), actor=lena.as_actor())

    return call


def keys(draft):
    return [[phase["key"], *(step["key"] for step in phase["steps"])] for phase in draft.document["phases"]]


def step_of(draft, key):
    return next(step for phase in draft.document["phases"] for step in phase["steps"] if step["key"] == key)


def first(act, kind="prepare"):
    return act("add", title="Send papers 3d", phase=kind)


def test_it_begins_once_with_what_is_published(draft, version, ada):
    assert draft.document == version.document
    assert begin_draft(version.playbook, actor=ada.as_actor()) == draft


def test_it_is_for_those_who_write_playbooks(version, max_):
    with pytest.raises(NotAllowed):
        begin_draft(version.playbook, actor=max_.as_actor())


def test_steps_are_added_moved_and_taken_out_with_their_links(draft, act):
    assert keys(draft)[0] == ["prepare", "kick-off", "directory", "data"]
    key = first(act)
    assert step_of(draft, key) == {"key": "send-papers", "title": "Send papers", "lasts": "3d"}
    act("move", key=key, phase="live", after="")
    assert keys(draft)[1][:2] == ["live", "send-papers"]
    act("up", key=key)
    assert keys(draft)[0][-1] == key
    act("remove", key="directory")
    assert step_of(draft, "data")["after"] == ["kick-off"]
    assert not faults_of(draft.document, None)


def test_a_phase_begins_at_a_step_and_is_joined_again(draft, act):
    before = keys(draft)
    new = act("split", key="directory")
    assert keys(draft)[:2] == [["prepare", "kick-off"], [new, "directory", "data"]]
    act("join", key=new)
    assert keys(draft) == before
    with pytest.raises(Invalid, match="no phase above"):
        act("join", key="prepare")
    with pytest.raises(Invalid, match="begins here"):
        act("split", key="kick-off")


def test_a_name_is_needed_and_a_key_is_never_taken_twice(act, draft):
    with pytest.raises(Invalid):
        act("rename", key="kick-off", title="  ")
    assert [act("add", title="Go-live", phase="live") for _each in range(2)] == ["go-live-2", "go-live-3"]
    assert act("add", title="日本", phase="live")


def test_acts_are_taken_back_one_after_another_but_not_over_anothers(draft, act, lena, ada):
    before = draft.document
    act("rename", key="kick-off", title="Begin")
    seen = draft.acts.latest("pk").pk
    change_draft(draft, "other", lambda data: act_of("up")[1](data, {"key": "data"}), actor=ada.as_actor())
    with pytest.raises(Conflict, match="other"):
        undo_act(draft, seen, actor=lena.as_actor())
    for _each in range(2):
        undo_act(draft, draft.acts.latest("pk").pk, actor=lena.as_actor())
    assert draft.document == before
    with pytest.raises(Conflict, match="nothing"):
        undo_act(draft, seen, actor=lena.as_actor())


def test_the_acts_of_two_people_on_one_draft_are_both_kept(draft, lena, ada):
    one, other = (PlaybookDraft.objects.get() for _each in range(2))
    change_draft(one, "", lambda data: act_of("rename")[1](data, {"key": "data", "title": "A"}), actor=lena.as_actor())
    change_draft(other, "", lambda data: act_of("up")[1](data, {"key": "data"}), actor=ada.as_actor())
    assert step_of(other, "data")["title"] == "A"
    assert keys(other)[0] == ["prepare", "kick-off", "data", "directory"]


def test_faults_stand_at_their_step_and_stop_publishing_alone(draft, act, lena):
    act("rename", key="kick-off", title="With {{ account.nick }}")

    def spoil(data):
        steps = data["phases"][0]["steps"]
        steps[0]["after"] = ["data"]
        steps[1]["starts"] = "on moon"
        return ""

    change_draft(draft, "spoilt", spoil, actor=lena.as_actor())
    view = draft_view(draft.document, lena)
    assert "account.nick" in view.faults_of["kick-off"][0].message
    assert "moon" in view.faults_of["directory"][0].message
    assert any("wait for each other" in fault.message for faults in view.faults_of.values() for fault in faults)
    assert view.bars.weeks  # it is drawn all the same
    with pytest.raises(Invalid):
        publish_draft(draft, actor=lena.as_actor())
    assert Playbook.objects.get().versions.count() == 1


def test_it_becomes_the_next_version(draft, act, lena, version):
    act("rename", key="kick-off", title="Begin")
    playbook = publish_draft(draft, actor=lena.as_actor(), author=lena, note="Shorter")
    assert (playbook.published.number, playbook.published.note) == (2, "Shorter")
    assert playbook.published.records.steps[0].title == "Begin"
    assert not PlaybookDraft.objects.exists()
    with pytest.raises(Conflict):
        act("rename", key="kick-off", title="Late")


def test_another_version_that_came_meanwhile_is_not_passed_over_unseen(draft, act, lena):
    act("rename", key="kick-off", title="Begin")
    import_playbook(SMALL.replace("Look back", "Look ahead"), actor=SYSTEM)
    with pytest.raises(Conflict, match="published since"):
        publish_draft(draft, actor=lena.as_actor())
    assert publish_draft(draft, actor=lena.as_actor(), is_anyway=True).published.number == 3


# ---- Pages ----
@pytest.fixture
def client(signed_in, lena):
    return signed_in(lena)


@pytest.fixture
def url(draft):
    return f"/playbook-drafts/{draft.pk}/"


def form_of(page):
    """What a page's form would send as it stands."""
    form = page.context["form"]
    found = {}
    for bound in form:
        value = bound.value()
        if value not in (None, False):
            found[bound.html_name] = bound.field.prepare_value(value) if not isinstance(value, list) else value
    return found


def test_the_page_shows_the_outline_and_an_act_draws_it_anew(client, url, draft, signed_in, max_):
    assert 'value="Connect the directory"' in client.get(url).text
    part = client.post(f"{url}change/", {"act": "rename", "key": "directory", "title": "SSO"}, headers=PART)
    assert 'value="SSO"' in part.text
    assert "<html" not in part.text
    assert client.post(f"{url}change/", {"act": "explode"}).status_code == 422
    refused = client.post(f"{url}change/", {"act": "rename", "key": "gone", "title": "x"}, headers=PART)
    assert "taken out meanwhile" in json.loads(refused.headers["HX-Trigger"])["toast"]["text"]
    undone = client.post(f"{url}undo/", {"seen": draft.acts.latest("pk").pk}, headers=PART)
    assert 'value="Connect the directory"' in undone.text
    assert signed_in(max_).get(url).status_code == 403


def test_the_drawer_of_a_step_changes_nothing_by_itself(client, url, draft):
    for key in ("kick-off", "directory", "data", "go-live"):
        before = draft.document
        page = client.get(f"{url}step/{key}/")
        assert client.post(f"{url}step/{key}/", form_of(page)).status_code == 302
        draft.refresh_from_db()
        assert draft.document == before


def test_the_drawer_of_a_step_writes_all_of_it(client, url, draft):
    given = form_of(client.get(f"{url}step/directory/"))
    given |= {
        "lasts": "1w",
        "starts.days": "3",
        "starts.kind": "calendar",
        "starts.way": "before",
        "starts.anchor": "renewal",
        "after.0.type": "SS",
        "after.0.lag": "-4h",
        "role.engineer": ["does", "told"],
        "checklist": "One\n\nTwo",
        "seen_by": "internal",
        "when.1.of": "answer:users",
        "when.1.op": "at_least",
        "when.1.value": "5",
    }
    answer = client.post(f"{url}step/directory/", given, headers=DRAWER)
    assert answer.status_code == 200
    draft.refresh_from_db()
    step = step_of(draft, "directory")
    assert (step["lasts"], step["starts"]) == ("1w", "3 calendar days before renewal")
    assert step["after"] == ["kick-off SS - 4h"]
    assert (step["does"], step["told"], step["checklist"]) == (["champion", "engineer"], ["engineer"], ["One", "Two"])
    assert step["when"][1] == {"answer": "users", "at-least": "5"}
    assert "seen-by" not in step


def test_two_who_write_different_fields_of_a_step_lose_nothing(client, url, draft):
    mine, theirs = (form_of(client.get(f"{url}step/data/")) for _each in range(2))
    assert client.post(f"{url}step/data/", {**theirs, "title": "Theirs"}).status_code == 302
    assert client.post(f"{url}step/data/", {**mine, "lasts": "5d"}).status_code == 302
    draft.refresh_from_db()
    assert (step_of(draft, "data")["title"], step_of(draft, "data")["lasts"]) == ("Theirs", "1w")
    refused = client.post(f"{url}step/data/", {**mine, "title": "Mine"})
    assert refused.status_code == 422
    assert "Theirs" in refused.text
    assert client.post(f"{url}step/data/", {**form_of(refused), "title": "Mine"}).status_code == 302
    draft.refresh_from_db()
    assert step_of(draft, "data")["title"] == "Mine"


@pytest.mark.parametrize(
    "wrong",
    [
        {"lasts": "long"},
        {"lasts": ""},
        {"starts.days": "-1"},
        {"after.0.step": "x"},
        {"after.0.lag": "soon"},
        {"was": "{"},
        {"was": "[]"},
        {"title": ""},
        {"role.csm": ["x"]},
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_written(client, url, draft, wrong):
    given = form_of(client.get(f"{url}step/kick-off/"))
    assert client.post(f"{url}step/kick-off/", {**given, **wrong}).status_code == 422
    draft.refresh_from_db()
    assert not draft.acts.exists()


@pytest.mark.parametrize("part", ["about/all", "scope/all", "role/csm", "question/sso"])
def test_other_drawers_change_nothing_by_themselves(client, url, draft, part):
    before = draft.document
    assert client.post(f"{url}{part}/", form_of(client.get(f"{url}{part}/"))).status_code == 302
    draft.refresh_from_db()
    assert draft.document == before


def test_roles_and_questions_come_and_go(client, url, draft):
    given = {"was": "{}", "name": "Trainer", "side": "theirs", "source": "their-user", "part": "informed"}
    assert client.post(f"{url}role/new/", given).status_code == 302
    draft.refresh_from_db()
    assert draft.document["roles"][-1] == {
        "key": "trainer",
        "name": "Trainer",
        "side": "theirs",
        "from": "user",
        "part": "informed",
    }
    wrong = client.post(f"{url}role/new/", {**given, "side": "ours"})
    assert wrong.status_code == 422
    client.post(f"{url}role/engineer/remove/")
    draft.refresh_from_db()
    assert "does" not in step_of(draft, "data")
    given = {"was": "{}", "ask": "Which size?", "type": "choice", "choices": "small\nlarge", "default": "small"}
    client.post(f"{url}question/new/", given)
    draft.refresh_from_db()
    assert draft.document["questions"][-1]["choices"] == ["small", "large"]
    assert client.get(f"{url}question/none/").status_code == 404
    assert client.get(f"{url}nothing/all/").status_code == 404


def test_publishing_shows_what_is_other_and_asks_again_after_anothers_change(client, url, draft, act):
    act("rename", key="kick-off", title="Begin")
    page = client.get(f"{url}publish/")
    assert "<s>Kick-off with" in page.text
    given = form_of(page)
    act("rename", key="data", title="Data")
    refused = client.post(f"{url}publish/", given)
    assert refused.status_code == 422
    assert client.post(f"{url}publish/", form_of(refused)).status_code == 302
    assert Playbook.objects.get().published.number == 2


def test_a_draft_is_thrown_away(client, url, draft):
    assert client.post(f"{url}discard/").url == f"/playbooks/{draft.playbook_id}/"
    assert not PlaybookDraft.objects.exists()
