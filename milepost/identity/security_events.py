"""What allauth tells by its signals, as events in the log of the person concerned."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth_signals
from django.http import HttpRequest

from milepost.audit.public import record_event
from milepost.identity.actions.sessions import end_sessions
from milepost.identity.models import User
from milepost.lib.actor import Actor

_CODES = Authenticator.Type.RECOVERY_CODES
_STRANGER = Actor("anonymous", "", "Somebody")


def connect() -> None:
    """Listen; called once when Django is ready."""
    account_signals.user_logged_in.connect(_signed_in, dispatch_uid="milepost.signed-in")
    auth_signals.user_logged_out.connect(_signed_out, dispatch_uid="milepost.signed-out")
    account_signals.password_changed.connect(_password_changed, dispatch_uid="milepost.password-changed")
    account_signals.password_set.connect(_password_changed, dispatch_uid="milepost.password-set")
    account_signals.password_reset.connect(_password_reset, dispatch_uid="milepost.password-reset")
    mfa_signals.authenticator_added.connect(_factor_added, dispatch_uid="milepost.factor-added")
    mfa_signals.authenticator_removed.connect(_factor_removed, dispatch_uid="milepost.factor-removed")
    mfa_signals.authenticator_reset.connect(_codes_made, dispatch_uid="milepost.codes-made")
    mfa_signals.authenticator_used.connect(_factor_used, dispatch_uid="milepost.factor-used")
    mfa_signals.authentication_failed.connect(_factor_failed, dispatch_uid="milepost.factor-failed")


def _note(user: User, event: str) -> None:
    record_event(user, event, actor=user.as_actor())


def _signed_in(user: User, **_rest: Any) -> None:
    _note(user, "signed-in")


def _signed_out(user: User | None, **_rest: Any) -> None:
    if user is not None:
        _note(user, "signed-out")


def _password_changed(user: User, request: HttpRequest, **_rest: Any) -> None:
    _note(user, "password-changed")
    end_sessions(user, actor=user.as_actor(), keep=request.session.session_key)


def _password_reset(user: User, **_rest: Any) -> None:
    _note(user, "password-reset")
    end_sessions(user, actor=user.as_actor())


def _factor_added(user: User, authenticator: Authenticator, **_rest: Any) -> None:
    _note(user, "recovery-codes-made" if authenticator.type == _CODES else "two-factor-on")


def _factor_removed(user: User, authenticator: Authenticator, **_rest: Any) -> None:
    if authenticator.type != _CODES:
        _note(user, "two-factor-off")


def _codes_made(user: User, **_rest: Any) -> None:
    _note(user, "recovery-codes-made")


def _factor_used(user: User, authenticator: Authenticator, **_rest: Any) -> None:
    if authenticator.type == _CODES:
        _note(user, "recovery-code-used")


def _factor_failed(user: User, **_rest: Any) -> None:
    record_event(user, "second-factor-failed", actor=_STRANGER)
