"""Facts: rooms push the latest value of the figures that they declared."""

import datetime as dt
import math
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.fact_changes import tell_changes
from milepost.accounts.models import Account, Fact
from milepost.accounts.queries.facts import COLUMN_OF_TYPE
from milepost.accounts.records import FactInput, FactState, FactType, FieldSpec, fact_fields
from milepost.lib.bulk_rows import insert_rows, insert_values
from milepost.lib.errors import Invalid

_LONGEST = 200
_BATCH_ROWS = 500
_WRITTEN = ("state", "as_of", *COLUMN_OF_TYPE.values())
_REPLACED = f'ON CONFLICT (account_id, "key") DO UPDATE SET {", ".join(f'"{n}" = excluded."{n}"' for n in _WRITTEN)}'

type Value = float | str | dt.date | bool | FactInput | None
type Values = Mapping[str, Value]


def record_facts(account: Account, values: Values, *, as_of: dt.datetime | None = None) -> None:
    """Keep the latest values of figures of one account; None says that it is unknown.

    `as_of` is the moment that the values are of (default: now); a `FactInput` may say its own. A value older than the
    one that is kept changes nothing. Raises `Invalid` for a figure that no room declared, or a value of another type.
    Two queries.
    """
    record_facts_of_many({account.pk: values}, as_of=as_of)


def record_facts_of_many(values: Mapping[int, Values], *, as_of: dt.datetime | None = None) -> None:
    """Keep the latest values of many accounts, by their keys. Two queries for every 500 facts, in one transaction."""
    moment = as_of or timezone.now()
    rows = [_fact(key, name, value, moment) for key, named in values.items() for name, value in named.items()]
    with transaction.atomic():
        for start in range(0, len(rows), _BATCH_ROWS):
            _keep(rows[start : start + _BATCH_ROWS])


def record_first_facts(accounts: Collection[int], values: Values) -> None:
    """Keep the same values of accounts that were made just now: nothing is there to compare them with. One query."""
    moment = timezone.now()
    facts = [_fact(0, key, value, moment) for key, value in values.items()]
    names = [field.attname for field in Fact._meta.concrete_fields if field.attname not in {"id", "account_id"}]
    told = [tuple(getattr(fact, name) for name in names) for fact in facts]
    insert_values(Fact, ["account_id", *names], [(account, *one) for account in accounts for one in told])


def _keep(rows: list[Fact]) -> None:
    present = Fact.objects.select_for_update().filter(
        account__in={row.account_id for row in rows}, key__in={row.key for row in rows}
    )
    newest = {(account, key): as_of for account, key, as_of in present.values_list("account", "key", "as_of")}
    wanted = [row for row in rows if newest.get((row.account_id, row.key), row.as_of) <= row.as_of]
    told = {row.key for row in wanted if fact_fields[row.key].is_told}
    if told:
        tell_changes(present.filter(key__in=told), wanted)
    insert_rows(wanted, on_conflict=_REPLACED)


def _fact(account: int, key: str, given: Value, moment: dt.datetime) -> Fact:
    spec = fact_fields.get(key)
    if spec is None:
        raise _wrong(key, _("There is no figure “%(key)s”.") % {"key": str(key)[:60]}, "unknown-fact")
    value = given.value if isinstance(given, FactInput) else given
    as_of = (given.as_of or moment) if isinstance(given, FactInput) else moment
    fact = Fact(account_id=account, key=key, as_of=as_of, state=FactState.UNKNOWN)
    if value is not None:
        fact.state = FactState.KNOWN
        setattr(fact, COLUMN_OF_TYPE[spec.type], _checked(spec, value))
    return fact


def _checked(spec: FieldSpec, value: Any) -> Any:
    match spec.type, value:
        case (FactType.YES_NO, bool()):
            return value
        case (FactType.NUMBER, int() | float()) if not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        case (FactType.TEXT, str()) if len(value) <= _LONGEST and "\x00" not in value:
            return value
        case (FactType.DATE, dt.date()) if not isinstance(value, dt.datetime):
            return value
    words = _("“%(field)s” is of type %(type)s; this is none: %(value)s.")
    given = {"field": spec.label, "type": spec.type.value, "value": str(value)[:60]}
    raise _wrong(spec.key, words % given, "wrong-value")


def _wrong(key: str, words: str, code: str) -> Invalid:
    return Invalid(code, words, {key: words})
