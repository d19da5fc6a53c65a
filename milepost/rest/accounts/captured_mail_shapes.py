"""How captured mail looks."""

import datetime as dt
from typing import Any

from pydantic import Field

from milepost.accounts.public import CapturedMail, MailState
from milepost.apikit.public import Answer
from milepost.rest.accounts.shapes import Reference


class LeftOutAnswer(Answer):
    """An attachment that was not kept, and why."""

    name: str
    why: str


class CapturedMailAnswer(Answer):
    """A mail to one's capture address. Sender and recipients are what the mail claims."""

    id: int
    state: MailState
    reason: str = Field(description="Why it waits or came to nothing, in words; empty when it is on an account.")
    sender: str
    sender_name: str
    recipients: list[str]
    subject: str
    body: str = Field(description="Markdown. Empty when the mail was decided on two weeks ago.")
    sent_at: dt.datetime
    is_invitation: bool
    left_out: list[LeftOutAnswer]
    account: Reference | None
    touchpoint_id: int | None
    can_be_reopened: bool
    created_at: dt.datetime
    version: int

    @staticmethod
    def resolve_reason(mail: CapturedMail) -> str:
        return str(mail.why)

    @staticmethod
    def resolve_is_invitation(mail: CapturedMail) -> bool:
        return bool(mail.event_key)

    @staticmethod
    def resolve_account(mail: CapturedMail) -> dict[str, Any] | None:
        return Reference.show(mail.account) if mail.account else None

    @staticmethod
    def resolve_can_be_reopened(mail: CapturedMail) -> bool:
        return mail.can_be_taken_back
