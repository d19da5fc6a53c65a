"""The door of the ui room: the registries that furnish the shell, and how a view answers htmx."""

from milepost.ui.actions import change_view, delete_view, save_view, set_default_view
from milepost.ui.errors import STATUS_OF
from milepost.ui.filters.fields import Choice, Field, FieldType, FixedOptions, Op, Options, RowOptions, visible_fields
from milepost.ui.filters.naming import fields_named, with_me_as
from milepost.ui.filters.parse import filter_json, parse_filter
from milepost.ui.lists.addresses import row_address
from milepost.ui.lists.cells import date_words, number_words
from milepost.ui.lists.exporting import csv_lines, harmless, written_file
from milepost.ui.lists.filter_bars import FilterBar, filter_bar
from milepost.ui.lists.pages import list_page
from milepost.ui.lists.queries import compile_filter, list_order, list_query
from milepost.ui.lists.record_fields import field_context
from milepost.ui.lists.spec import BulkAction, Layout, LayoutPage, ListSpec, Preset, PrimaryAction, RowAction, lists
from milepost.ui.lists.state import (
    address_of_filter,
    hidden_in_history,
    readable_state,
    state_of_address,
    words_of_filter,
)
from milepost.ui.models import SavedView, Sharing
from milepost.ui.records import (
    Command,
    NavEntry,
    NewEntry,
    PageAct,
    PageSheet,
    PanelSpec,
    SettingsPage,
    TopbarPart,
    Words,
)
from milepost.ui.requests import (
    REFUSED,
    done,
    in_drawer,
    is_fragment,
    leading_to,
    person,
    saved,
    show_refusal,
    version_to_expect,
)
from milepost.ui.shell import (
    allowed,
    commands,
    navigation,
    new_entries,
    page_acts,
    page_sheets,
    panels,
    panels_of,
    settings_pages,
    topbar_parts,
)
from milepost.ui.toasts import Tone, toast, trigger
from milepost.ui.today.marks import put_off, set_done, take_back
from milepost.ui.today.queries import today_of
from milepost.ui.today.records import Reason, TodayGroup, TodayItem, TodaySource, lateness, today_sources
from milepost.ui.work import WorkCard, card_of, cards_of

__all__ = [
    "REFUSED",
    "STATUS_OF",
    "BulkAction",
    "Choice",
    "Command",
    "Field",
    "FieldType",
    "FilterBar",
    "FixedOptions",
    "Layout",
    "LayoutPage",
    "ListSpec",
    "NavEntry",
    "NewEntry",
    "Op",
    "Options",
    "PageAct",
    "PageSheet",
    "PanelSpec",
    "Preset",
    "PrimaryAction",
    "Reason",
    "RowAction",
    "RowOptions",
    "SavedView",
    "SettingsPage",
    "Sharing",
    "TodayGroup",
    "TodayItem",
    "TodaySource",
    "Tone",
    "TopbarPart",
    "Words",
    "WorkCard",
    "address_of_filter",
    "allowed",
    "card_of",
    "cards_of",
    "change_view",
    "commands",
    "compile_filter",
    "csv_lines",
    "date_words",
    "delete_view",
    "done",
    "field_context",
    "fields_named",
    "filter_bar",
    "filter_json",
    "harmless",
    "hidden_in_history",
    "in_drawer",
    "is_fragment",
    "lateness",
    "leading_to",
    "list_order",
    "list_page",
    "list_query",
    "lists",
    "navigation",
    "new_entries",
    "number_words",
    "page_acts",
    "page_sheets",
    "panels",
    "panels_of",
    "parse_filter",
    "person",
    "put_off",
    "readable_state",
    "row_address",
    "save_view",
    "saved",
    "set_default_view",
    "set_done",
    "settings_pages",
    "show_refusal",
    "state_of_address",
    "take_back",
    "toast",
    "today_of",
    "today_sources",
    "topbar_parts",
    "trigger",
    "version_to_expect",
    "visible_fields",
    "with_me_as",
    "words_of_filter",
    "written_file",
]
