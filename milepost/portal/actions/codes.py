"""Six digits by mail, good for one link in one browser, ten minutes long and for five tries."""

import datetime as dt
import hmac
import secrets

from django.db import transaction
from django.db.models import F, Sum
from django.tasks import task
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.identity.public import send_mail
from milepost.jobs.public import once
from milepost.portal.models import LoginCode, PortalAccess

GOOD_FOR = dt.timedelta(minutes=10)
MOST_TRIES = 5
MOST_MAILS = 5
COUNTED_FOR = dt.timedelta(hours=1)


@task()
def send_code(access_id: int, link_version: int, browser: str, request_key: str) -> None:
    """Mail a code, once however often the job runs; nothing for a link that is not good (`access_id` 0).

    The code is made here, so that no job holds it. Should the worker die before the mail is out, none is sent: the
    person asks for another.
    """
    with once(f"portal-code:{request_key}") as is_first:
        made = _made(access_id, link_version, browser) if is_first else None
    if made is None:
        return
    access, digits = made
    with translation.override(access.language or translation.get_language()):
        subject = _("%(code)s is your code") % {"code": digits}
        send_mail("portal_code", access.address, subject, {"code": digits, "minutes": 10})


def _made(access_id: int, link_version: int, browser: str) -> tuple[PortalAccess, str] | None:
    access = PortalAccess.objects.open().filter(pk=access_id, link_version=link_version).first()
    if access is None:
        return None
    now = timezone.now()
    if LoginCode.objects.filter(access=access, created_at__gt=now - COUNTED_FOR).count() >= MOST_MAILS:
        return None
    digits = f"{secrets.randbelow(1_000_000):06}"
    code = LoginCode(access=access, link_version=link_version, browser=browser, expires_at=now + GOOD_FOR)
    code.save()
    LoginCode.objects.filter(pk=code.pk).update(digest=_digest(code, digits))
    return access, digits


def use_code(access: PortalAccess | None, browser: str, digits: str) -> bool:
    """Say whether `digits` are the newest code of this link in this browser, and use it up.

    Five wrong tries end a code, and five within an hour end all codes of the contact until the hour is over, from
    however many browsers and addresses they come. For no access the same is read and written as for one.
    """
    now = timezone.now()
    contact_id, access_id = (access.contact_id, access.pk) if access else (0, 0)
    version = access.link_version if access else 0
    with transaction.atomic():
        # Tries of one contact go one after another, else many at once would pass the count together.
        list(Contact.objects.select_for_update().filter(pk=contact_id).values_list("pk"))
        tries = _wrong_tries(contact_id, now)
        mine = LoginCode.objects.filter(access=access_id, browser=browser, link_version=version)
        code = mine.order_by("-id").first() or LoginCode(pk=0, expires_at=now)
        is_right = hmac.compare_digest(code.digest, _digest(code, digits))
        is_usable = code.used_at is None and code.expires_at > now and max(tries, code.tries) < MOST_TRIES
        rows = LoginCode.objects.filter(pk=code.pk)
        if is_right and is_usable:
            rows.update(used_at=now)
            return True
        rows.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1)
        return False


def _wrong_tries(contact_id: int, now: dt.datetime) -> int:
    """Return the wrong tries of the last hour; a code that was used in the end, and a former link's, do not count."""
    codes = LoginCode.objects.filter(
        access__contact=contact_id,
        created_at__gt=now - COUNTED_FOR,
        used_at=None,
        link_version=F("access__link_version"),
    )
    return codes.aggregate(tries=Sum("tries"))["tries"] or 0


def _digest(code: LoginCode, digits: str) -> str:
    return salted_hmac("milepost.portal.code", f"{code.pk}:{digits}", algorithm="sha256").hexdigest()
