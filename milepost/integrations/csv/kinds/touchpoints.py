"""Touchpoints from files: calls, meetings, mails and notes of another system's history."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import (
    Account,
    Direction,
    Sentiment,
    Touchpoint,
    TouchpointKind,
    check_touchpoint,
    record_touchpoints,
)
from milepost.identity.public import User
from milepost.integrations.csv.kinds.lookups import Accounts, Faults, People, account_field
from milepost.integrations.csv.records import ImportField, ImportKind, Outcome, Plan, Row, Run, ValueType, Written
from milepost.integrations.csv.running.writing import write_together
from milepost.lib.errors import Invalid
from milepost.lib.text import fold

_PLAIN = ("subject", "at", "body", "minutes")
_KINDS = {
    **{fold(str(word)): one.value for one in TouchpointKind for word in (one.label, one.value)},
    **dict.fromkeys(("phone", "phone call", "anruf"), TouchpointKind.CALL.value),
    **dict.fromkeys(("mail", "email"), TouchpointKind.EMAIL.value),
    **dict.fromkeys(("check in", "checkin"), TouchpointKind.CHECK_IN.value),
}
_DIRECTIONS = {
    **{fold(str(word)): one.value for one in Direction for word in (one.label, one.value)},
    **dict.fromkeys(("outbound", "sent", "outgoing"), Direction.OUT.value),
    **dict.fromkeys(("inbound", "received", "incoming"), Direction.IN.value),
}
_MOODS = {
    **{fold(str(word)): one.value for one in Sentiment for word in (one.label, one.value)},
    "positive": Sentiment.GOOD.value,
    "negative": Sentiment.BAD.value,
}


def touchpoint_fields(_viewer: User | None) -> list[ImportField]:
    """Return what columns of touchpoints can go into."""
    return [
        account_field(),
        ImportField(
            key="subject",
            label=gettext_lazy("Subject"),
            is_needed=True,
            can_clear=False,
            aliases=("title", "summary", "topic"),
        ),
        ImportField(
            key="at",
            label=gettext_lazy("When"),
            type=ValueType.MOMENT,
            is_needed=True,
            can_clear=False,
            aliases=("date", "activity date", "created at", "happened at", "on", "start", "time"),
        ),
        ImportField(
            key="kind",
            label=gettext_lazy("Kind"),
            can_clear=False,
            aliases=("type", "activity type", "channel"),
            help=gettext_lazy("Call, meeting, e-mail, training, check-in or note; without it a note."),
        ),
        ImportField(
            key="body",
            label=gettext_lazy("What was said"),
            type=ValueType.LONG_TEXT,
            aliases=("body", "notes", "description", "comment", "text"),
        ),
        ImportField(
            key="minutes",
            label=gettext_lazy("Minutes"),
            type=ValueType.WHOLE,
            aliases=("duration", "duration minutes", "length"),
        ),
        ImportField(key="direction", label=gettext_lazy("Who spoke"), can_clear=False, aliases=("direction",)),
        ImportField(key="sentiment", label=gettext_lazy("Mood"), aliases=("sentiment",)),
        ImportField(
            key="author", label=gettext_lazy("By"), can_clear=False, aliases=("author", "owner", "user", "created by")
        ),
    ]


class TouchpointImporter:
    """Plans and writes touchpoints that were held. Nobody is told of them, and they change no plan."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._accounts, self._people = Accounts(run), People()

    def plan(self, rows: Sequence[Row]) -> list[Plan]:
        self._accounts.fetch({row.values["account"] for row in rows if row.values.get("account")})
        found = Touchpoint.objects.filter(system=self._run.settings.source, external_key__in=[row.key for row in rows])
        known = {one.external_key: one for one in found}
        return [self._plan(row, known.get(row.key)) for row in rows]

    def write(self, plans: Sequence[Plan]) -> list[Written]:
        return write_together(plans, self._write)

    def _account_of(self, row: Row, present: Touchpoint | None, faults: Faults) -> Account | None:
        text = row.values.get("account")
        try:
            account = self._accounts.named(text) if text else None
        except ValueError as error:
            faults.add("account", str(error))
            return None
        if account is None:
            faults.add("account", _("Say with which account it was."))
        elif present is not None and present.account_id != account.pk:
            faults.add("account", _("Under this key is a touchpoint with another account."))
        return account

    def _plan(self, row: Row, present: Touchpoint | None) -> Plan:
        faults = Faults(self._run, row.values)
        faults.found += row.faults
        account = self._account_of(row, present, faults)
        wanted = self._wanted(row, present, faults)
        if faults.found:
            return Plan(row, Outcome.REFUSED, faults.found)
        if present is None:
            return Plan(row, Outcome.CREATED, data=(account, wanted, None))
        changes = {key: value for key, value in wanted.items() if key != "author" and getattr(present, key) != value}
        if not changes or self._run.settings.existing == "skip":
            return Plan(row, Outcome.UNCHANGED)
        return Plan(row, Outcome.UPDATED, data=(account, changes, present.version))

    def _wanted(self, row: Row, present: Touchpoint | None, faults: Faults) -> dict[str, Any]:
        given = {key: row.values[key] for key in _PLAIN if key in row.values}
        if "body" in given:
            given["body"] = given["body"] or ""
        for key, names in (("kind", _KINDS), ("direction", _DIRECTIONS), ("sentiment", _MOODS)):
            text = row.values.get(key)
            if text and fold(text) not in names:
                faults.add(key, _("This is none of: %(names)s.") % {"names": ", ".join(sorted(names))})
            elif text or key in row.values:
                given[key] = names[fold(text)] if text else ""
        if present is None:
            given.setdefault("kind", TouchpointKind.NOTE.value)
            for key in ("subject", "at"):
                if not given.get(key) and not row.faults:
                    faults.add(key, _("A touchpoint needs a subject and a moment."))
        wanted = self._checked(given, faults)
        if text := row.values.get("author"):
            try:
                wanted["author"] = self._people.named(text)
            except ValueError as error:
                faults.add("author", str(error))
        return wanted

    def _checked(self, given: dict[str, Any], faults: Faults) -> dict[str, Any]:
        try:
            return check_touchpoint(given) if not faults.found else given
        except Invalid as error:
            faults.add_invalid(error)
            return given

    def _write(self, plans: Sequence[Plan]) -> list[Touchpoint]:
        rows = [(account, plan.row.key, values) for plan in plans for account, values, _version in [plan.data]]
        seen = {plan.row.key: plan.data[2] for plan in plans if plan.data[2] is not None}
        authors = [values.get("author") for _account, _key, values in rows]
        return record_touchpoints(self._run.settings.source, rows, actor=self._run.actor, authors=authors, seen=seen)


TOUCHPOINTS = ImportKind(
    key="touchpoints",
    label=gettext_lazy("Touchpoints"),
    one=gettext_lazy("touchpoint"),
    icon="message",
    purpose=gettext_lazy("Calls, meetings, mails and notes that another system kept until now."),
    fields=touchpoint_fields,
    importer=TouchpointImporter,
)
