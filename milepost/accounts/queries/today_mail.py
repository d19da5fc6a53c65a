"""What captured mail says to a person's Today."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.accounts.models import CapturedMail
from milepost.identity.public import User
from milepost.ui.public import Reason, TodayGroup, TodayItem

_RANK = 48
_MOST_FOR_AGE = 20


def waiting(viewer: User, today: dt.date) -> Sequence[TodayItem]:
    """One item for all mail that waits for the viewer; a new mail brings it back after it was done. One query."""
    rows = CapturedMail.objects.visible_to(viewer).waiting()
    found = rows.aggregate(count=Count("pk"), newest=Max("pk"), oldest=Min("created_at"))
    if not found["count"]:
        return []
    days = (today - timezone.localtime(found["oldest"]).date()).days
    url = reverse("accounts:mail-queue")
    title = ngettext("Assign %(count)s captured mail", "Assign %(count)s captured mails", found["count"])
    since = ngettext("the oldest waits for %(days)s day", "the oldest waits for %(days)s days", days)
    return [
        TodayItem(
            key=f"mail:{found['newest']}",
            title=title % {"count": found["count"]},
            group=TodayGroup.WEEK,
            rank=_RANK + min(_MOST_FOR_AGE, max(0, days)),
            reasons=(
                Reason(_("no account was found for them"), url),
                Reason(since % {"days": days} if days > 0 else _("came today")),
            ),
            action=(_("Assign"), url),
            icon="inbox",
        )
    ]
