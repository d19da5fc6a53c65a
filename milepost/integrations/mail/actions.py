"""The mailbox is read by the clock, by one at a time."""

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.integrations.mail.models import Mailbox
from milepost.integrations.mail.queries import mailbox_key
from milepost.jobs.public import retrying
from milepost.lib.errors import Unavailable

HELD = dt.timedelta(minutes=3)


@task
@retrying(max_attempts=3, backoff_seconds=30)
def poll_mailbox() -> int:
    """Read the mailbox of the settings, if there is one; return how many mails were captured. Safe to run twice.

    What hinders it is kept with the mailbox, where admins read it, and does not fail the job: the next one tries again.
    """
    mailbox = _held()
    if mailbox is None:
        return 0
    from milepost.integrations.mail.polling import read_new_mail  # noqa: PLC0415 - its libraries take time to load

    captured, fault = 0, _("It stopped unexpectedly; the log says why.")
    try:
        captured, fault = read_new_mail(mailbox), ""
    except Unavailable as error:
        fault = error.message[:300]
    finally:
        now = timezone.now()
        went_well = {"read_at": now} if not fault else {}
        Mailbox.objects.filter(pk=mailbox.pk).update(busy_until=None, polled_at=now, last_error=fault, **went_well)
    return captured


def _held() -> Mailbox | None:
    """Return the mailbox, held for three minutes; None when there is none or somebody else reads it."""
    if not settings.IMAP_HOST or not settings.CAPTURE_ADDRESS:
        return None
    now = timezone.now()
    mailbox, _is_new = Mailbox.objects.get_or_create(key=mailbox_key())
    free = Mailbox.objects.filter(Q(busy_until=None) | Q(busy_until__lt=now), pk=mailbox.pk)
    if not free.update(busy_until=now + HELD):
        return None
    mailbox.refresh_from_db()
    return mailbox
