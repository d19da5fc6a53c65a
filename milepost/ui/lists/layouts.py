"""The ways to draw a list beside its table, as links above it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from milepost.ui.filters.fields import Field
from milepost.ui.lists.spec import ListSpec
from milepost.ui.lists.state import ListState
from milepost.ui.records import Words


@dataclass(frozen=True, slots=True)
class LayoutLink:
    """One way to draw or to group the list; `is_on`: it is the one that is open."""

    label: Words
    url: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class LayoutLinks:
    """All ways, the table first, and the groupings of the open one; both empty where there is but the table."""

    ways: tuple[LayoutLink, ...] = ()
    groups: tuple[LayoutLink, ...] = ()


def layout_links(spec: ListSpec, state: ListState, fields: Mapping[str, Field], url: str) -> LayoutLinks:
    """Return the links that lead from a list to its other layouts, with the filter as it is."""
    if not spec.layouts:
        return LayoutLinks()
    plain = replace(state, after="", layout="", group="")

    def address(layout: str, group: str = "") -> str:
        return url + replace(plain, layout=layout, group=group).query(fields)

    # Said aloud: a view that was kept as a timeline would open as one.
    table = plain.query(fields)
    ways = [LayoutLink(_("List"), f"{url}{table}{'&' if len(table) > 1 else ''}as=table", not state.layout)]
    ways += [LayoutLink(one.label, address(one.key), one.key == state.layout) for one in spec.layouts]
    layout = spec.layout(state.layout)
    kinds = [("", _("Nothing")), *layout.groups] if layout and layout.groups else []
    groups = [LayoutLink(words, address(state.layout, key), key == state.group) for key, words in kinds]
    return LayoutLinks(tuple(ways), tuple(groups))
