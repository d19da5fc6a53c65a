"""One person: what they may do, their teams, their sessions, their history."""

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
from milepost.lib.errors import DomainError
from milepost.ui.public import REFUSED, done, person, show_refusal


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
    if form.is_valid():
        changes = dict(form.cleaned_data)
        version = changes.pop("version")
        try:
            change_user(user, changes, actor=person(request).as_actor(), expected_version=version)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return _done(request, user, _("Saved."))
    return _show(request, _visible(request, pk), form)


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's access: sessions and tokens end, what they did stays."""
    user = _visible(request, pk)
    change_user(user, {"is_active": False}, actor=person(request).as_actor())
    return _done(request, user, _("%(name)s cannot sign in any more.") % {"name": user})


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    user = _visible(request, pk)
    change_user(user, {"is_active": True}, actor=person(request).as_actor())
    return _done(request, user, _("%(name)s can sign in again.") % {"name": user})


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """End all sessions of somebody; of oneself, all but this one."""
    user = _visible(request, pk)
    keep = request.session.session_key if user == request.user else None
    end_sessions(user, actor=person(request).as_actor(), keep=keep)
    return _done(request, user, _("%(name)s is signed out everywhere.") % {"name": user})


@require_POST
@requires(Right.MANAGE_PEOPLE)
def person_drop_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn off the second factor of somebody who lost it."""
    user = _visible(request, pk)
    drop_second_factor(user, actor=person(request).as_actor())
    return _done(request, user, _("%(name)s signs in by password alone now.") % {"name": user})


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
        "memberships": user.memberships.filter(team__in=teams).select_related("team").order_by("team__name"),
    }
    if person(request).may(Right.MANAGE_PEOPLE):
        context |= {
            "form": form or PersonForm(instance=user, initial={"version": user.version}),
            "second_factor": second_factor_of(user),
            "sessions": sessions_of(user, request.session.session_key),
            "tokens": ApiToken.objects.usable().filter(user=user).order_by("-id"),
        }
    return render(request, "web/person.html", context, status=REFUSED if form and form.errors else 200)
