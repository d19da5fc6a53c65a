"""Ending what opens the door for somebody: their sessions, at once, and a second factor that they have lost."""

from importlib import import_module

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from milepost.audit.public import record_event
from milepost.identity.access import demand
from milepost.identity.models import User
from milepost.identity.records import Right
from milepost.lib.actor import Actor


def end_session(session: UserSession, *, actor: Actor) -> None:
    """Sign one browser out. A person ends their own; another's takes the right to manage people."""
    _may_end(session.user, actor)
    _end([session], session.user, actor)


def end_sessions(user: User, *, actor: Actor, keep: str | None = None) -> int:
    """Sign a person out everywhere but in the session whose key is `keep`; return how many sessions ended."""
    _may_end(user, actor)
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=keep or ""))
    _end(sessions, user, actor)
    return len(sessions)


def drop_second_factor(user: User, *, actor: Actor) -> None:
    """Turn another's second factor off, for those who lost it and their recovery codes; their sessions end too."""
    demand(actor, Right.MANAGE_PEOPLE)
    with transaction.atomic():
        if Authenticator.objects.filter(user=user).delete()[0]:
            record_event(user, "two-factor-off", actor=actor)
        end_sessions(user, actor=actor)


def _may_end(owner: User, actor: Actor) -> None:
    if owner.as_actor().id != actor.id or actor.kind != "user":
        demand(actor, Right.MANAGE_PEOPLE)


def _end(sessions: list[UserSession], user: User, actor: Actor) -> None:
    if not sessions:
        return
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    with transaction.atomic():
        for session in sessions:
            store.delete(session.session_key)
            session.delete()
        record_event(user, "session-ended", actor=actor, changes={"sessions": [len(sessions), None]})
