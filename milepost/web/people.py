"""One person: what they may do, their teams, their sessions, their history."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import (
    ApiToken,
    Right,
    Team,
    User,
    change_user,
    drop_second_factor,
    end_sessions,
    requires,
    second_factor_of,
    sessions_of,
)
from milepost.lib.actor import Actor
from milepost.ui.public import REFUSED, done, person, saved


class PersonForm(forms.ModelForm[User]):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ("name", "title", "email", "role")


@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person; to those who manage people, with what they may change."""
    return _show(request, _visible(request, pk))


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, title, address and role."""
    user = _visible(request, pk)
    form = PersonForm(request.POST, instance=User.objects.get(pk=pk))
    actor = person(request).as_actor()
    if saved(form, lambda changes, version: change_user(user, changes, actor=actor, expected_version=version)):
        return _done(request, user, _("Saved."))
    return _show(request, _visible(request, pk), form)


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's access: sessions and tokens end, what they did stays."""
    words = _("%(name)s cannot sign in any more.")
    return _act(request, pk, words, lambda user, actor: change_user(user, {"is_active": False}, actor=actor))


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    words = _("%(name)s can sign in again.")
    return _act(request, pk, words, lambda user, actor: change_user(user, {"is_active": True}, actor=actor))


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """End all sessions of somebody; of oneself, all but this one."""
    keep = request.session.session_key if pk == person(request).pk else None
    words = _("%(name)s is signed out everywhere.")
    return _act(request, pk, words, lambda user, actor: end_sessions(user, actor=actor, keep=keep))


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_drop_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn off the second factor of somebody who lost it."""
    words = _("%(name)s signs in by password alone now.")
    return _act(request, pk, words, lambda user, actor: drop_second_factor(user, actor=actor))


def _act(request: HttpRequest, pk: int, words: str, act: Callable[[User, Actor], Any]) -> HttpResponse:
    """Do something to a person that needs no form; `words` say that it was done."""
    user = _visible(request, pk)
    act(user, person(request).as_actor())
    return _done(request, user, words % {"name": user})


def _visible(request: HttpRequest, pk: int) -> User:
    user: User = get_object_or_404(User.objects.visible_to(person(request)), pk=pk)
    return user


def _done(request: HttpRequest, user: User, words: str) -> HttpResponse:
    url = reverse("web:person-detail", args=[user.pk])
    return done(request, words, url, lambda: _show(request, user))


def _show(request: HttpRequest, user: User, form: PersonForm | None = None) -> HttpResponse:
    teams = Team.objects.visible_to(person(request))
    context: dict[str, Any] = {
        "subject": user,
        "memberships": user.memberships.filter(team__in=teams).select_related("team").order_by("team__name_folded"),
    }
    if person(request).may(Right.MANAGE_PEOPLE):
        context |= {
            "form": form or PersonForm(instance=user, initial={"version": user.version}),
            "second_factor": second_factor_of(user),
            "sessions": sessions_of(user, request.session.session_key),
            "tokens": ApiToken.objects.usable().filter(user=user).order_by("-id"),
        }
    return render(request, "web/person.html", context, status=REFUSED if form and form.errors else 200)
