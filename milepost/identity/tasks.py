"""What identity does in the background: mails, and forgetting sessions that are over."""

import datetime as dt

from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.tasks import task
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from milepost.identity.digest import claim, mail_digest, people_at_breakfast
from milepost.identity.mail import send_mail
from milepost.identity.models import User
from milepost.jobs.public import paced_batches


@task()
def send_reset_mail(user_id: int) -> None:
    """Mail the link by which a person sets a new password; it is made here, so that no job holds it."""
    user: User | None = User.objects.active().filter(pk=user_id).first()
    if user is None:
        return
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    url = settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=parts)
    with translation.override(user.language):
        send_mail("password_reset", user.email, _("Set a new password"), {"person": user, "url": url})


@task()
def send_security_mail(user_id: int, news: str, address: str) -> None:
    """Tell a person of a change in how they sign in, so that a change they did not make is noticed."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    with translation.override(user.language):
        send_mail("security", user.email, news, {"person": user, "address": address, "at": timezone.now()})


@task()
def start_digests() -> None:
    """Run every hour: enqueue the digest of each person whose morning it is."""
    for user_id, day in people_at_breakfast(timezone.now()):
        claim(user_id, day, send_digest.enqueue)


@task()
def send_digest(user_id: int, day: str) -> None:
    """Mail one person's digest of `day`."""
    mail_digest(user_id, day)


@task()
def forget_sessions() -> None:
    """Run every night: delete the sessions that have run out, and what is known of the browsers they were in."""
    now = timezone.now()
    expired = list(Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True))
    for keys in paced_batches(expired):
        Session.objects.filter(pk__in=keys).delete()
    # A browser is noted a moment before its session is saved; one of yesterday without a session is signed out.
    over = UserSession.objects.filter(created_at__lt=now - dt.timedelta(days=1))
    over = over.exclude(session_key__in=Session.objects.values("session_key"))
    for ids in paced_batches(list(over.values_list("pk", flat=True))):
        UserSession.objects.filter(pk__in=ids).delete()
