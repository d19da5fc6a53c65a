"""The form of a feed."""

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.identity.public import User
from milepost.integrations.csv.models import Import
from milepost.integrations.feeds.models import Feed
from milepost.integrations.feeds.queries import ways_of_reading
from milepost.integrations.feeds.records import Rhythm, Way, Weekday

_HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class FeedForm(forms.ModelForm[Feed]):
    """What a person says of a feed; what of it is wrong, the action says."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reading = forms.ChoiceField(
        label=gettext_lazy("Read like"),
        help_text=gettext_lazy("A kept mapping: what is in the file, where its columns go, and the source."),
    )
    way = forms.ChoiceField(label=gettext_lazy("Where from"), choices=Way.choices, widget=forms.RadioSelect)
    place = forms.CharField(label=gettext_lazy("Address or folder"), max_length=1000)
    pattern = forms.CharField(
        label=gettext_lazy("Names of files"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("With * for anything, like “accounts-*.csv”."),
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        max_length=1000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    drops_secret = forms.BooleanField(label=gettext_lazy("Forget the secret"), required=False)
    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Rhythm.choices)
    hour = forms.TypedChoiceField(label=gettext_lazy("At"), choices=_HOURS, coerce=int)
    weekday = forms.TypedChoiceField(label=gettext_lazy("On"), choices=Weekday.choices, coerce=int)
    timezone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    tells_success = forms.BooleanField(
        label=gettext_lazy("Tell me of every import, not only of refusals and failures"), required=False
    )

    class Meta:
        model = Feed
        fields = ("name", "way", "place", "pattern", "rhythm", "hour", "weekday", "timezone", "tells_success")

    def __init__(
        self, data: Any = None, instance: Feed | None = None, *, viewer: User, import_: Import | None = None
    ) -> None:
        usual = instance or Feed(timezone=viewer.timezone)
        names = ("way", "pattern", "rhythm", "hour", "weekday", "timezone")
        initial: dict[str, Any] = {name: getattr(usual, name) for name in names}
        if instance is not None:
            place = instance.place or "."
            initial |= {"version": instance.version, "reading": str(instance.mapping_id), "place": place}
        elif import_ is not None:
            initial |= {"name": f"{import_.source}: {import_.kind}"[:80], "reading": f"import:{import_.pk}"}
        super().__init__(data, instance=instance, initial=initial)
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
        chosen = instance.timezone if instance else viewer.timezone
        self._choose("timezone", [(zone, zone.replace("_", " ")) for zone in dict.fromkeys(["UTC", chosen, *zones])])
        ways = ways_of_reading(viewer, import_)
        if import_ is not None:
            ways[0] = (ways[0][0], _("“%(file)s” as it was read") % {"file": import_.file_name})
        self._choose("reading", ways)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Leave the secret alone where nothing is said of it."""
        given = dict(self.cleaned_data)
        drops = given.pop("drops_secret", False)
        if not given.get("secret"):
            given.pop("secret", None)
            if drops:
                given["secret"] = ""
        return given

    def _post_clean(self) -> None:
        """Leave the record as it is: the action writes it."""
