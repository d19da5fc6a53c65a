"""Writing plans: each row in a savepoint, with a note of the records that it wrote."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from milepost.accounts.public import Account
from milepost.audit.public import Record
from milepost.integrations.csv.records import Fault, Outcome, Plan, Touched, Written
from milepost.lib.errors import DomainError, Invalid

_noted: ContextVar["Touched | None"] = ContextVar("noted", default=None)


def note_writes(records: Sequence[Any], _action: str) -> None:
    """Note audited writes while a row is being written (see `audit.WriteObserver`)."""
    touched = _noted.get()
    if touched is not None:
        touched += [[record.audit_kind(), str(record.pk), _owner(record)] for record in records]


def _owner(record: Any) -> int | None:
    """Return the account that a record is, or belongs to."""
    return record.pk if isinstance(record, Account) else getattr(record, "account_id", None)


@contextmanager
def noting() -> Iterator[Touched]:
    """Collect the records that are written inside the block."""
    touched: Touched = []
    token = _noted.set(touched)
    try:
        yield touched
    finally:
        _noted.reset(token)


def write_one_by_one(plans: Sequence[Plan], write: Callable[[Plan], None]) -> list[Written]:
    """Write each plan by itself; a row that is refused now leaves nothing behind, and the others go on."""
    return [_written(plan, write) for plan in plans]


def write_together(plans: Sequence[Plan], write: Callable[[Sequence[Plan]], Sequence[Record]]) -> list[Written]:
    """Write the plans at once; `write` returns the record of each, and is all or none.

    When a row is refused they are written one by one, so that it alone leaves nothing behind.
    """
    try:
        with transaction.atomic(), noting() as touched:
            records = write(plans)
    except (DomainError, DataError, IntegrityError) as error:
        if len(plans) > 1:
            return [written for plan in plans for written in write_together([plan], write)]
        return [_refused(plan, error) for plan in plans]
    noted = {(kind, key) for kind, key, *_rest in touched}
    names = [(record.audit_kind(), str(record.pk)) for record in records]
    return [
        Written(plan, plan.outcome, touched=[list(name)] if name in noted else [])
        for plan, name in zip(plans, names, strict=True)
    ]


def _written(plan: Plan, write: Callable[[Plan], None]) -> Written:
    try:
        with transaction.atomic(), noting() as touched:
            write(plan)
    except (DomainError, DataError, IntegrityError) as error:
        return _refused(plan, error)
    return Written(plan, plan.outcome, touched=once(touched))


def _refused(plan: Plan, error: Exception) -> Written:
    if isinstance(error, DomainError):
        return Written(plan, Outcome.REFUSED, faults=faults_of(error))
    words = _("The database refused this row: %(words)s") % {"words": str(error).split("\n")[0][:150]}
    return Written(plan, Outcome.REFUSED, faults=[Fault("", "", words)])


def once(touched: Touched) -> Touched:
    """Return each record once, in the order of its first write."""
    return [list(one) for one in dict.fromkeys((kind, key) for kind, key, *_rest in touched)]


def faults_of(error: DomainError) -> list[Fault]:
    """Return a refusal as faults of the row; the columns are not known here."""
    if isinstance(error, Invalid) and error.fields:
        return [Fault("", "", reason) for reason in dict.fromkeys(error.fields.values())]
    return [Fault("", "", error.message)]
