"""The usual handlers of rows that hang on an account or a contact: they move with a merge, or stay with the loser."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import ForeignKey, QuerySet
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models import Account
from milepost.accounts.records import Erased, MovedRows, RecordHandler, RecordKind, Words
from milepost.audit.public import Record, delete_record, update_records
from milepost.lib.actor import Actor

# What to write to a moved row besides its new key; None drops the row.
type Adapt = Callable[[Any, Any], Mapping[str, Any] | None]
type Erase = Callable[[Any, Actor], Erased]

_DROPPED = _("Those that the other one has as well are dropped.")


def moving_rows(
    model: type[Record],
    field: str,
    label: Words,
    *,
    adapt: Adapt | None = None,
    on_erase: str = "",
    note: Words = "",
    is_exported: bool = True,
) -> RecordHandler:
    """Return the handler of audited rows that move by an update of their key; one that clashes there is dropped.

    `adapt(row, winner)` gives further values to write, or None to drop the row. `on_erase` is "delete", or "blank" to
    empty the key; a key to a contact needs one of them. What is moved or dropped is put back from the log.
    """
    link = f"{field}_id"

    def merge(loser: Any, winner: Any, actor: Actor) -> MovedRows:
        pairs: list[tuple[Record, dict[str, Any]]] = []
        dropped: list[Record] = []
        for row in model._base_manager.filter(**{link: loser.pk}).order_by("pk"):
            values = adapt(row, winner) if adapt else {}
            if values is None:
                dropped.append(row)
            else:
                pairs.append((row, {field: winner, **values}))
        _written, refused = update_records(pairs, actor=actor)
        for row, conflict in refused:
            if conflict.code != "constraint":
                raise conflict
            dropped.append(row)
        for row in dropped:
            delete_record(row, actor=actor)
        return []

    return RecordHandler(
        model=model._meta.label,
        field=field,
        of=_target(model, field),
        label=label,
        rows=rows_of(model, field),
        merge=merge,
        undo=put_back_by_the_log,
        erase=erasing_rows(model, field, on_erase) if on_erase else None,
        is_personal=on_erase == "delete",
        note=note or (_DROPPED if _may_clash(model, field) else ""),
        is_exported=is_exported,
    )


def staying_rows(model: type[Any], field: str, label: Words, why: Words, *, is_exported: bool = True) -> RecordHandler:
    """Return the handler of rows that a merge leaves where they are, because of `why`."""
    return RecordHandler(
        model=model._meta.label,
        field=field,
        of=_target(model, field),
        label=label,
        rows=rows_of(model, field),
        merge=lambda _loser, _winner, _actor: [],
        undo=put_back_by_the_log,
        note=why,
        stays=True,
        is_exported=is_exported,
    )


def rows_of(model: type[Any], field: str) -> Callable[[Any], QuerySet[Any]]:
    """Return the function that gives the rows of a record."""
    return lambda record: model._default_manager.filter(**{f"{field}_id": record.pk})


def erasing_rows(model: type[Record], field: str, how: str) -> Erase:
    """Return how rows lose a person: they are deleted, or their key is emptied."""

    def erase(contact: Any, actor: Actor) -> Erased:
        rows = list(model._base_manager.filter(**{f"{field}_id": contact.pk}).order_by("pk"))
        if how == "delete":
            for row in rows:
                delete_record(row, actor=actor)
        else:
            _written, refused = update_records([(row, {field: None}) for row in rows], actor=actor)
            for _row, conflict in refused:
                raise conflict
        return Erased(len(rows))

    return erase


def put_back_by_the_log(_moved: MovedRows, _actor: Actor) -> None:
    """Leave it to the log, which puts audited rows back."""


def _target(model: type[Any], field: str) -> str:
    link = model._meta.get_field(field)
    is_account = isinstance(link, ForeignKey) and link.related_model is Account
    return RecordKind.ACCOUNT if is_account else RecordKind.CONTACT


def _may_clash(model: type[Any], field: str) -> bool:
    return any(field in getattr(rule, "fields", ()) for rule in model._meta.constraints)
