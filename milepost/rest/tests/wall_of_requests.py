"""The lines of the wall about requests: who may call what."""

from milepost.rest.tests.wall_lines import EVERYONE, MATCH, WRITERS, Line, of_account

_ONE = "/requests/{request.pk}"

REQUESTS = {
    "list_requests": Line(EVERYONE, "/requests"),
    "get_request": of_account(_ONE),
    "make_request": Line(WRITERS, "/requests", "write", {"title": "Labels"}, status=201),
    "update_request": of_account(_ONE, "write", {"title": "Old labels"}, headers=MATCH),
    "take_request": of_account(f"{_ONE}/take", "write"),
    "let_request_wait": of_account(f"{_ONE}/wait", "write"),
    "finish_one_request": of_account(f"{_ONE}/finish", "write"),
    "reopen_one_request": of_account("/requests/{closed_request.pk}/reopen", "write"),
    "decline_one_request": of_account(f"{_ONE}/decline", "write", {"reason": "Not now"}),
    "join_one_request": of_account(f"{_ONE}/join", "write", {"other_id": "{other_request.pk}"}),
    "list_request_messages": of_account(f"{_ONE}/messages"),
    "make_request_message": of_account(f"{_ONE}/messages", "write", {"text": "Soon"}, status=201),
}
