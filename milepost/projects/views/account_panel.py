"""The panel of an account that shows its projects: where they stand, and whose move it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from milepost.accounts.public import Account
from milepost.identity.public import Right
from milepost.projects.models import Project
from milepost.projects.queries.register import account_watch
from milepost.projects.queries.standings import standings
from milepost.ui.public import in_drawer, person

SHOWN_MOST = 8


@require_safe
def account_projects(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the open projects of an account, those that run first."""
    viewer = person(request)
    account = get_object_or_404(Account.objects.visible_to(viewer), pk=pk)
    rows = Project.objects.visible_to(viewer).filter(account=account, archived_at=None)
    # Of the states of open projects "active" comes first by its name, then "draft", then "paused".
    found = list(rows.open().order_by("state", "forecast_on", "pk")[: SHOWN_MOST + 1])
    context = {
        "account": account,
        "standings": standings(found[:SHOWN_MOST], viewer, timezone.localdate()),
        "has_more": len(found) > SHOWN_MOST,
        "ended": rows.count() - rows.open().count(),
        "watch": account_watch(account, viewer),
        "may_write": viewer.may(Right.WRITE) and viewer.may(Right.READ_ALL),
    }
    is_part = request.headers.get("HX-Request") == "true" and not in_drawer(request)
    return render(request, f"projects/account-projects.html{'#panel' if is_part else ''}", context)
