import pytest
from django.template import Context, Template
from django.test import RequestFactory

from milepost.identity.public import Right
from milepost.ui.public import panels
from milepost.ui.records import PanelSpec


@pytest.fixture
def two_panels():
    specs = [
        PanelSpec("late", "person", "Later", "web:person-detail", 20),
        PanelSpec("early", "person", "Sooner", "web:person-detail", 10, Right.MANAGE_PEOPLE),
        PanelSpec("elsewhere", "team", "Elsewhere", "web:team-detail", 10),
    ]
    for spec in specs:
        panels.register(spec)
    yield specs
    for spec in specs:
        panels.unregister(spec.key)


def drawn(viewer, record) -> str:
    request = RequestFactory().get("/")
    request.user = viewer
    return Template('{% load ui %}{% panels "person" record %}').render(Context({"request": request, "record": record}))


def test_it_draws_the_panels_of_the_place_in_their_order(two_panels, ada, max_):
    html = drawn(ada, max_)
    assert html.index("Sooner") < html.index("Later")
    assert "Elsewhere" not in html
    assert html.count(f'hx-get="/settings/people/{max_.pk}/"') == 2


def test_it_leaves_out_what_the_viewer_has_no_right_to(two_panels, victor, max_):
    html = drawn(victor, max_)
    assert "Later" in html
    assert "Sooner" not in html


def test_it_draws_nothing_where_no_room_has_a_panel(ada, max_):
    assert "<section" not in drawn(ada, max_)
