"""Mails as files, for an installation without a mail server: one `.eml` a mail, with its text and links unbroken."""

import datetime as dt
import email.policy
import os
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

# Lines as long as a link: in shorter ones a link is broken by "=" at the end of a line, and fails when copied.
_READABLE = email.policy.default.clone(cte_type="8bit", max_line_length=10_000)


class EmailBackend(BaseEmailBackend):
    """Writes each mail into `file_path`, readable by the installation's user alone."""

    def __init__(self, *, file_path: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(file_path)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; return their number."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            path = self.folder / f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}.eml"
            with open(path, "xb", opener=_private) as file:
                file.write(message.message(policy=_READABLE).as_bytes())
        return len(email_messages)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
