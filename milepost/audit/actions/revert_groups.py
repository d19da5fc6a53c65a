"""Taking back what belongs together: each group of rows wholly or not at all, and nothing on which others hang."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from milepost.audit.actions.entries import batched_as_one, make_entry, save_entries, tell_observers
from milepost.audit.actions.parts import raise_wholes
from milepost.audit.actions.revert import _History, _model, _revert
from milepost.audit.actions.values import last_values
from milepost.audit.models import Action, AuditEntry, Record
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict

type Key = tuple[str, str]  # kind and key of a record, as the log has them
type Group = Sequence[Key]


def revert_groups(batch: str, groups: Sequence[Group], *, actor: Actor) -> list[Conflict | None]:
    """Take back what `batch` did to each group of records; return for each why it was left, or None.

    A group is taken back wholly or not at all: it is left when one of its rows was written since, or when an audited
    row that the groups do not hold hangs on one that the batch made. Groups are given in the order of writing and are
    taken back from the last to the first. One transaction, so give a few hundred at a time; groups that were only made
    cost a constant number of queries together, others about twenty each.
    """
    with transaction.atomic(), batched_as_one():
        histories = _histories_of(batch, {key for group in groups for key in group})
        held = {number: [histories[key] for key in group if key in histories] for number, group in enumerate(groups)}
        made = {number: some for number, some in held.items() if all(_was_made(one) for one in some)}
        # Rows that were there before let go of what the batch made, and only then does that go.
        changed = sorted(set(held) - set(made), reverse=True)
        answers = {number: _revert_one(held[number], actor) for number in changed}
        answers |= _delete_made(made, actor)
    return [answers[number] for number in range(len(groups))]


def _was_made(history: _History) -> bool:
    return history.was_created and not history.was_deleted


def _histories_of(batch: str, keys: Iterable[Key]) -> dict[Key, _History]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, key in keys:
        by_kind[kind].append(key)
    found: dict[Key, list[AuditEntry]] = defaultdict(list)
    for kind, some in by_kind.items():
        entries = AuditEntry.objects.filter(kind=kind, key__in=some, batch=batch).exclude(action=Action.EVENT)
        for entry in entries.order_by("id"):
            found[entry.kind, entry.key].append(entry)
    return {key: _History(entries) for key, entries in found.items()}


def _delete_made(groups: Mapping[int, list[_History]], actor: Actor) -> dict[int, Conflict | None]:
    """Delete groups that hold nothing but rows which the batch made."""
    answers: dict[int, Conflict | None] = {}
    rows = _rows_of(history for some in groups.values() for history in some)
    for number, some in groups.items():
        answers[number] = next((words for one in some if (words := _written_since(one, rows.get(_key(one))))), None)
    while True:
        going = {_key(one): number for number, some in groups.items() if not answers[number] for one in some}
        held = dict(_held_by_others({key: rows[key] for key in going}))
        if not held:
            break
        for key, by in held.items():
            answers[going[key]] = _in_use(rows[key], by)
    last_first = sorted(going, key=lambda key: going[key], reverse=True)
    order = {_key(one): place for some in groups.values() for place, one in enumerate(some)}
    for kind in dict.fromkeys(kind for kind, _pk in sorted(last_first, key=lambda key: -order[key])):
        _delete([rows[key] for key in last_first if key[0] == kind], actor)
    return answers


def _key(history: _History) -> Key:
    return history.last.kind, history.last.key


def _rows_of(histories: Iterable[_History]) -> dict[Key, Record]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for history in histories:
        by_kind[history.last.kind].append(history.last.key)
    rows: dict[Key, Record] = {}
    for kind, keys in by_kind.items():
        model = _model(kind)
        if model is not None:
            found = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
            rows |= {(kind, str(row.pk)): row for row in found}
    return rows


def _written_since(history: _History, row: Record | None) -> Conflict | None:
    if row is None:
        return Conflict("deleted", _("“%(label)s” was deleted meanwhile.") % {"label": history.last.label})
    if history.was_written_by_others(row.version):
        return Conflict("stale", _("“%(label)s” was changed since.") % {"label": history.last.label})
    return None


def _held_by_others(rows: Mapping[Key, Record]) -> Iterator[tuple[Key, Record]]:
    """Go through the rows on which an audited row hangs that does not go with them, and that row."""
    by_model: dict[type[Record], list[Any]] = defaultdict(list)
    for row in rows.values():
        by_model[type(row)].append(row.pk)
    for model, keys in by_model.items():
        for link in _links_to(model):
            holder = link.model
            for hanging in holder._base_manager.filter(**{f"{link.attname}__in": keys}):
                if (hanging.audit_kind(), str(hanging.pk)) not in rows:
                    yield (model.audit_kind(), str(getattr(hanging, link.attname))), hanging


def _links_to(model: type[Record]) -> Iterator[Any]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and issubclass(relation.related_model, Record):
            yield relation.field


def _in_use(row: Record, by: Record) -> Conflict:
    words = _("“%(label)s” is used since, by “%(other)s” (%(kind)s).")
    names = {"label": row.audit_label(), "other": by.audit_label(), "kind": by._meta.verbose_name}
    return Conflict("in-use", words % names)


def _delete(rows: Sequence[Record], actor: Actor) -> None:
    """Delete rows of one model on which no audited row hangs, and log what they held. What is not audited falls too."""
    entries = [make_entry(row, Action.DELETE, actor, last_values(row), row.version + 1) for row in rows]
    model = type(rows[0])
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
    except ProtectedError:  # they hold one another: the later ones first
        for row in rows:
            model._base_manager.filter(pk=row.pk).delete()
    save_entries(entries)
    tell_observers(rows, Action.DELETE)
    raise_wholes(rows, actor)


def _revert_one(histories: list[_History], actor: Actor) -> Conflict | None:
    try:
        with transaction.atomic():
            made = {_key(one): one for one in histories if _was_made(one)}
            rows = _rows_of(made.values())
            for key, history in made.items():
                if conflict := _written_since(history, rows.get(key)):
                    raise conflict
            for key, by in _held_by_others(rows):
                raise _in_use(rows[key], by)
            _reverted, left = _revert(sorted(histories, key=lambda one: -one.last.pk), actor)
            if left:
                raise left[0][1]
    except Conflict as conflict:
        return conflict
    return None
