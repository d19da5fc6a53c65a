"""The way to one's captured mail: `{% load captured_mail %}`."""

from typing import Any

from django import template
from django.http import HttpRequest

from milepost.accounts.queries.captured_mail import waiting_count
from milepost.identity.public import Right
from milepost.ui.public import person

register = template.Library()


@register.inclusion_tag("accounts/parts/mail-tab.html", takes_context=True)
def mail_tab(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the tab of the mail that waits, for whoever can have some. One query, for them alone."""
    request: HttpRequest = context["request"]
    may_have = person(request).may(Right.WRITE)
    return {"request": request, "may_have": may_have, "count": waiting_count(person(request)) if may_have else 0}
