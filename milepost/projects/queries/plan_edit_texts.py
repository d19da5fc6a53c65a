"""Edits of a plan as JSON, from a page: read into the records that preview and act take, refused with their place."""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from milepost.lib.errors import Invalid
from milepost.projects.records_plan import (
    BacklogPlace,
    CardPlace,
    LinkEdit,
    LinkRemoval,
    NewTask,
    PartyEdit,
    PartyRemoval,
    PlanEdit,
    ProjectEdit,
    TaskDates,
    TaskEdit,
    TaskPlace,
    TaskRemoval,
)

EDITS_MOST = 1000  # in one act
_RECORDS: dict[str, Any] = {
    "new-task": NewTask,
    "task": TaskEdit,
    "dates": TaskDates,
    "place": TaskPlace,
    "card": CardPlace,
    "backlog": BacklogPlace,
    "remove-task": TaskRemoval,
    "link": LinkEdit,
    "remove-link": LinkRemoval,
    "party": PartyEdit,
    "remove-party": PartyRemoval,
    "project": ProjectEdit,
}
# Written by imports, the nightly roll and by who makes a task, never by what a page sends.
_KEPT = frozenset({"author_id", "planned_until", "rolled_to", "splits"})
_READERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(record) for name, record in _RECORDS.items()}
_COLUMNS = {name: {each.name for each in fields(record)} for name, record in _RECORDS.items()}


def edits_of(text: str) -> list[PlanEdit]:
    """Return the edits of a JSON list, each an object whose `edit` says its kind: `{"edit": "task", "task_id": 7, …}`.

    Raises `Invalid` (`wrong-edits`) with the place of the fault as a JSON pointer.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _wrong("", _("This is no list of changes.")) from error
    if not isinstance(given, list) or not 0 < len(given) <= EDITS_MOST:
        raise _wrong("", _("Give 1 to %(most)s changes at once.") % {"most": EDITS_MOST})
    return [_edit(value, f"/{at}") for at, value in enumerate(given)]


def text_of(edits: Iterable[PlanEdit]) -> str:
    """Return edits as the text that `edits_of` reads."""
    names = {record: name for name, record in _RECORDS.items()}
    return json.dumps([{"edit": names[type(edit)], **asdict(edit)} for edit in edits], cls=DjangoJSONEncoder)


def _edit(value: Any, place: str) -> PlanEdit:
    kind = value.get("edit") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _READERS:
        raise _wrong(f"{place}/edit", _("There is no such change of a plan."))
    rest = {key: each for key, each in value.items() if key != "edit"}
    unknown = sorted(rest.keys() - _COLUMNS[kind])
    if unknown:
        raise _wrong(f"{place}/{unknown[0]}", _("This change has no such field."))
    _refuse_kept(rest.get("values"), place)
    try:
        edit: PlanEdit = _READERS[kind].validate_python(rest)
    except ValidationError as error:
        fault = error.errors()[0]
        where = "/".join(str(part) for part in fault["loc"])
        raise _wrong(f"{place}/{where}", str(fault["msg"])) from error
    return edit


def _refuse_kept(values: Any, place: str) -> None:
    """Refuse columns that only the plan's own actions write."""
    kept = sorted(_KEPT & set(values)) if isinstance(values, dict) else []
    if kept:
        raise _wrong(f"{place}/values/{kept[0]}", _("This is not changed so."))


def _wrong(place: str, words: str) -> Invalid:
    return Invalid("wrong-edits", words, {"edits": words}, pointer=place)
