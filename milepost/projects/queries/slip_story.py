"""The slip ledger as people read it: what belongs together told once, and who owes how many days."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.projects.models import PlanChange
from milepost.projects.queries.slips import SlipEntry, SlipLedger
from milepost.projects.records import MoveOrigin, PartySide
from milepost.ui.public import date_words


@dataclass(frozen=True, slots=True)
class SlipRun:
    """Acts in a row that are one story, like work that is rolled forward night by night."""

    entries: tuple[SlipEntry, ...]

    @property
    def change(self) -> PlanChange:
        """Return the last of the acts."""
        return self.entries[-1].change

    @property
    def days(self) -> int:
        return sum(entry.days for entry in self.entries)

    @property
    def first_on(self) -> dt.date:
        return timezone.localdate(self.entries[0].change.at)

    @property
    def last_on(self) -> dt.date:
        return timezone.localdate(self.change.at)

    @property
    def is_unexplained(self) -> bool:
        """Say whether somebody should say why; what was computed anew is nobody's act."""
        return not self.change.is_cause_given and self.change.origin != MoveOrigin.RECOMPUTED


def runs_of(ledger: SlipLedger) -> list[SlipRun]:
    """Return the acts of a ledger, oldest first, those in a row with the same root and reason as one."""
    return [SlipRun(tuple(entries)) for _key, entries in groupby(ledger.entries, key=_thread)]


def _thread(entry: SlipEntry) -> tuple[object, ...]:
    change = entry.change
    said = (change.side, change.cause_id, change.note, change.is_agreed, change.is_cause_given)
    return (change.task_id, change.label, change.origin, change.by_label, *said)


def headline(ledger: SlipLedger) -> str:
    """Return in one sentence by how much go-live moved since the baseline, and on whose side that lies."""
    shares = list(_shares(ledger))
    words = _moved_words(ledger)
    return _("%(moved)s: %(shares)s.") % {"moved": words, "shares": ", ".join(shares)} if shares else f"{words}."


def _moved_words(ledger: SlipLedger) -> str:
    values = {"days": abs(ledger.total_days), "day": date_words(ledger.to_on), "was": date_words(ledger.from_on)}
    if ledger.total_days > 0:
        words = ngettext(
            "Go-live is %(days)s working day later, %(day)s instead of %(was)s",
            "Go-live is %(days)s working days later, %(day)s instead of %(was)s",
            ledger.total_days,
        )
    elif ledger.total_days < 0:
        words = ngettext(
            "Go-live is %(days)s working day earlier, %(day)s instead of %(was)s",
            "Go-live is %(days)s working days earlier, %(day)s instead of %(was)s",
            -ledger.total_days,
        )
    elif ledger.entries or ledger.hidden_days:
        words = _("Go-live is back on %(day)s, as was agreed")
    else:
        words = _("Go-live stands on %(day)s, as was agreed")
    return words % values


def _shares(ledger: SlipLedger) -> Iterator[str]:
    """Yield whose how many days are, the most first."""
    sides = ledger.days_by_side()
    shares = (
        (sides.get(PartySide.OURS, 0), _("%(days)s on our side")),
        (sides.get(PartySide.THEIRS, 0), _("%(days)s on the customer's side")),
        (sides.get(PartySide.THIRD, 0), _("%(days)s on a third party's side")),
        (ledger.agreed_days, _("%(days)s agreed with the customer")),
        (ledger.hidden_days, _("%(days)s by tasks that you do not see")),
        (ledger.unattributed_days, _("%(days)s that nobody's act explains")),
    )
    for days, words in sorted(shares, key=lambda share: -abs(share[0])):
        if days:
            yield words % {"days": signed(days)}


def signed(days: int) -> str:
    """Return days with their sign: lost ones with a plus, as they are added to go-live."""
    return f"+{days}" if days > 0 else str(days).replace("-", "\N{MINUS SIGN}")
