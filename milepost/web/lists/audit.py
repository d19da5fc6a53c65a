"""The log of writes, for admins: who changed what, when, through what, from where."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched

from django.apps import apps
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from milepost.audit.public import DOORS, Action, AuditEntry, EntryInWords, Record, in_words
from milepost.identity.public import Right, User
from milepost.ui.public import Choice, Field, FieldType, FixedOptions, ListSpec, Preset, RowOptions, Words

_SHOWN_CHANGES = 3
_SHOWN_LETTERS = 40

_READ_ROWS = 500
_DOORS: list[tuple[str, Words]] = [(door, words) for door, words in DOORS]


class WordedEntries(QuerySet[AuditEntry]):
    """Entries that carry their changes in words for one reader: related records by name, a query for each kind."""

    viewer: User | None = None

    def _clone(self) -> "WordedEntries":
        clone: WordedEntries = super()._clone()  # type: ignore[misc] # Django's own hook for what a query carries along
        clone.viewer = self.viewer
        return clone

    def _fetch_all(self) -> None:
        is_fresh = self._result_cache is None
        super()._fetch_all()
        if is_fresh and self._iterable_class is ModelIterable:
            self._put_into_words(self._result_cache or [])

    def iterator(self, chunk_size: int | None = None) -> Iterator[AuditEntry]:
        """Read long lists in pieces, with a query a kind for each piece."""
        for piece in batched(super().iterator(chunk_size or _READ_ROWS), chunk_size or _READ_ROWS):
            self._put_into_words(piece)
            yield from piece

    def _put_into_words(self, entries: Sequence[AuditEntry]) -> None:
        for words in in_words(entries, self.viewer):
            words.entry.words = words  # type: ignore[attr-defined] # read by `_changes`


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
    entries = WordedEntries(AuditEntry)
    entries.viewer = viewer
    return entries if viewer.may(Right.READ_AUDIT) else entries.none()


def _kind(entry: AuditEntry) -> str:
    try:
        return str(apps.get_model(entry.kind)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return entry.kind


def _what(entry: AuditEntry) -> str:
    return entry.event.replace("-", " ").capitalize() if entry.event else str(entry.get_action_display()).capitalize()


def _changes(entry: AuditEntry) -> str:
    """Return the first changes in short; the entry's own page has all of them."""
    words: EntryInWords = entry.words  # type: ignore[attr-defined] # put there by `WordedEntries`
    parts = [
        f"{change.field}: {_short(change.before)} → {_short(change.after)}"
        if change.before and not entry.event
        else f"{change.field}: {_short(change.after)}"
        for change in words.changes
    ]
    more = f" +{len(parts) - _SHOWN_CHANGES}" if len(parts) > _SHOWN_CHANGES else ""
    return "; ".join(parts[:_SHOWN_CHANGES]) + more


def _short(text: str) -> str:
    return Truncator(text or "–").chars(_SHOWN_LETTERS)


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
        Field(key="door", label=gettext_lazy("Through"), type=FieldType.CHOICE, options=FixedOptions(_DOORS)),
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
