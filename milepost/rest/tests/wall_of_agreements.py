"""The lines of the wall about what is agreed: scopes, proposals, changes, deliverables."""

from milepost.rest.tests.wall_lines import EVERYONE, MATCH, ONLY_MAX, Line, of_account

_PROJECT = {"project_id": "{project.pk}"}
_YES = {"evidence": "Yes, by mail."}
_PROPOSAL, _SIGNER = "/proposals/{proposal.pk}", "/proposals/{proposal.pk}/signers/{signer.pk}"
_CHANGE = "/changes/{change.pk}"


def _only_max(path, body=None):
    """A line about what Max is asked; to Fiona there is no such thing."""
    return Line(ONLY_MAX, path, "write", body, hidden_from={"fiona"})


AGREEMENTS = {
    "list_scope_items": Line(EVERYONE, "/scope-items"),
    "get_scope_item": of_account("/scope-items/{scope_item.pk}"),
    "make_scope_item": of_account(
        "/scope-items", "write", {**_PROJECT, "section": "goal", "text": "Live"}, status=201, unseen=422
    ),
    "update_scope_item": of_account("/scope-items/{scope_item.pk}", "write", {"text": "Live"}, headers=MATCH),
    "list_scopes": Line(EVERYONE, "/scopes"),
    "get_scope": of_account("/scopes/{scope.pk}"),
    "make_scope": of_account("/scopes", "write", _PROJECT, status=201, unseen=422),
    "list_proposals": Line(EVERYONE, "/proposals"),
    "get_proposal": of_account(_PROPOSAL),
    "make_proposal": of_account(
        "/proposals", "write", {"scope_id": "{scope.pk}", "user_ids": ["{max.pk}"]}, status=201, unseen=422
    ),
    "withdraw_one_proposal": of_account(f"{_PROPOSAL}/withdraw", "write", {"reason": "Too early"}),
    "answer_proposal": _only_max(f"{_PROPOSAL}/answer", {"decision": "agreed", "sha256": "{scope.sha256}"}),
    "delegate_proposal": _only_max(f"{_PROPOSAL}/delegate", {"user_id": "{people[lena].pk}"}),
    "record_answer": of_account(f"{_SIGNER}/record", "write", {**_YES, "decision": "agreed"}),
    "replace_one_signer": of_account(f"{_SIGNER}/replace", "write", {"contact_id": "{namesake.pk}"}),
    "list_proposal_comments": of_account(f"{_PROPOSAL}/comments"),
    "make_proposal_comment": of_account(f"{_PROPOSAL}/comments", "write", {"text": "Fine"}, status=201),
    "list_changes": Line(EVERYONE, "/changes"),
    "get_change": of_account(_CHANGE),
    "make_change": of_account("/changes", "write", {**_PROJECT, "title": "More"}, status=201, unseen=422),
    "update_change": of_account(_CHANGE, "write", {"why": "They grow."}, headers=MATCH),
    "get_change_edits": of_account(f"{_CHANGE}/edits"),
    "put_change_edits": of_account(f"{_CHANGE}/edits", "write", {"scope_out": ["{scope_item.pk}"]}),
    "renew_change": of_account(f"{_CHANGE}/renew", "write"),
    "submit_one_change": of_account(f"{_CHANGE}/submit", "write", {"approver_id": "{max.pk}"}),
    "approve_change": _only_max("/changes/{asked_change.pk}/approve"),
    "return_one_change": _only_max("/changes/{asked_change.pk}/return", {"reason": "Too dear"}),
    "send_one_change": of_account("/changes/{ready_change.pk}/send", "write"),
    "decide_one_change": of_account("/changes/{sent_change.pk}/decide", "write", {**_YES, "decision": "approved"}),
    "withdraw_one_change": of_account(f"{_CHANGE}/withdraw", "write", {"reason": "Too early"}),
    "list_deliverables": Line(EVERYONE, "/deliverables"),
    "get_deliverable": of_account("/deliverables/{deliverable.pk}"),
    "make_delivery": of_account("/deliverables/{deliverable.pk}/versions", "write", {"note": "Draft"}, status=201),
    "decide_one_delivery": of_account(
        "/deliverables/{submitted.pk}/versions/{delivery.pk}/decide", "write", {"decision": "accepted"}
    ),
}
