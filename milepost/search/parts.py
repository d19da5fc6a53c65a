"""The rows that hang on records and that their documents read, for many records at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Model


def read_parts[M: Model](records: list[M], names: Sequence[str]) -> list[M]:
    """Have `.all()` of these reverse foreign keys answer from memory, with what is stored now. A query for each name.

    As `prefetch_related_objects` does, for a third of the time: that makes a filtered query set for each record.
    """
    if records:
        for name in names:
            _read(records, name)
    return records


def _read(records: Sequence[Model], name: str) -> None:
    link = records[0]._meta.get_field(name).field  # type: ignore[union-attr] # of a reverse foreign key
    rows: Any = link.model._base_manager.filter(**{f"{link.name}__in": [record.pk for record in records]})
    parts: dict[Any, list[Model]] = defaultdict(list)
    for part in rows:
        parts[getattr(part, link.attname)].append(part)
    for record in records:
        held = rows._chain()  # noqa: SLF001 - as Django's own prefetching does
        held._result_cache, held._prefetch_done = parts[record.pk], True  # noqa: SLF001 - as above
        record.__dict__["_prefetched_objects_cache"] = {
            **record.__dict__.get("_prefetched_objects_cache", {}),
            name: held,
        }
