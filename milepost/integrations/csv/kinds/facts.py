"""Figures of accounts from files: the latest value of what rooms declared."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Fact, FactInput, fact_fields, fact_value, record_facts_of_many
from milepost.identity.public import User
from milepost.integrations.csv.kinds.custom import FACT, fact_import_fields
from milepost.integrations.csv.kinds.lookups import Accounts, Faults, account_field
from milepost.integrations.csv.records import ImportField, ImportKind, Outcome, Plan, Row, Run, ValueType, Written
from milepost.lib.actor import Actor

_LONGEST = 200


def figure_fields(viewer: User | None) -> list[ImportField]:
    """Return what columns of figures can go into."""
    return [
        account_field(),
        ImportField(
            key="as_of",
            label=gettext_lazy("As of"),
            type=ValueType.MOMENT,
            can_clear=False,
            aliases=("date", "on", "measured at", "day"),
            help=gettext_lazy(
                "Without it, the moment of the import. An older value than the one kept changes nothing."
            ),
        ),
        *fact_import_fields(viewer),
    ]


class FactImporter:
    """Plans and writes figures. They are past the log, so what stood before is remembered for an undo."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._accounts = Accounts(run)

    def plan(self, rows: Sequence[Row]) -> list[Plan]:
        self._accounts.fetch({row.values["account"] for row in rows if row.values.get("account")})
        accounts = {row.number: self._account_of(row) for row in rows}
        keys = [account.pk for account in accounts.values() if not isinstance(account, str)]
        stored = {(fact.account_id, fact.key): fact for fact in Fact.objects.filter(account__in=keys)}
        return [self._plan(row, accounts[row.number], stored) for row in rows]

    def write(self, plans: Sequence[Plan]) -> list[Written]:
        waiting: dict[int, dict[str, Any]] = defaultdict(dict)
        for plan in plans:
            account_id, values, _before = plan.data
            if waiting[account_id].keys() & values.keys():  # told one after the other, each is a change
                record_facts_of_many(waiting)
                waiting = defaultdict(dict)
            waiting[account_id] |= values
        record_facts_of_many(waiting)
        return [Written(plan, plan.outcome, before=plan.data[2]) for plan in plans]

    def _account_of(self, row: Row) -> Any:
        text = row.values.get("account")
        try:
            return self._accounts.named(text) if text else _("Say of which account the figures are.")
        except ValueError as error:
            return str(error)

    def _plan(self, row: Row, account: Any, stored: dict[tuple[int, str], Fact]) -> Plan:
        faults = Faults(self._run, row.values)
        faults.found += row.faults
        if isinstance(account, str):
            faults.add("account", account)
        as_of = row.values.get("as_of") or timezone.now()
        if as_of > timezone.now() + dt.timedelta(days=1):
            faults.add("as_of", _("A figure cannot be of a day to come."))
        given = {key.removeprefix(FACT): value for key, value in row.values.items() if key.startswith(FACT)}
        for key, value in given.items():
            if isinstance(value, str) and len(value) > _LONGEST:
                faults.add(f"{FACT}{key}", _("Write at most %(most)s characters.") % {"most": _LONGEST})
        if faults.found:
            return Plan(row, Outcome.REFUSED, faults.found)
        old = {key: stored.get((account.pk, key)) for key in given}
        news = {key: value for key, value in given.items() if _is_news(old[key], value, as_of)}
        if not news or (self._run.settings.existing == "skip" and any(old.values())):
            return Plan(row, Outcome.UNCHANGED)
        values = {key: FactInput(value=value, as_of=as_of) for key, value in news.items()}
        before = [_image(account.pk, key, old[key], news[key]) for key in news]
        outcome = Outcome.UPDATED if any(old[key] for key in news) else Outcome.CREATED
        return Plan(row, outcome, data=(account.pk, values, before))


def _is_news(fact: Fact | None, value: Any, as_of: dt.datetime) -> bool:
    return fact is None or (fact.as_of <= as_of and fact_value(fact) != value)


def _image(account: int, key: str, fact: Fact | None, value: Any) -> dict[str, Any]:
    old = fact_value(fact) if fact else None
    return {
        "account": account,
        "key": key,
        "was_there": fact is not None,
        "before": old.isoformat() if isinstance(old, dt.date) else old,
        "as_of": fact.as_of.isoformat() if fact else "",
        "after": value.isoformat() if isinstance(value, dt.date) else value,
    }


def take_back(images: Sequence[dict[str, Any]], _actor: Actor) -> None:
    """Put figures back as they were, those that still hold what the import wrote."""
    for image in images:
        fact = Fact.objects.filter(account=image["account"], key=image["key"]).first()
        if fact is None or image["key"] not in fact_fields.keys():  # noqa: SIM118 - a registry is no dict
            continue
        now = fact_value(fact)
        if (now.isoformat() if isinstance(now, dt.date) else now) != image["after"]:
            continue
        fact.delete()
        if image["was_there"]:
            value = image["before"]
            if isinstance(now, dt.date) and value:
                value = dt.date.fromisoformat(value)
            moment = dt.datetime.fromisoformat(image["as_of"])
            record_facts_of_many({image["account"]: {image["key"]: FactInput(value=value, as_of=moment)}})


FACTS = ImportKind(
    key="facts",
    label=gettext_lazy("Figures"),
    one=gettext_lazy("row of figures"),
    icon="chart-line",
    purpose=gettext_lazy("Latest values of figures of accounts that are already here."),
    fields=figure_fields,
    importer=FactImporter,
    key_fields=("account",),
    take_back=take_back,
)
