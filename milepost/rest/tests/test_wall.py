"""Who may call what: every operation, as nobody, with every scope alone, and as every role. A new operation without a
line here fails the test."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from milepost.apikit.public import PROBLEM_JSON
from milepost.identity.public import issue_token
from milepost.rest.api import api
from milepost.rest.tests.wall_lines import (
    ACCOUNT_MANAGERS,
    ADMIN,
    EVERYONE,
    MANAGERS,
    MATCH,
    ONLY_MAX,
    OTHERS,
    READERS_OF_ALL,
    TEAM_MANAGERS,
    WRITERS,
    Line,
    of_account,
)
from milepost.rest.tests.wall_of_projects import PROJECTS
from milepost.rest.tests.wall_of_requests import REQUESTS


def body_of(line, world):
    def value(given):
        is_key = isinstance(given, str) and given.startswith("{")
        if not is_key:
            return given
        text = given.format_map(world)
        return int(text) if text.isdecimal() else text

    return {
        name: [value(one) for one in given] if isinstance(given, list) else value(given)
        for name, given in (line.body or {}).items()
    }


WALL = {
    "get_me": Line(EVERYONE, "/me"),
    "change_me": Line(EVERYONE, "/me", "write", {"title": "Boss"}, headers=MATCH),
    "list_users": Line(EVERYONE, "/users"),
    "get_user": Line(READERS_OF_ALL, "/users/{max.pk}", refusal=404),
    "create_user": Line(ADMIN, "/users", "admin", {"email": "n@example.com", "name": "N"}, status=201),
    "change_person": Line(ADMIN, "/users/{max.pk}", "admin", {"title": "CSM"}, headers=MATCH),
    "list_teams": Line(EVERYONE, "/teams"),
    "get_team": Line(READERS_OF_ALL, "/teams/{team.pk}", refusal=404),
    "make_team": Line(TEAM_MANAGERS, "/teams", "write", {"name": "Renewals"}, status=201),
    "update_team": Line(TEAM_MANAGERS, "/teams/{team.pk}", "write", {"purpose": "P"}, headers=MATCH),
    "remove_team": Line(TEAM_MANAGERS, "/teams/{team.pk}", "write", headers=MATCH, status=204),
    "list_members": Line(READERS_OF_ALL, "/teams/{team.pk}/members", refusal=404),
    "add_member": Line(TEAM_MANAGERS, "/teams/{team.pk}/members", "write", {"user_id": 1}, status=201),
    "change_member": Line(TEAM_MANAGERS, "/teams/{team.pk}/members/{max.pk}", "write", {"is_lead": True}),
    "remove_member": Line(TEAM_MANAGERS, "/teams/{team.pk}/members/{max.pk}", "write", status=204),
    "list_playbooks": Line(EVERYONE, "/playbooks"),
    "start_a_playbook": of_account("/playbooks/onboarding/start", "write", {"account_id": "{account.pk}"}, status=201),
    **REQUESTS,
    "list_tokens": Line(EVERYONE, "/tokens"),
    "get_token": Line(ONLY_MAX, "/tokens/{token.pk}", refusal=404),
    "create_token": Line(EVERYONE, "/tokens", "write", {"name": "T", "scopes": ["write"]}, status=201),
    "remove_token": Line(ONLY_MAX, "/tokens/{token.pk}", "write", refusal=404, status=204),
    "list_notifications": Line(EVERYONE, "/notifications"),
    "read_notifications": Line(EVERYONE, "/notifications/read", "write"),
    "read_notification": Line(ONLY_MAX, "/notifications/{notification.pk}/read", "write", refusal=404),
    "list_invitations": Line(ADMIN, "/invitations", "admin"),
    "get_invitation": Line(ADMIN, "/invitations/{invitation.pk}", "admin"),
    "create_invitation": Line(ADMIN, "/invitations", "admin", {"email": "guest@example.com"}, status=201),
    "renew_invitation_link": Line(ADMIN, "/invitations/{invitation.pk}/renewal", "admin"),
    "remove_invitation": Line(ADMIN, "/invitations/{invitation.pk}", "admin", status=204),
    "list_audit_entries": Line(ADMIN, "/audit-entries", "admin"),
    "get_audit_entry": Line(ADMIN, "/audit-entries/{entry.pk}", "admin"),
    "list_lists": Line(EVERYONE, "/lists"),
    "get_list": Line(EVERYONE, "/lists/people"),
    "list_views": Line(EVERYONE, "/views"),
    "get_view": Line(ONLY_MAX, "/views/{view.pk}", refusal=404),
    "create_view": Line(EVERYONE, "/views", "write", {"list_key": "people", "name": "Mine", "state": {}}, status=201),
    "update_view": Line(ONLY_MAX, "/views/{view.pk}", "write", {"name": "Other"}, refusal=404, headers=MATCH),
    "remove_view": Line(ONLY_MAX, "/views/{view.pk}", "write", refusal=404, headers=MATCH, status=204),
    "list_webhook_kinds": Line(MANAGERS, "/webhook-kinds", "admin"),
    "list_webhooks": Line(MANAGERS, "/webhooks", "admin"),
    "get_webhook": Line(MANAGERS, "/webhooks/{webhook.pk}", "admin"),
    "create_webhook": Line(
        MANAGERS,
        "/webhooks",
        "admin",
        {"name": "N", "url": "https://n.example/", "kinds": ["account.created"]},
        status=201,
    ),
    "update_webhook": Line(MANAGERS, "/webhooks/{webhook.pk}", "admin", {"name": "N"}, headers=MATCH),
    "remove_webhook": Line(MANAGERS, "/webhooks/{webhook.pk}", "admin", headers=MATCH, status=204),
    "renew_webhook_secret": Line(MANAGERS, "/webhooks/{webhook.pk}/secret", "admin"),
    "test_webhook": Line(MANAGERS, "/webhooks/{webhook.pk}/test", "admin"),
    "list_webhook_messages": Line(MANAGERS, "/webhooks/{webhook.pk}/messages", "admin"),
    "get_webhook_message": Line(MANAGERS, "/webhook-messages/{webhook_message.pk}", "admin"),
    "send_webhook_message_again": Line(MANAGERS, "/webhook-messages/{webhook_message.pk}/again", "admin"),
    "list_imports": Line(MANAGERS, "/imports"),
    "get_import": Line(MANAGERS, "/imports/{import_.pk}"),
    "create_import": Line(
        MANAGERS,
        "/imports",
        "write",
        {"file_id": "{import_file.pk}", "kind": "contacts", "source": "crm"},
        status=201,
    ),
    "update_import": Line(MANAGERS, "/imports/{import_.pk}", "write", {"blank": "clear"}),
    "check_import": Line(MANAGERS, "/imports/{import_.pk}/check", "write"),
    "apply_import": Line(MANAGERS, "/imports/{import_.pk}/apply", "write"),
    "undo_import": Line(MANAGERS, "/imports/{import_.pk}/undo", "write", status=409),
    "cancel_import": Line(MANAGERS, "/imports/{import_.pk}/cancel", "write", status=409),
    "list_import_refusals": Line(MANAGERS, "/imports/{import_.pk}/refusals"),
    "list_import_mappings": Line(MANAGERS, "/import-mappings"),
    "get_import_mapping": Line(MANAGERS, "/import-mappings/{mapping.pk}"),
    "create_import_mapping": Line(
        MANAGERS,
        "/import-mappings",
        "write",
        {"kind": "contacts", "name": "N", "source": "crm", "columns": {"n": "name"}, "key_column": "id"},
        status=201,
    ),
    "update_import_mapping": Line(
        MANAGERS, "/import-mappings/{mapping.pk}", "write", {"name": "N", "key_column": "id"}, headers=MATCH
    ),
    "remove_import_mapping": Line(MANAGERS, "/import-mappings/{spare_mapping.pk}", "write", headers=MATCH, status=204),
    "list_import_feeds": Line(MANAGERS, "/import-feeds"),
    "get_import_feed": Line(MANAGERS, "/import-feeds/{feed.pk}"),
    "create_import_feed": Line(
        MANAGERS,
        "/import-feeds",
        "write",
        {"name": "N", "mapping_id": "{mapping.pk}", "way": "address", "place": "https://n.example/a.csv"},
        status=201,
    ),
    "update_import_feed": Line(MANAGERS, "/import-feeds/{feed.pk}", "write", {"name": "N"}, headers=MATCH),
    "remove_import_feed": Line(MANAGERS, "/import-feeds/{feed.pk}", "write", headers=MATCH, status=204),
    "run_import_feed": Line(MANAGERS, "/import-feeds/{feed.pk}/run", "write"),
    "pause_import_feed": Line(MANAGERS, "/import-feeds/{feed.pk}/pause", "write"),
    "resume_import_feed": Line(MANAGERS, "/import-feeds/{feed.pk}/resume", "write"),
    "answer_import_feed": Line(
        MANAGERS, "/import-feeds/{feed.pk}/answers", "write", {"answers": {"at": "dd-mm-yyyy"}}, status=409
    ),
    "take_over_import_feed": Line(MANAGERS, "/import-feeds/{feed.pk}/take-over", "write"),
    "list_import_feed_runs": Line(MANAGERS, "/import-feeds/{feed.pk}/runs"),
    "write_many_accounts": Line(
        WRITERS - {"fiona"},
        "/accounts/bulk",
        "write",
        {"system": "crm", "items": [{"external_id": "1", "name": "N"}]},
    ),
    "write_many_contacts": Line(
        WRITERS - {"fiona"}, "/contacts/bulk", "write", {"items": [{"email": "n@n.example", "name": "N"}]}
    ),
    "write_many_tickets": Line(
        WRITERS - {"fiona"},
        "/tickets/bulk",
        "write",
        {
            "system": "desk",
            "items": [{"key": "1", "account_id": 1, "subject": "S", "opened_at": "2026-03-01T09:00:00Z"}],
        },
    ),
    "write_many_touchpoints": Line(
        WRITERS - {"fiona"},
        "/touchpoints/bulk",
        "write",
        {
            "system": "crm",
            "items": [
                {"key": "1", "account_id": 1, "kind": "call", "subject": "S", "at": "2026-03-01T09:00:00Z"},
            ],
        },
    ),
    "push_many_facts": Line(
        ACCOUNT_MANAGERS, "/facts/bulk", "admin", {"items": [{"account_id": 1, "values": {"test_seats": 3}}]}
    ),
    "list_accounts": Line(EVERYONE, "/accounts"),
    "get_account": of_account("/accounts/{account.pk}"),
    "make_account": Line(WRITERS - {"fiona"}, "/accounts", "write", {"name": "N"}, status=201),
    "update_account": of_account("/accounts/{account.pk}", "write", {"employees": 5}, headers=MATCH),
    "archive_one_account": of_account("/accounts/{account.pk}/archive", "write"),
    "restore_one_account": of_account("/accounts/{account.pk}/restore", "write"),
    "list_stage_changes": of_account("/accounts/{account.pk}/stage-changes"),
    "make_stage_change": of_account(
        "/accounts/{account.pk}/stage-changes", "write", {"stage_id": "{stage.pk}"}, status=201
    ),
    "list_account_team": of_account("/accounts/{account.pk}/team"),
    "make_account_member": of_account(
        "/accounts/{account.pk}/team", "write", {"user_id": "{max.pk}", "role": "pm"}, status=201
    ),
    "end_account_member": of_account("/accounts/{account.pk}/team/{team_member.pk}/end", "write"),
    "make_hand_over": Line(
        WRITERS - {"fiona"},
        "/hand-overs",
        "write",
        {"account_ids": ["{account.pk}"], "role": "csm", "user_id": "{max.pk}"},
        status=201,
        hidden_from={"fiona"},
    ),
    "list_contacts": Line(EVERYONE, "/contacts"),
    "get_contact": of_account("/contacts/{contact.pk}"),
    "make_contact": Line(WRITERS - {"fiona"}, "/contacts", "write", {"name": "N"}, status=201),
    "update_contact": of_account("/contacts/{contact.pk}", "write", {"title": "COO"}, headers=MATCH),
    "archive_one_contact": of_account("/contacts/{contact.pk}/archive", "write"),
    "restore_one_contact": of_account("/contacts/{contact.pk}/restore", "write"),
    "unsubscribe_contact": of_account("/contacts/{contact.pk}/unsubscribe", "write"),
    "subscribe_contact": of_account("/contacts/{contact.pk}/subscribe", "write"),
    "list_account_contacts": of_account("/accounts/{account.pk}/contacts"),
    "make_place": of_account("/contacts/{contact.pk}/places", "write", {"account_id": "{account.pk}"}, status=201),
    "update_place": of_account(
        "/contacts/{contact.pk}/places/{place.pk}", "write", {"stance": "sponsor"}, headers=MATCH
    ),
    "drop_place": of_account("/contacts/{contact.pk}/places/{place.pk}", "write", status=204),
    "list_fact_fields": Line(EVERYONE, "/fact-fields"),
    "list_facts": of_account("/accounts/{account.pk}/facts"),
    "push_facts": Line(ACCOUNT_MANAGERS, "/accounts/{account.pk}/facts", "admin", {"values": {"test_seats": 3}}),
    "list_stages": Line(EVERYONE, "/stages"),
    "get_stage": Line(EVERYONE, "/stages/{stage.pk}"),
    "get_option": Line(EVERYONE, "/options/{option.pk}"),
    "get_tag": Line(EVERYONE, "/tags/{tag.pk}"),
    "get_custom_field": Line(EVERYONE, "/custom-fields/{custom_field.pk}"),
    "make_stage": Line(ACCOUNT_MANAGERS, "/stages", "write", {"name": "Live", "kind": "live"}, status=201),
    "update_stage": Line(ACCOUNT_MANAGERS, "/stages/{stage.pk}", "write", {"name": "Live"}, headers=MATCH),
    "drop_stage": Line(ACCOUNT_MANAGERS, "/stages/{stage.pk}", "write", headers=MATCH, status=204),
    "list_options": Line(EVERYONE, "/options"),
    "make_option": Line(ACCOUNT_MANAGERS, "/options", "write", {"kind": "tier", "name": "Silver"}, status=201),
    "update_option": Line(ACCOUNT_MANAGERS, "/options/{option.pk}", "write", {"name": "Silver"}, headers=MATCH),
    "drop_option": Line(ACCOUNT_MANAGERS, "/options/{option.pk}", "write", headers=MATCH, status=204),
    "list_tags": Line(EVERYONE, "/tags"),
    "update_tag": Line(ACCOUNT_MANAGERS, "/tags/{tag.pk}", "write", {"name": "Robotics"}, headers=MATCH),
    "drop_tag": Line(ACCOUNT_MANAGERS, "/tags/{tag.pk}", "write", headers=MATCH, status=204),
    "list_custom_fields": Line(EVERYONE, "/custom-fields"),
    "make_custom_field": Line(
        ACCOUNT_MANAGERS, "/custom-fields", "write", {"label": "Area", "type": "number"}, status=201
    ),
    "update_custom_field": Line(
        ACCOUNT_MANAGERS, "/custom-fields/{custom_field.pk}", "write", {"label": "Area"}, headers=MATCH
    ),
    "archive_custom_field": Line(ACCOUNT_MANAGERS, "/custom-fields/{custom_field.pk}/archive", "write"),
    "restore_custom_field": Line(ACCOUNT_MANAGERS, "/custom-fields/{custom_field.pk}/restore", "write"),
    "list_captured_mail": Line(EVERYONE, "/captured-mail"),
    "get_captured_mail": Line(ONLY_MAX, "/captured-mail/{mail.pk}", refusal=404),
    "list_mail_suggestions": Line(ONLY_MAX, "/captured-mail/{mail.pk}/suggestions", refusal=404),
    "assign_captured_mail": Line(
        ONLY_MAX,
        "/captured-mail/{mail.pk}/assignment",
        "write",
        {"account_id": "{account.pk}"},
        status=201,
        hidden_from=OTHERS,
    ),
    "dismiss_captured_mail": Line(ONLY_MAX, "/captured-mail/{mail.pk}/dismiss", "write", hidden_from=OTHERS),
    "reopen_captured_mail": Line(ONLY_MAX, "/captured-mail/{dismissed_mail.pk}/reopen", "write", hidden_from=OTHERS),
    "list_touchpoints": Line(EVERYONE, "/touchpoints"),
    "get_touchpoint": of_account("/touchpoints/{touchpoint.pk}"),
    "make_touchpoint": of_account(
        "/touchpoints", "write", {"account_id": "{account.pk}", "kind": "call", "subject": "Spoke"}, status=201
    ),
    "update_touchpoint": of_account("/touchpoints/{touchpoint.pk}", "write", {"subject": "Called"}, headers=MATCH),
    "drop_touchpoint": of_account("/touchpoints/{touchpoint.pk}", "write", headers=MATCH, status=204),
    "list_meetings": Line(EVERYONE, "/meetings"),
    "make_meeting": of_account(
        "/meetings",
        "write",
        {"account_id": "{account.pk}", "subject": "Review", "at": f"{timezone.now().year + 1}-01-15T09:00:00Z"},
        status=201,
    ),
    "hold_planned_meeting": of_account("/touchpoints/{meeting.pk}/holding", "write", {"body": "Fine"}, status=201),
    "cancel_planned_meeting": of_account("/touchpoints/{meeting.pk}/cancel", "write"),
    "replan_cancelled_meeting": of_account("/touchpoints/{cancelled.pk}/plan-again", "write"),
    "list_action_items": Line(EVERYONE, "/action-items"),
    "get_action_item": of_account("/action-items/{action_item.pk}"),
    "make_action_item": of_account(
        "/action-items", "write", {"account_id": "{account.pk}", "text": "Offer"}, status=201
    ),
    "update_action_item": of_account("/action-items/{action_item.pk}", "write", {"text": "Bill"}, headers=MATCH),
    "drop_action_item": of_account("/action-items/{action_item.pk}", "write", headers=MATCH, status=204),
    "list_escalations": Line(EVERYONE, "/escalations"),
    "get_escalation": of_account("/escalations/{escalation.pk}"),
    "make_escalation": of_account(
        "/escalations", "write", {"account_id": "{account.pk}", "subject": "Down"}, status=201
    ),
    "update_escalation": of_account("/escalations/{escalation.pk}", "write", {"severity": "low"}, headers=MATCH),
    "end_escalation": of_account(
        "/escalations/{escalation.pk}/closing", "write", {"resolution": "Up again"}, status=201
    ),
    "reopen_one_escalation": of_account("/escalations/{escalation.pk}/reopen", "write"),
    "list_tickets": Line(EVERYONE, "/tickets"),
    "get_ticket": of_account("/tickets/{ticket.pk}"),
    "put_ticket": of_account(
        "/tickets",
        "write",
        {
            "account_id": "{account.pk}",
            "system": "desk",
            "key": "T-2",
            "subject": "Broken",
            "opened_at": "2026-03-01T09:00:00Z",
        },
        status=201,
    ),
    "list_history": of_account("/history/accounts.account/{account.pk}"),
    "preview_account_merge": Line(ACCOUNT_MANAGERS, "/accounts/{account.pk}/merge-preview?loser_id={twin.pk}"),
    "preview_contact_merge": Line(ACCOUNT_MANAGERS, "/contacts/{contact.pk}/merge-preview?loser_id={namesake.pk}"),
    "merge_into_account": Line(
        ACCOUNT_MANAGERS, "/accounts/{account.pk}/merges", "write", {"loser_id": "{twin.pk}"}, status=201
    ),
    "merge_into_contact": Line(
        ACCOUNT_MANAGERS, "/contacts/{contact.pk}/merges", "write", {"loser_id": "{namesake.pk}"}, status=201
    ),
    "list_merges": Line(ACCOUNT_MANAGERS, "/merges"),
    "get_merge": Line(ACCOUNT_MANAGERS, "/merges/{merge.pk}"),
    "undo_one_merge": Line(ACCOUNT_MANAGERS, "/merges/{merge.pk}/undo", "write"),
    "preview_erasure": Line(ACCOUNT_MANAGERS, "/contacts/{contact.pk}/erasure-preview"),
    "erase_person": Line(
        ACCOUNT_MANAGERS, "/contacts/{contact.pk}/erasure", "admin", {"name": "Mona Lind"}, status=201
    ),
    "list_files": Line(EVERYONE, "/files"),
    "upload_file": Line(WRITERS, "/files", "write", status=201),
    "get_file": Line(ONLY_MAX, "/files/{file.pk}", refusal=404),
    "download_file": Line(ONLY_MAX, "/files/{file.pk}/content", refusal=404),
    "remove_file": Line(ONLY_MAX, "/files/{file.pk}", "write", refusal=404, headers=MATCH, status=204),
    "list_segments": Line(EVERYONE, "/segments"),
    "get_segment": Line(ONLY_MAX, "/segments/{segment.pk}", refusal=404),
    "list_segment_accounts": Line(ONLY_MAX, "/segments/{segment.pk}/accounts", refusal=404),
    "create_segment": Line(WRITERS, "/segments", "write", {"name": "All", "filter": {"and": []}}, status=201),
    "update_segment": Line(
        ONLY_MAX, "/segments/{segment.pk}", "write", {"name": "New"}, headers=MATCH, hidden_from=OTHERS
    ),
    "remove_segment": Line(ONLY_MAX, "/segments/{segment.pk}", "write", headers=MATCH, status=204, hidden_from=OTHERS),
    "search_records": Line(EVERYONE, "/search?q=max"),
    "list_work": Line(EVERYONE, "/work"),
    "get_work": Line(ONLY_MAX, "/work/{work.pk}", refusal=404),
    "stop_work": Line(ONLY_MAX, "/work/{work.pk}/cancel", "write", refusal=404),
    **PROJECTS,
}
pytestmark = pytest.mark.usefixtures("declared_fact")
OPERATIONS = {
    described["operationId"]: (method, path, described)
    for path, item in api.document["paths"].items()
    for method, described in item.items()
}
LINES = sorted(WALL)


SCOPES = ("read", "write", "admin")


@pytest.fixture(scope="module")
def secrets(staged_world):
    """One for each of the cast and each set of scopes that the wall asks with."""
    sets = [SCOPES, *(tuple(scope for scope in SCOPES if scope != one) for one in SCOPES)]
    return {
        (person.pk, scopes): issue_token(person, "Wall", scopes, None, person.as_actor())[1]
        for person in staged_world.people.values()
        for scopes in sets
    }


@pytest.fixture
def calling(secrets):
    """As everywhere, with tokens of the module."""
    return lambda user, *scopes: Client(headers={"Authorization": f"Bearer {secrets[user.pk, scopes or SCOPES]}"})


def send(client, name, world):
    line = WALL[name]
    method = OPERATIONS[name][0]
    path = "/api/v1" + line.path.format_map(world)
    body = body_of(line, world) if line.body else line.body
    if name == "add_member" and body:
        body["user_id"] = world.people["victor"].pk
    extra: dict[str, Any] = {"data": body, "content_type": "application/json"} if body is not None else {}
    if name in {"upload_file", "make_task_file"}:
        extra = {"data": {"file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}}
    return getattr(client, method)(path, headers=line.headers, **extra)


def test_it_has_a_line_for_every_operation():
    assert set(WALL) == set(OPERATIONS)


def test_it_declares_the_scope_that_the_wall_says():
    assert {name: OPERATIONS[name][2]["x-scope"] for name in WALL} == {name: line.scope for name, line in WALL.items()}


def cases():
    """Who is refused is decided by rights; what depends on the database is what one sees: all, little or nothing."""
    for name in LINES:
        line = WALL[name]
        sees_little = "fiona" in line.allowed | line.hidden_from or line.refusal == 404
        on_each_database = {min(line.allowed)} | ({"fiona"} if sees_little else set())
        for who in sorted(EVERYONE):
            marks = () if who in on_each_database else (pytest.mark.once, pytest.mark.slow)
            yield pytest.param(name, who, id=f"{who}-{name}", marks=marks)


@pytest.mark.parametrize(("name", "who"), list(cases()))
def test_it_lets_in_whom_it_should(calling, world, name, who):
    line = WALL[name]
    response = send(calling(world.people[who]), name, world)
    refusal = line.unseen if who in line.hidden_from else line.refusal
    assert response.status_code == (line.status if who in line.allowed else refusal)
    described = OPERATIONS[name][2]["responses"]
    assert response.status_code in described
    if response.status_code >= 400:
        assert response["Content-Type"] == PROBLEM_JSON


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("name", LINES)
def test_it_keeps_out_strangers_and_wrong_scopes(calling, world, name):
    line = WALL[name]
    assert send(Client(), name, world).status_code == 401
    person = world.people[min(line.allowed)]
    others = [scope for scope in SCOPES if scope != line.scope]
    response = send(calling(person, *others), name, world)
    assert (response.status_code, response.json()["scope"]) == (403, line.scope)


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("name", LINES)
def test_it_refuses_wrong_methods(calling, world, name):
    path = "/api/v1" + WALL[name].path.format_map(world)
    response = calling(world.people["ada"]).put(path)
    assert response.status_code == 405
    assert OPERATIONS[name][0].upper() in response["Allow"]


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in LINES if WALL[name].headers])
def test_it_demands_and_compares_the_version(calling, world, name):
    line = WALL[name]
    client = calling(world.people[min(line.allowed)])
    for headers, status in (({}, 428), ({"If-Match": '"999"'}, 412)):
        path = "/api/v1" + line.path.format_map(world)
        extra = {"data": body_of(line, world), "content_type": "application/json"} if line.body else {}
        assert getattr(client, OPERATIONS[name][0])(path, headers=headers, **extra).status_code == status


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in LINES if WALL[name].body])
def test_it_refuses_fields_that_it_does_not_know(calling, world, name):
    line = WALL[name]
    client = calling(world.people[min(line.allowed)])
    path = "/api/v1" + line.path.format_map(world)
    body = {**body_of(line, world), "nonsense": 1}
    response = getattr(client, OPERATIONS[name][0])(path, body, content_type="application/json", headers=line.headers)
    assert response.status_code == 422
    assert {"/nonsense"} == {fault["pointer"] for fault in response.json()["errors"]}


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in LINES if ".pk}" in WALL[name].path])
def test_it_finds_nothing_under_an_unknown_id(calling, world, name):
    line = WALL[name]
    client = calling(world.people[min(line.allowed)])
    head, _brace, tail = line.path.partition("{")
    path = f"/api/v1{head}987654{tail.partition('}')[2]}".format_map(world)
    extra = {"data": body_of(line, world), "content_type": "application/json"} if line.body else {}
    assert getattr(client, OPERATIONS[name][0])(path, headers=line.headers, **extra).status_code == 404
