"""The addresses of signing in: those of allauth's pages that we offer, and no others."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path
from django.views.decorators.http import require_safe

_SSO = {"provider_id": "sso"}  # the one provider that the environment can name


def single_sign_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead home where the environment names no provider."""

    @login_not_required
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, provider_id: str) -> HttpResponse:
        if not settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
            return redirect("/")
        return view(request, provider_id)

    return guarded


@require_safe
def to_security(request: HttpRequest) -> HttpResponse:
    """Lead to our page, where allauth would show its own."""
    return redirect("web:security")


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",  # the key holds a hyphen too
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", to_security, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "2fa/recovery-codes/download/", require_safe(codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/login/", single_sign_on(openid_connect.login), _SSO, name="openid_connect_login"),
    path("sso/login/callback/", single_sign_on(openid_connect.callback), _SSO, name="openid_connect_callback"),
]
