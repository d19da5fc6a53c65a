import pytest
from django.urls import reverse

from milepost.projects.models import Block, TaskParty
from milepost.ui.public import save_view

BAR = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "list"}


@pytest.fixture
def matches(signed_in, max_, onboarding):
    """Return a function that gives the titles which a query leaves, None where it asks nothing."""
    client = signed_in(max_)

    def read(query: str) -> set[str] | None:
        data = client.get(reverse("projects:plan-data", args=[onboarding.pk]) + query).json()
        rows = {row[0]: row[data["columns"].index("title")] for row in data["tasks"]}
        return None if data["matches"] is None else {rows[key] for key in data["matches"]}

    return read


def test_it_hands_out_everything_without_a_filter(matches):
    assert matches("") is None
    assert matches("?view=none") is None


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?title~=ing", {"Training"}),
        ("?q=go", {"Go-live"}),
        ("?milestone=yes", {"Go-live"}),
        ("?state=done", set()),
        ("?late=yes", {"Kick-off", "Migration", "Training", "Go-live"}),
        ("?late=no", set()),
        ("?blocked=yes", {"Migration"}),
        ("?side=theirs", {"Training"}),
        ("?side?=no", {"Kick-off", "Migration", "Go-live"}),
        ("?side!=theirs&milestone=no", {"Kick-off", "Migration"}),
    ],
)
def test_it_names_what_the_filter_leaves(matches, task, query, titles):
    Block.objects.create(task=task("Migration"), side="theirs", why="The firewall is closed")
    TaskParty.objects.create(task=task("Training"), role="Trainer", side="theirs")
    assert matches(query) == titles


def test_it_leaves_nothing_to_a_filter_that_cannot_be_read(matches):
    assert matches("?nonsense=1") == set()


def test_it_keeps_a_contributor_to_their_own_tasks(signed_in, fiona, onboarding, task):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    data = signed_in(fiona).get(reverse("projects:plan-data", args=[onboarding.pk]) + "?late=yes").json()
    assert data["matches"] == [task("Training").pk]


def test_it_draws_the_filter_alone_when_that_is_another(signed_in, max_, onboarding):
    url = reverse("projects:plan-list", args=[onboarding.pk])
    answer = signed_in(max_).get(url + "?state=todo", **BAR)
    assert answer.headers["HX-Replace-Url"] == url + "?state=todo"
    page = answer.content.decode()
    assert 'data-query="?state=todo"' in page
    assert "plan-page" not in page


def test_it_adds_a_condition_to_the_address(signed_in, max_, onboarding):
    url = reverse("projects:plan-list", args=[onboarding.pk])
    answer = signed_in(max_).get(url + "?late=yes&add=state&op=any_of&value=todo")
    assert answer.headers["Location"] == url + "?late=yes&state=todo&view=none"


def test_it_says_what_is_wrong_with_a_filter(signed_in, max_, onboarding):
    answer = signed_in(max_).get(reverse("projects:plan-list", args=[onboarding.pk]) + "?nonsense=1")
    assert answer.status_code == 200
    assert "This list cannot be shown as asked" in answer.content.decode()


def test_it_takes_the_filter_along_to_the_other_views(signed_in, max_, onboarding):
    page = signed_in(max_).get(reverse("projects:plan-list", args=[onboarding.pk]) + "?state=todo").content.decode()
    assert reverse("projects:plan-gantt", args=[onboarding.pk]) + "?state=todo" in page


def test_it_opens_saved_views_of_the_list_of_tasks_and_comes_back_when_one_is_saved(signed_in, max_, onboarding):
    stored = {"filter": {"field": "milestone", "op": "is", "value": True}, "search": "", "sort": [], "columns": []}
    view = save_view("tasks", "Marks", stored, owner=max_)
    client, url = signed_in(max_), reverse("projects:plan-list", args=[onboarding.pk])
    page = client.get(f"{url}?view={view.pk}").content.decode()
    assert f'data-query="?milestone=yes&amp;view={view.pk}"' in page
    form = reverse("lists:view-new", args=["tasks"])
    saved = client.post(f"{form}?late=yes&from_page={url}", {"name": "Late ones", "sharing": "private"})
    assert saved.headers["Location"].startswith(f"{url}?view=")


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
def test_it_leads_to_no_page_but_ours(signed_in, max_, page):
    form = reverse("lists:view-new", args=["tasks"])
    saved = signed_in(max_).post(f"{form}?late=yes&from_page={page}", {"name": "Late ones", "sharing": "private"})
    assert saved.headers["Location"].startswith(reverse("projects:task-list") + "?view=")
