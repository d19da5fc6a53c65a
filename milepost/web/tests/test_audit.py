import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from milepost.audit.public import AuditEntry, create_record, delete_record, record_event, update_record
from milepost.identity.public import Invitation, Team, TeamMembership, add_to_team
from milepost.lib.actor import SYSTEM, Door, entering


@pytest.fixture
def team(ada):
    with entering(Door.API, address="192.0.2.7"):
        return create_record(Team(name="Onboarding"), actor=ada.as_actor())


def address(record):
    return reverse("web:record-history", args=[record.audit_kind(), record.pk])


def words(response):
    return " ".join(response.content.decode().split())


def test_it_shows_who_changed_what_from_what_to_what(team, lena, victor, signed_in):
    update_record(team, {"purpose": "Go live"}, actor=lena.as_actor())
    update_record(team, {"purpose": "Adopt"}, actor=lena.as_actor())
    shown = words(signed_in(victor).get(address(team)))
    assert "<strong>Lena</strong> changed" in shown
    assert "<dt>Purpose</dt>" in shown
    assert "<del>Go live</del>" in shown
    assert "<ins>Adopt</ins>" in shown
    assert shown.index("Adopt") < shown.index("created")


def test_it_puts_choices_people_and_moments_into_words(ada, team, signed_in):
    ada.timezone = "Asia/Tokyo"
    ada.save()
    invitation = Invitation(
        email="n@example.com", role="lead", team=team, invited_by=ada, digest="d", expires_at=timezone.now()
    )
    create_record(invitation, actor=SYSTEM)
    moment = dt.datetime(2026, 12, 4, 20, 30, tzinfo=dt.UTC)
    update_record(invitation, {"expires_at": moment, "role": "viewer"}, actor=SYSTEM)
    shown = words(signed_in(ada).get(address(invitation)))
    assert "<ins>Sat 5 Dec 2026, 05:30</ins>" in shown
    assert "<del>Lead</del>" in shown
    assert "<ins>Viewer</ins>" in shown
    assert "<ins>Ada</ins>" in shown
    assert "<ins>Onboarding</ins>" in shown
    assert "<ins>hidden</ins>" in shown


def test_it_names_nobody_whom_the_reader_may_not_see(team, max_, fiona, signed_in):
    add_to_team(team, fiona, actor=SYSTEM)
    membership = TeamMembership.objects.get()
    update_record(membership, {"user": max_}, actor=SYSTEM)
    add_to_team(team, fiona, actor=SYSTEM)
    shown = words(signed_in(fiona).get(address(membership)))
    assert "<del>Fiona</del>" in shown
    assert "<ins>Max</ins>" in shown  # a colleague of her team
    update_record(membership, {"team": create_record(Team(name="Elsewhere"), actor=SYSTEM)}, actor=SYSTEM)
    assert signed_in(fiona).get(address(membership)).status_code == 404


def test_it_shows_a_number_where_a_name_is_not_the_readers(team, ada, lena, fiona, signed_in):
    add_to_team(team, fiona, actor=SYSTEM)
    other = create_record(Team(name="Secret project"), actor=SYSTEM)
    membership = TeamMembership.objects.get()
    update_record(membership, {"team": other}, actor=SYSTEM)
    update_record(membership, {"team": team}, actor=SYSTEM)
    shown = words(signed_in(fiona).get(address(membership)))
    assert "Secret project" not in shown
    assert f"<del>#{other.pk}</del>" in shown


@pytest.mark.parametrize("who", ["lena", "victor", "fiona"])
def test_it_is_nothing_to_those_who_may_not_see_the_record(max_, who, request, signed_in):
    record_event(max_, "signed-in", actor=max_.as_actor())
    assert signed_in(request.getfixturevalue(who)).get(address(max_)).status_code == 404
    assert signed_in(max_).get(address(max_)).status_code == 200


@pytest.mark.parametrize("path", ["nothing.here/1", "identity.team/999", "identity.team/x", "sessions.session/1"])
def test_it_is_nothing_where_there_is_nothing(path, lena, signed_in):
    assert signed_in(lena).get(f"/history/{path}/").status_code == 404


def test_it_says_door_and_address_only_to_those_who_read_the_log(team, ada, lena, signed_in):
    assert "192.0.2.7" in words(signed_in(ada).get(address(team)))
    assert "192.0.2.7" not in words(signed_in(lena).get(address(team)))


