"""A person's own profile and preferences."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from milepost.identity.public import User, set_preferences
from milepost.ui.public import REFUSED, person, saved


class ProfileForm(forms.ModelForm[User]):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ("name", "title")


class PreferencesForm(forms.ModelForm[User]):
    version = forms.IntegerField(widget=forms.HiddenInput)
    timezone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    locale = forms.ChoiceField(label=gettext_lazy("Language and formats"))

    class Meta:
        model = User
        fields = ("timezone", "locale", "theme", "wants_digest")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
        choices = [(zone, zone.replace("_", " ")) for zone in ["UTC", *zones]]
        self.fields["timezone"] = forms.ChoiceField(label=_("Time zone"), choices=choices)
        if len(settings.LANGUAGES) > 1:
            self.fields["locale"] = forms.ChoiceField(label=_("Language and formats"), choices=settings.LANGUAGES)
        else:
            del self.fields["locale"]  # nothing to choose


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's name and title."""
    return _own_page(request, ProfileForm, "web/profile.html", "web:profile")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and change one's time zone, language, appearance and digest."""
    return _own_page(request, PreferencesForm, "web/preferences.html", "web:preferences")


def _own_page(request: HttpRequest, form_class: type[forms.ModelForm[User]], page: str, here: str) -> HttpResponse:
    me = User.objects.get(pk=person(request).pk)  # the form writes into its instance, and a refusal must leave no trace
    form = form_class(request.POST or None, instance=me, initial={"version": me.version})
    actor = me.as_actor()
    if request.method == "POST" and saved(
        form, lambda changes, version: set_preferences(me, changes, actor=actor, expected_version=version)
    ):
        messages.success(request, _("Saved."))
        return redirect(here)
    return render(request, page, {"form": form}, status=REFUSED if form.errors else 200)
