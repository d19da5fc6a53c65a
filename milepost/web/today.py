"""Today: what needs this person now."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.identity.public import Right, User


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the ranked list of what needs the person now."""
    user = cast("User", request.user)
    return render(request, "web/today.html", {"can_invite": user.may(Right.MANAGE_PEOPLE)})