def test_it_outlives_the_record_for_those_who_read_the_log(team, ada, lena, signed_in):
    delete_record(team, actor=SYSTEM)
    assert "deleted" in words(signed_in(ada).get(address(team)))
    assert signed_in(lena).get(address(team)).status_code == 404


def test_it_comes_in_pieces(team, lena, signed_in):
    for number in range(45):
        update_record(team, {"purpose": f"Purpose {number}."}, actor=SYSTEM)
    client, seen, url = signed_in(lena), [], address(team)
    while url:
        response = client.get(url, headers={"HX-Request": "true"})
        seen += [entry.entry.pk for entry in response.context["entries"]]
        assert b"<html" not in response.content
        assert (b"<ol" in response.content) is ("before" not in url)
        url = f"{address(team)}?before={response.context['older']}" if response.context["older"] else ""
    assert seen == list(AuditEntry.objects.of(team).values_list("pk", flat=True))


@pytest.mark.parametrize("before", ["x", "-1", "", "9" * 30])
def test_it_bears_any_place_to_go_on_from(team, lena, signed_in, before):
    assert signed_in(lena).get(address(team), {"before": before}).status_code in {200, 404}


def test_it_is_a_page_and_a_drawer(team, lena, signed_in):
    client = signed_in(lena)
    assert b"<html" in client.get(address(team)).content
    drawer = client.get(address(team), headers={"HX-Request": "true", "HX-Target": "drawer-body"})
    assert b"drawer-head" in drawer.content
    assert b"<html" not in drawer.content


def test_it_draws_the_section_on_a_record_only_for_those_who_may_see_it(max_, lena, ada, signed_in):
    page = reverse("web:person-detail", args=[max_.pk])
    assert address(max_) in signed_in(ada).get(page).content.decode()
    assert address(max_) in signed_in(max_).get(page).content.decode()
    assert address(max_) not in signed_in(lena).get(page).content.decode()


def test_it_shows_one_entry_in_full(team, ada, signed_in):
    entry = AuditEntry.objects.of(team).get()
    shown = words(signed_in(ada).get(reverse("web:audit-entry", args=[entry.pk])))
    for word in ("192.0.2.7", "<dt>Through</dt><dd>API</dd>", "Onboarding", "Ada", "created"):
        assert word in shown
    assert signed_in(ada).get(reverse("web:audit-entry", args=[entry.pk + 1])).status_code == 404


@pytest.mark.parametrize("who", ["lena", "max_", "fiona", "victor"])
def test_it_shows_an_entry_to_nobody_else(team, who, request, signed_in):
    entry = AuditEntry.objects.of(team).get()
    user = request.getfixturevalue(who)
    assert signed_in(user).get(reverse("web:audit-entry", args=[entry.pk])).status_code == 403


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"])
def test_it_escapes_what_people_wrote(team, lena, signed_in, name):
    update_record(team, {"purpose": name}, actor=SYSTEM)
    assert name not in signed_in(lena).get(address(team)).content.decode()


def test_it_reads_only(team, ada, signed_in, client):
    assert signed_in(ada).post(address(team)).status_code == 405
    assert client.get(address(team)).status_code == 302


def changes_listed(client):
    page = client.get("/settings/audit/?kind=identity.teammembership&columns=changes").text
    return re.findall(r'<td[^>]*data-label="Changes"[^>]*>(.*?)</td>', " ".join(page.split()))


def test_it_lists_people_and_teams_by_name_and_those_that_are_gone_by_number(ada, lena, team, signed_in):
    add_to_team(team, lena, actor=SYSTEM)
    [listed] = changes_listed(signed_in(ada))
    assert "Team: Onboarding" in listed
    assert f"User: {lena.name}" in listed
    delete_record(TeamMembership.objects.get(), actor=SYSTEM)
    delete_record(team, actor=SYSTEM)
    listed = changes_listed(signed_in(ada))
    assert len(listed) == 2
    assert all(f"Team: #{team.pk}" in words and f"User: {lena.name}" in words for words in listed)


def test_it_names_in_a_constant_number_of_queries(ada, make_user, team, signed_in):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert changes_listed(client)
        return len(queries)

    client = signed_in(ada)
    add_to_team(team, make_user("one@example.com"), actor=SYSTEM)
    changes_listed(client)
    few = count()
    for name in ("two", "three", "four"):
        add_to_team(team, make_user(f"{name}@example.com"), actor=SYSTEM)
    assert count() == few
