"""Segments: filters of accounts under a name."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from milepost.accounts.models import Segment
from milepost.identity.public import User
from milepost.ui.public import Field, FieldType, ListSpec, RowOptions, row_address


def _rows(viewer: User) -> QuerySet[Segment]:
    rows: QuerySet[Segment] = Segment.objects.visible_to(viewer).select_related("owner")
    return rows


SEGMENTS = ListSpec(
    key="segments",
    title=gettext_lazy("Segments"),
    lede=gettext_lazy("Filters of accounts under a name: for lists, playbooks and reports."),
    noun=(gettext_lazy("segment"), gettext_lazy("segments")),
    rows=_rows,
    url_name="accounts:segment-list",
    detail_url=row_address("accounts:segment-detail"),
    fields=(
        Field(key="name", label=gettext_lazy("Name")),
        Field(key="description", label=gettext_lazy("What for")),
        Field(
            key="owner",
            label=gettext_lazy("Owner"),
            type=FieldType.PERSON,
            options=RowOptions(User.objects.visible_to),
            sort="owner__name_folded",
        ),
        Field(key="shared", label=gettext_lazy("For everyone"), type=FieldType.YES_NO, path="is_shared"),
        Field(key="refreshed", label=gettext_lazy("Last computed"), type=FieldType.DATE, path="refreshed_at"),
        Field(key="fault", label=gettext_lazy("Why it cannot be computed")),
    ),
    default_columns=("name", "description", "owner", "shared", "refreshed", "fault"),
    default_sort=("name",),
    search=("name", "description"),
    empty_icon="users-group",
    empty_title=gettext_lazy("No segments yet"),
    empty_text=gettext_lazy("Filter the list of accounts, then choose “Save as a segment” in the menu of its views."),
    frame="accounts/list-frame.html",
)
