"""A change request in words: what it does to dates, hours and money, as it is shown and as a version keeps it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.projects.lengths import words_of_minutes
from milepost.projects.models import ChangeRequest
from milepost.projects.records_scope import Payer
from milepost.ui.public import number_words


def effect_words(change: ChangeRequest) -> list[str]:
    """Return what a change comes to, a sentence each."""
    return list(_effects(change))


def _effects(change: ChangeRequest) -> Iterator[str]:
    if change.has_plan_edits and change.forecast_to is not None:
        yield _days(change)
    if change.extra_minutes:
        words = _("%(length)s more work.") if change.extra_minutes > 0 else _("%(length)s less work.")
        yield words % {"length": words_of_minutes(abs(change.extra_minutes))}
    if change.target_on is not None:
        yield _("The new target is %(day)s.") % {"day": _day(change.target_on)}
    if change.amount is not None:
        price = f"{number_words(change.amount, 2)} {change.project.account.currency if change.project.account else ''}"
        yield _("Price: %(price)s, paid by: %(payer)s.") % {"price": price.strip(), "payer": Payer(change.payer).label}
    elif change.payer != Payer.NOBODY:
        yield _("Paid by: %(payer)s.") % {"payer": Payer(change.payer).label}


def _days(change: ChangeRequest) -> str:
    values = {"days": abs(change.extra_days), "day": _day(change.forecast_to) if change.forecast_to else ""}
    if change.extra_days > 0:
        words = ngettext(
            "Go-live is %(days)s working day later, %(day)s.",
            "Go-live is %(days)s working days later, %(day)s.",
            change.extra_days,
        )
    elif change.extra_days < 0:
        words = ngettext(
            "Go-live is %(days)s working day earlier, %(day)s.",
            "Go-live is %(days)s working days earlier, %(day)s.",
            -change.extra_days,
        )
    else:
        words = _("Go-live stays on %(day)s.")
    return words % values


def _day(day: dt.date) -> str:
    """Return a day with its year: what is agreed is read later, too."""
    return date_format(day, "j M Y")


def change_data(change: ChangeRequest) -> dict[str, Any]:
    """Return what a version of the scope says of an approved change."""
    return {
        "number": change.number,
        "title": change.title,
        "why": change.why,
        "days": change.extra_days,
        "minutes": change.extra_minutes,
        "amount": str(change.amount) if change.amount is not None else None,
        "payer": change.payer,
        "words": " ".join(effect_words(change)),
    }
