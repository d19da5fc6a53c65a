"""What requests say to a person's Today: their own that are late, and new ones of their accounts."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Account, AccountTeamMember
from milepost.feedback.models import Request
from milepost.feedback.records import RequestKind, RequestState
from milepost.identity.public import User
from milepost.ui.public import Reason, TodayGroup, TodayItem, TodaySource, date_words

_MOST = 20
_NEW, _LATE, _COMPLAINT = 50, 62, 8


def new_requests(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """Requests of which nobody has decided yet what becomes of them: one's own, and those of one's own accounts."""
    book = AccountTeamMember.objects.current(today).filter(user=viewer).values("account")
    mine = Q(owner=viewer) | Q(owner=None, account__in=book)
    rows = Request.objects.visible_to(viewer).filter(mine, state=RequestState.NEW).order_by("received_at", "pk")
    return [_new(one) for one in _shown(rows, viewer)]


def _shown(rows: QuerySet[Request], viewer: User) -> QuerySet[Request]:
    """Return the first rows with the account, where the viewer sees it: of others they see the request alone."""
    seen = Prefetch("account", Account.objects.visible_to(viewer), to_attr="seen_account")
    return rows.select_related("contact", "filed_by").prefetch_related(seen)[:_MOST]


def _new(request: Any) -> TodayItem:
    url = _url(request)
    who = request.contact or request.filed_by or request.seen_account
    came = _("asked by %(who)s on %(day)s") % {"who": who, "day": date_words(request.received_at)}
    is_complaint = request.kind == RequestKind.COMPLAINT
    return _item(
        request,
        key=f"request-new:{request.pk}",
        title=_("Decide on the request: %(request)s") % {"request": request},
        rank=_NEW + (_COMPLAINT if is_complaint else 0),
        reasons=(Reason(came, url), *((Reason(_("a complaint"), url),) if is_complaint else ())),
        action=(_("Decide"), url),
    )


def late_requests(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """One's own requests whose promised day has passed."""
    rows = Request.objects.visible_to(viewer).open().filter(owner=viewer, promised_on__lt=today)
    return [_late(one) for one in _shown(rows.order_by("promised_on", "pk"), viewer)]


def _late(request: Any) -> TodayItem:
    url = _url(request)
    words = _("promised by %(day)s") % {"day": date_words(request.promised_on or request.received_at)}
    return _item(
        request,
        key=f"request-late:{request.pk}:{request.promised_on}",
        title=_("Keep the promise: %(request)s") % {"request": request},
        rank=_LATE,
        reasons=(Reason(words, url),),
        due=request.promised_on,
        action=(_("Open it"), url),
    )


def _item(request: Any, **said: Any) -> TodayItem:
    account = request.seen_account
    about = (
        {"about": account.name, "about_url": reverse("accounts:account-detail", args=[account.pk])} if account else {}
    )
    return TodayItem(group=TodayGroup.NOW, icon="message-circle", **{"due": None, **said}, **about)


def _url(request: Request) -> str:
    return reverse("feedback:request-detail", args=[request.pk])


def sources() -> Iterator[TodaySource]:
    """Yield what the room registers."""
    yield TodaySource("requests-new", gettext_lazy("requests that nobody has decided on"), new_requests)
    yield TodaySource("requests-late", gettext_lazy("requests whose promised day has passed"), late_requests)
