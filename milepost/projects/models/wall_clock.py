"""Moments of a plan: what the clock on the wall says where the work is done, without a zone.

A plan's dates are such moments, in the zone of its calendar, so that neither a reader's zone nor daylight saving moves
them. Django's own column of moments always holds a zone.
"""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.lib.errors import Invalid


class WallClockField(models.Field["dt.datetime | str | None", "dt.datetime | None"]):
    """A column of naive `datetime`, to the minute."""

    description = _("Moment on the wall clock")

    def db_type(self, connection: Any) -> str:
        """Return the type without a zone on PostgreSQL; SQLite has text that sorts by time."""
        return "timestamp without time zone" if connection.vendor == "postgresql" else "text"

    def to_python(self, value: Any) -> dt.datetime | None:
        """Return a moment of what a form, a fixture or the database gives; a date means its midnight."""
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = dt.datetime.fromisoformat(value)
            except ValueError as error:
                raise ValidationError(_("Write a date and a time, such as 2026-03-02 08:00."), "invalid") from error
        moment: dt.datetime = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        if moment.tzinfo is not None:
            raise Invalid("moment-with-zone", str(_("A plan's moment has no zone: it is the wall clock's.")))
        return moment.replace(second=0, microsecond=0)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> dt.datetime | None:
        """Return SQLite's text as a moment; PostgreSQL's driver gives one."""
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> dt.datetime | None:
        """Return what is stored and compared."""
        return self.to_python(super().get_prep_value(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Write SQLite's text in one form only, so that it sorts by time."""
        moment = value if prepared else self.get_prep_value(value)
        if moment is None or connection.vendor == "postgresql":
            return moment
        return moment.isoformat(" ", "minutes") if isinstance(moment, dt.datetime) else moment

    def value_to_string(self, obj: models.Model) -> str:
        """Write it into a fixture or the log."""
        moment = self.value_from_object(obj)
        return moment.isoformat(" ", "minutes") if moment else ""

    def formfield(self, **kwargs: Any) -> Any:
        """Return a plain input: the browser's own, which has no zone either."""
        return super().formfield(
            **{
                "form_class": forms.CharField,
                "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
                **kwargs,
            }
        )
