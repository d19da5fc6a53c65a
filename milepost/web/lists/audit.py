"""The log of writes, for admins: who changed what, when, through which door, from where."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy

from milepost.audit.public import Action, AuditEntry, Record
from milepost.identity.public import Right, User
from milepost.lib.actor import Door
from milepost.ui.public import Choice, Field, FieldType, FixedOptions, ListSpec, Preset, RowOptions, Words

_SHOWN_CHANGES = 3
_SHOWN_LETTERS = 40

_DOORS: list[tuple[str, Words]] = [
    (Door.PAGE, gettext_lazy("Page")),
    (Door.API, gettext_lazy("API")),
    (Door.JOB, gettext_lazy("Background job")),
    (Door.COMMAND, gettext_lazy("Command")),
    (Door.IMPORT, gettext_lazy("Import")),
    (Door.PORTAL, gettext_lazy("Portal")),
]


class KindOptions:
    """The kinds of audited records, by what people call them."""

    def search(self, viewer: User, text: str, limit: int) -> list[Choice]:
        return FixedOptions(self._choices()).search(viewer, text, limit)

    def labels(self, viewer: User, values: Iterable[str]) -> dict[str, str]:
        return FixedOptions(self._choices()).labels(viewer, values)

    def _choices(self) -> list[tuple[str, Words]]:
        kinds = [model for model in apps.get_models() if issubclass(model, Record)]
        choices = [(model.audit_kind(), str(model._meta.verbose_name).capitalize()) for model in kinds]
        return sorted(choices, key=lambda choice: choice[1])


def _rows(viewer: User) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.all() if viewer.may(Right.READ_AUDIT) else AuditEntry.objects.none()


def _kind(entry: AuditEntry) -> str:
    try:
        return str(apps.get_model(entry.kind)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return entry.kind


def _what(entry: AuditEntry) -> str:
    return entry.event.replace("-", " ").capitalize() if entry.event else str(entry.get_action_display()).capitalize()


def _changes(entry: AuditEntry) -> str:
    """Return the first changes in short; the entry's own page has all of them."""
    parts = [
        f"{name}: {_short(new)}" if entry.event or old is None else f"{name}: {_short(old)} → {_short(new)}"
        for name, (old, new) in entry.changes.items()
    ]
    more = f" +{len(parts) - _SHOWN_CHANGES}" if len(parts) > _SHOWN_CHANGES else ""
    return "; ".join(parts[:_SHOWN_CHANGES]) + more


def _short(value: Any) -> str:
    text = "–" if value in (None, "") else str(value)
    return text if len(text) <= _SHOWN_LETTERS else text[: _SHOWN_LETTERS - 1] + "…"


def _detail_url(entry: AuditEntry) -> str:
    try:
        return reverse("web:audit-entry", args=[entry.pk])
    except NoReverseMatch:
        return ""


AUDIT = ListSpec(
    key="audit",
    title=gettext_lazy("Audit log"),
    lede=gettext_lazy("Every write, by whom, when and from where. Nothing here can be changed or deleted."),
    noun=(gettext_lazy("entry"), gettext_lazy("entries")),
    right=Right.READ_AUDIT,
    rows=_rows,
    url_name="web:audit-list",
    detail_url=_detail_url,
    fields=(
        Field(key="at", label=gettext_lazy("When"), type=FieldType.DATE),
        Field(key="who", label=gettext_lazy("Who"), path="actor_label"),
        Field(
            key="person",
            label=gettext_lazy("Person"),
            type=FieldType.PERSON,
            path="actor_id",
            options=RowOptions(User.objects.visible_to),
            is_column=False,
        ),
        Field(
            key="action",
            label=gettext_lazy("What"),
            type=FieldType.CHOICE,
            options=FixedOptions(Action.choices),
            value=_what,
        ),
        Field(key="event", label=gettext_lazy("Event"), is_column=False),
        Field(key="kind", label=gettext_lazy("Kind"), type=FieldType.CHOICE, options=KindOptions(), value=_kind),
        Field(key="record", label=gettext_lazy("Record"), path="label"),
        Field(key="changes", label=gettext_lazy("Changes"), is_filter=False, sort=None, value=_changes),
        Field(key="door", label=gettext_lazy("Door"), type=FieldType.CHOICE, options=FixedOptions(_DOORS)),
        Field(key="address", label=gettext_lazy("Address")),
        Field(key="record_id", label=gettext_lazy("Record id"), path="key"),
        Field(key="batch", label=gettext_lazy("Batch")),
    ),
    default_columns=("at", "who", "action", "kind", "record", "changes", "door", "address"),
    default_sort=("-at",),
    presets=(
        Preset(gettext_lazy("Today"), "at=today"),
        Preset(gettext_lazy("Deletions"), "action=delete"),
        Preset(gettext_lazy("Exports"), "event=exported"),
        Preset(gettext_lazy("By me"), "person=me"),
    ),
    search=("actor_label", "label"),
    empty_icon="history",
    empty_title=gettext_lazy("Nothing was written yet"),
    empty_text=gettext_lazy("Every change that somebody makes will stand here."),
    frame="ui/settings.html",
)
