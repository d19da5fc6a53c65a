"""How allauth behaves here: nobody signs up by themselves, every write is logged, mail is ours."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import record_event, update_record
from milepost.identity.middleware import client_address
from milepost.identity.models import User
from milepost.identity.single_sign_on import Refused, person_for_claims
from milepost.identity.tasks import send_reset_mail, send_security_mail
from milepost.lib.actor import Actor

STRANGER = Actor("anonymous", "", "Somebody")

# What allauth would say in its own templates, in our words; None is not worth a toast.
_WORDS: dict[str, Promise | None] = {
    "account/messages/logged_in.txt": None,
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_changed.txt": _("Your password is changed. Other sessions have ended."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/totp_activated.txt": _("Two-factor sign-in is on."),
    "mfa/messages/totp_deactivated.txt": _("Two-factor sign-in is off."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes are ready. Keep them somewhere safe."),
}

# Mails on changes of security: allauth's template → what happened, as the log and the mail name it.
_NEWS = {
    "account/email/password_changed": _("Your password was changed"),
    "account/email/password_set": _("A password was set for you"),
    "account/email/password_reset": _("Your password was reset"),
    "mfa/email/totp_activated": _("Two-factor sign-in was turned on"),
    "mfa/email/totp_deactivated": _("Two-factor sign-in was turned off"),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not belong together. Check both and try again."),
        "too_many_login_attempts": _(
            "Too many wrong tries for this address. Wait five minutes, then try again or reset your password."
        ),
        "incorrect_code": _("This code is not right. Codes change every 30 seconds and work once."),
        "incorrect_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Let `next` lead nowhere but to this host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "127.0.0.1"

    def set_password(self, user: User, password: str) -> None:
        update_record(user, {"password": make_password(password)}, actor=user.as_actor())

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return bool(found and found.pk == user.pk)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = User.objects.active().filter(email=str(credentials.get("email", "")).lower()).first()
        if user:
            record_event(user, "sign-in-failed", actor=STRANGER)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(self.get_login_redirect_url(request)) if request.user.is_anonymous else "/settings/security/"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Leave it to a job: an answer that takes longer for known addresses would tell them apart."""
        send_reset_mail.enqueue(user.pk)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        if template_prefix in _NEWS:
            send_security_mail.enqueue(user.pk, str(_NEWS[template_prefix]), client_address(self.request))

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        words = message or _WORDS.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the second factor's secrets encrypted, so that a copy of the database alone is not enough."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"milepost.second-factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: whom the provider's word lets in, `single_sign_on` decides."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if request.user.is_authenticated:  # else a signed-in person could hang another's account on theirs
            raise ImmediateHttpResponse(redirect("/"))
        try:
            if not sociallogin.is_existing:
                claims = sociallogin.account.get_provider_account().get_user_data() or {}
                user = person_for_claims(claims)
                sociallogin.user = sociallogin.account.user = user
                sociallogin.account.save()
                record_event(user, "single-sign-on-linked", actor=user.as_actor())
        except Refused as refusal:
            page = render(request, "socialaccount/authentication_error.html", {"refusal": refusal}, status=403)
            raise ImmediateHttpResponse(page) from refusal
