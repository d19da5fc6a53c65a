"""The door of the feedback room."""

from milepost.feedback.actions.figures import count_requests
from milepost.feedback.actions.messages import answer_request, hear_from_contact, note_on_request
from milepost.feedback.actions.requests import (
    change_request,
    decline_request,
    file_request,
    finish_request,
    join_request,
    let_wait,
    note_outcome,
    reopen_request,
    take_up,
)
from milepost.feedback.events import RequestClosed, RequestFiled
from milepost.feedback.models import Request, RequestMessage
from milepost.feedback.queries.standing import standing_text
from milepost.feedback.queries.times import Times, times_of
from milepost.feedback.records import (
    Outcome,
    OutcomeShown,
    OutcomeSource,
    RequestDoor,
    RequestKind,
    RequestState,
    TriageOffer,
    outcome_sources,
    triage_offers,
)

__all__ = [
    "Outcome",
    "OutcomeShown",
    "OutcomeSource",
    "Request",
    "RequestClosed",
    "RequestDoor",
    "RequestFiled",
    "RequestKind",
    "RequestMessage",
    "RequestState",
    "Times",
    "TriageOffer",
    "answer_request",
    "change_request",
    "count_requests",
    "decline_request",
    "file_request",
    "finish_request",
    "hear_from_contact",
    "join_request",
    "let_wait",
    "note_on_request",
    "note_outcome",
    "outcome_sources",
    "reopen_request",
    "standing_text",
    "take_up",
    "times_of",
    "triage_offers",
]
