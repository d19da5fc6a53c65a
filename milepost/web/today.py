"""Today: what needs this person now."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from milepost.accounts.public import book_by_stage
from milepost.identity.public import Right
from milepost.lib.errors import Invalid
from milepost.ui.public import TodayGroup, person, put_off, set_done, take_back, toast, today_of

GROUP_WORDS = {
    TodayGroup.NOW: gettext_lazy("Now"),
    TodayGroup.WEEK: gettext_lazy("This week"),
    TodayGroup.WAITING: gettext_lazy("Waiting on the customer"),
    TodayGroup.WATCHING: gettext_lazy("Watching"),
}


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the ranked list of what needs the person now."""
    return _show(request)


@require_POST
def today_mark(request: HttpRequest) -> HttpResponse:
    """Put an item off, mark it as done, or take that back; then show the list."""
    viewer, key = person(request), request.POST.get("key", "")
    match request.POST.get("act"):
        case "done":
            set_done(viewer, key)
            words = _("Done.")
        case "put-off":
            put_off(viewer, key, _day(request.POST.get("until", "")))
            words = _("Put off.")
        case "take-back":
            take_back(viewer, key)
            words = _("It is back.")
        case _:
            raise Invalid("wrong-act", _("This cannot be done with an item of Today."))
    if not request.headers.get("HX-Request"):
        return redirect("web:today")
    return toast(_show(request, undo=key if request.POST["act"] != "take-back" else ""), words)


def _day(text: str) -> dt.date:
    """Return the day that a button stands for (`1`, `7`: so many days ahead) or that was written out."""
    if text in {"1", "7"}:
        return timezone.localdate() + dt.timedelta(days=int(text))
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Invalid("wrong-day", _("That is no day."), {"until": _("That is no day.")})
    return day


def _show(request: HttpRequest, undo: str = "") -> HttpResponse:
    viewer = person(request)
    groups = [(group.value, GROUP_WORDS[group], items) for group, items in today_of(viewer).items()]
    context = {
        "groups": groups,
        "book": book_by_stage(viewer),
        "undo": undo,
        "can_invite": viewer.may(Right.MANAGE_PEOPLE),
        "can_write": viewer.may(Right.WRITE),
    }
    is_part = request.headers.get("HX-Target") == "today-list"
    return render(request, "web/today.html#list" if is_part else "web/today.html", context)
