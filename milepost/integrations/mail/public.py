"""The door of captured mail."""

from milepost.integrations.mail.actions import poll_mailbox
from milepost.integrations.mail.models import Mailbox
from milepost.integrations.mail.queries import present_mailbox

__all__ = ["Mailbox", "poll_mailbox", "present_mailbox"]
