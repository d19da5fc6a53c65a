"""Reads of feeds."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from milepost.identity.public import User
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.csv.records import ImportState, import_kinds
from milepost.integrations.feeds.models import Feed, FeedRun
from milepost.lib.text import key_of


def feeds_with_last_run(viewer: User) -> QuerySet[Feed, Any]:
    """Return the feeds that somebody sees by name, each with the state, the words and the begin of its last run."""
    last = FeedRun.objects.filter(feed=OuterRef("pk")).order_by("-id")
    rows: QuerySet[Feed, Any] = (
        Feed.objects.visible_to(viewer).select_related("owner", "mapping").order_by("name", "pk")
    )
    return rows.annotate(
        last_state=Subquery(last.values("state")[:1]),
        last_words=Subquery(last.values("words")[:1]),
        last_at=Subquery(last.values("began_at")[:1]),
    )


def ways_of_reading(viewer: User, import_: Import | None = None) -> list[tuple[str, str]]:
    """Return what a feed can be read by, for a form: the import it comes from, then the kept mappings."""
    labels = {kind.key: str(kind.label) for kind in import_kinds}
    kept = Mapping.objects.visible_to(viewer).filter(kind__in=labels).order_by("kind", "name")
    own = [(f"import:{import_.pk}", import_.file_name)] if import_ else []
    return own + [(str(one.pk), f"{labels[one.kind]}: {one.name}") for one in kept]


def repeatable(viewer: User, key: str) -> Import | None:
    """Return an applied import whose way of reading can be repeated."""
    rows = Import.objects.visible_to(viewer).filter(state__in=[ImportState.APPLIED, ImportState.UNDONE])
    return rows.filter(pk=key_of(key)).first()
