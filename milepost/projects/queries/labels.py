"""Labels of tasks and projects: what one has, and the condition of lists on them."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from milepost.identity.public import User
from milepost.lib.text import fold
from milepost.projects.models import Label, Labelling, Project, Task

OFFERED_MOST = 200


@dataclass(frozen=True, slots=True)
class LabelPart:
    """The labels of a task or project as its page shows them; `offered` are names that may be put on it."""

    owner: Task | Project
    rows: list[Labelling]
    offered: list[str]
    may_change: bool

    @property
    def of_task(self) -> bool:
        return isinstance(self.owner, Task)


def label_part(record: Task | Project, *, may_change: bool) -> LabelPart:
    """Return the labels of a task or project. One query, or two for those who may change them."""
    return LabelPart(record, labellings_of(record), names_of_labels() if may_change else [], may_change)


def label_named(name: str) -> Label | None:
    """Return the label of a name, however it is written. One query."""
    return Label.objects.filter(name_folded=fold(" ".join(name.split()))).first()


def labellings_of(record: Task | Project) -> list[Labelling]:
    """Return what labels a task or project has, by name. One query."""
    return list(record.labellings.select_related("label").order_by("label__name_folded", "pk"))


def names_of_labels() -> list[str]:
    """Return the names that are offered where a label is put on something. One query."""
    return list(Label.objects.order_by("name_folded").values_list("name", flat=True)[:OFFERED_MOST])


def names_on(model: type[Task | Project], keys: Collection[int] | QuerySet[Any]) -> dict[int, list[str]]:
    """Return the names of the labels of tasks or of projects, by their keys. One query."""
    link = model._meta.model_name or ""
    rows = Labelling.objects.filter(**{f"{link}__in": keys}).order_by("label__name_folded")
    found = defaultdict(list)
    for key, name in rows.values_list(f"{link}_id", "label__name"):
        found[key].append(name)
    return found


def with_labels(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return tasks or projects with what `label_names` reads. One query more."""
    shown = Labelling.objects.select_related("label").order_by("label__name_folded")
    return rows.prefetch_related(Prefetch("labellings", shown, to_attr="shown_labellings"))


def label_names(record: Any) -> list[str]:
    return [labelling.label.name for labelling in record.shown_labellings]


def where_label(model: type[Task | Project]) -> Callable[[User, str, Any], Q]:
    """Return the condition of a list of tasks or of projects on their labels."""
    link = model._meta.model_name or ""

    def where(_viewer: User, lookup: str, value: Any) -> Q:
        labelled = Labelling.objects.filter(**{f"{link}__isnull": False})
        if lookup == "isnull":
            has_one = Q(pk__in=labelled.values(link))
            return ~has_one if value else has_one
        return Q(pk__in=labelled.filter(**{f"label__{lookup}": value}).values(link))

    return where
