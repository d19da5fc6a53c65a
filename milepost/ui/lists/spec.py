"""What a list is: its rows, its fields, and what can be done with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from milepost.identity.public import Right, User
from milepost.lib.registry import Registry
from milepost.ui.filters.fields import Field, Options, visible_fields
from milepost.ui.records import Words

# Names that the page itself uses in its address; no field may be called so.
RESERVED = frozenset(
    {"q", "where", "sort", "columns", "after", "view", "as", "by", "add", "op", "value", "col", "replace", "join"}
    | {"from_page"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAction:
    """Something done to many rows at once, one by one, each with its own check of rights.

    `run(viewer, record, value)` does it to one row through an action and raises a `DomainError` to leave it out.
    With `options` the person chooses a value first, called `value_label`; else they write a text (`takes_text`) or
    say yes or no (`is_yes_no`), or are asked nothing.
    """

    key: str
    label: Words
    run: Callable[[User, Any, str], Any]
    icon: str = "edit"
    options: Options | None = None
    value_label: Words = ""
    takes_text: bool = False
    is_yes_no: bool = False
    right: Right | None = Right.WRITE
    warning: Words = ""


@dataclass(frozen=True, slots=True)
class Preset:
    """A view that every installation has; `query` as in the address (`role=admin,lead`).

    With `needs`, the key of a field, it is offered to those for whom there is such a field.
    """

    label: Words
    query: str
    right: Right | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryAction:
    """The one button of a list's page."""

    label: Words
    url_name: str
    icon: str = "plus"
    right: Right | None = Right.WRITE
    in_drawer: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAction:
    """A button on rows of a list, pressed too by `key` on the row: it posts `values(record)` to `url_name`.

    What is answered takes the place of `target` on the page. Rows of which `values` gives None have no button.
    """

    key: str
    label: Words
    icon: str
    url_name: str
    target: str
    values: Callable[[Any], Mapping[str, str] | None]
    right: Right = Right.WRITE


@dataclass(frozen=True, slots=True)
class LayoutPage:
    """One page of a list that is drawn otherwise: what its template gets, how many rows match, the pages beside it."""

    context: Mapping[str, Any]
    count: int
    next: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Another way to draw a list, with the same filters and saved views: `as=key` in the address, `by=` its grouping.

    `draw(matching, viewer, group, after)` orders and pages the rows itself; its cursors are its own, and it raises
    `Invalid` with code `wrong-cursor` for one that is not. `sheet` is the stylesheet that its template needs.
    """

    key: str
    label: Words
    template: str
    sheet: str
    draw: Callable[[models.QuerySet[Any], User, str, str], LayoutPage]
    groups: Sequence[tuple[str, Words]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """One list.

    `rows(viewer)` are the rows that the viewer may see, with everything that the fields show selected or prefetched.
    `url_name` is the list's page; `detail_url(record)` opens in the drawer. `default_sort` like `("-at", "name")`;
    `default_filter` as in an address (`{"active": "yes"}`). `search` are the text columns of the quick filter.
    `edit(viewer, record, field key, value, expected_version)` writes one field through an action and returns the
    record; who lacks `edit_right` cannot. `guard` raises `Conflict` when the rows together break a rule; it is asked
    after a bulk change was taken back, before that is kept. `frame` is the template around the list.

    `keeping` are further ways to keep what the list shows, beside "Save as a view": their pages get the list's query.
    `more_fields(viewer)` gives fields that the code does not know, like those that an installation declares; it is
    asked once a request. `with_columns(rows, viewer, columns)` selects and prefetches what these columns show, where
    that is too much to do for all fields in `rows`. `layouts` are other ways to draw the same rows.
    `row_action` is a button on each row of the table.
    """

    key: str
    title: Words
    rows: Callable[[User], models.QuerySet[Any]]
    fields: Sequence[Field]
    url_name: str
    noun: tuple[Words, Words]
    lede: Words = ""
    right: Right | None = None
    detail_url: Callable[[Any], str] | None = None
    default_columns: Sequence[str] = ()
    default_sort: Sequence[str] = ()
    default_filter: Mapping[str, str] | None = None
    presets: Sequence[Preset] = ()
    search: Sequence[str] = ()
    edit: Callable[[User, Any, str, Any, int | None], Any] | None = None
    edit_right: Right = Right.WRITE
    bulk_actions: Sequence[BulkAction] = ()
    guard: Callable[[], None] | None = None
    primary_action: PrimaryAction | None = None
    keeping: Sequence[PrimaryAction] = ()
    empty_icon: str = "list"
    empty_title: Words = ""
    empty_text: Words = ""
    frame: str = "ui/page.html"
    more_fields: Callable[[User], Sequence[Field]] | None = None
    with_columns: Callable[[models.QuerySet[Any], User, Sequence[Field]], models.QuerySet[Any]] | None = None
    layouts: Sequence[Layout] = ()
    row_action: RowAction | None = None

    def __post_init__(self) -> None:
        """Refuse a list that its own page could not draw."""
        keys = [field.key for field in self.fields]
        wrong = [key for key in keys if key in RESERVED or not key.replace("_", "").isalnum() or keys.count(key) > 1]
        named = [*self.default_columns, *self.default_sort] if self.more_fields is None else self.default_sort
        strange = {key.removeprefix("-") for key in named} - set(keys)
        if wrong or strange:
            raise ValueError(f"list {self.key}: wrong or doubled field {wrong or sorted(strange)}")

    def layout(self, key: str) -> Layout | None:
        """Return the way to draw it that an address names; None: as a table."""
        return next((one for one in self.layouts if one.key == key), None)

    def fields_of(self, viewer: User) -> dict[str, Field]:
        """Return the fields that the viewer may know of, by key."""
        return visible_fields(self.all_fields(viewer), viewer)

    def all_fields(self, viewer: User) -> Sequence[Field]:
        """Return all fields there are, also those that the viewer may not know of."""
        if self.more_fields is None:
            return self.fields
        # Kept with the viewer, who is read anew for each request and each job.
        kept: dict[str, Sequence[Field]] = vars(viewer).setdefault("_more_fields", {})
        if self.key not in kept:
            kept[self.key] = [*self.fields, *self.more_fields(viewer)]
        return kept[self.key]

    def shown(self, rows: models.QuerySet[Any], viewer: User, columns: Sequence[Field]) -> models.QuerySet[Any]:
        """Return rows with what the columns show."""
        return rows if self.with_columns is None else self.with_columns(rows, viewer, columns)

    def may_open(self, viewer: User) -> bool:
        return self.right is None or viewer.may(self.right)

    def may_edit(self, viewer: User) -> bool:
        return self.edit is not None and viewer.may(self.edit_right)


lists: Registry[ListSpec] = Registry("ui.lists", "lists with filter, sort, views, export", key=lambda spec: spec.key)
