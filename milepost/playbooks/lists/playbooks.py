"""Playbooks: what can be started, and how often it was."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from milepost.identity.public import Right, User
from milepost.playbooks.models import Playbook, Run
from milepost.projects.public import ProjectKind
from milepost.ui.public import Field, FieldType, FixedOptions, ListSpec, Preset, PrimaryAction, row_address


def _rows(viewer: User) -> QuerySet[Playbook]:
    return Playbook.objects.visible_to(viewer)


def _with_columns(rows: QuerySet[Any], viewer: User, shown: Sequence[Field]) -> QuerySet[Any]:
    keys = {field.key for field in shown}
    if "number" in keys:
        rows = rows.select_related("published")
    return rows.annotate(run_count=_runs(viewer)) if "runs" in keys else rows


def _runs(viewer: User) -> Any:
    """Return how often each was started, of what the viewer may see."""
    seen = Run.objects.visible_to(viewer).filter(playbook=OuterRef("pk")).order_by().values("playbook")
    return Coalesce(Subquery(seen.annotate(count=Count("pk")).values("count")), 0, output_field=IntegerField())


def _where_archived(_viewer: User, lookup: str, value: Any) -> Q:
    if lookup == "isnull":
        return Q(pk__in=[]) if value else Q()
    return Q(archived_at__isnull=not value)


FIELDS = (
    Field(key="name", label=gettext_lazy("Name"), sort="name_folded"),
    Field(
        key="kind",
        label=gettext_lazy("Kind"),
        type=FieldType.CHOICE,
        options=FixedOptions(ProjectKind.choices),
    ),
    Field(key="steps", label=gettext_lazy("Steps"), type=FieldType.NUMBER, path="step_count"),
    Field(
        key="runs",
        label=gettext_lazy("Started"),
        type=FieldType.NUMBER,
        expression=_runs,
        value=lambda playbook: playbook.run_count,
        definition=gettext_lazy("How many projects were begun from it, in any version."),
    ),
    Field(key="number", label=gettext_lazy("Version"), type=FieldType.NUMBER, path="published__number"),
    Field(
        key="archived",
        label=gettext_lazy("Archived"),
        type=FieldType.YES_NO,
        where=_where_archived,
        value=lambda playbook: playbook.archived_at is not None,
        sort=None,
    ),
    Field(key="key", label=gettext_lazy("Key")),
)

PLAYBOOKS = ListSpec(
    key="playbooks",
    title=gettext_lazy("Playbooks"),
    lede=gettext_lazy("Work that is done again and again: started for an account in a minute."),
    noun=(gettext_lazy("playbook"), gettext_lazy("playbooks")),
    rows=_rows,
    with_columns=_with_columns,
    url_name="playbooks:playbook-list",
    detail_url=row_address("playbooks:playbook-detail"),
    right=Right.READ_ALL,
    fields=FIELDS,
    default_columns=("name", "kind", "steps", "runs", "number"),
    default_sort=("name",),
    default_filter={"archived": "no"},
    presets=(Preset(gettext_lazy("Archived"), "archived=yes"),),
    search=("name",),
    primary_action=PrimaryAction(
        label=gettext_lazy("New playbook"),
        url_name="playbooks:playbook-new",
        icon="plus",
        right=Right.MANAGE_PLAYBOOKS,
    ),
    empty_icon="template",
    empty_title=gettext_lazy("No playbooks yet"),
    empty_text=gettext_lazy("A playbook says who does what, when, and what is asked first. Bring one in as a file."),
)
