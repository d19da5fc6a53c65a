"""Mails to people: one calm look, as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from milepost.identity.models import Invitation


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that goes with a mail."""

    name: str
    content: bytes
    mime_type: str


def send_mail(
    template: str,
    to: str,
    subject: str,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
    *,
    files: Sequence[MailFile] = (),
) -> None:
    """Send `emails/<template>.txt` with `.html` beside it; raises what the mailer raises."""
    values = {"base_url": settings.BASE_URL, "subject": subject, **context}
    text = render_to_string(f"emails/{template}.txt", values)
    mail = EmailMultiAlternatives(subject, text.strip() + "\n", to=[to], headers=headers)
    mail.attach_alternative(render_to_string(f"emails/{template}.html", values), "text/html")
    for one in files:
        mail.attach(one.name, one.content, one.mime_type)
    mail.send()


def send_invitation(invitation: Invitation, subject: str, url: str) -> None:
    """Mail an invitation's link, which is known only to whoever has just made it."""
    send_mail("invitation", invitation.email, subject, {"invitation": invitation, "url": url})
