"""Tables past the log in a merge, figures and the stream: they remember for themselves what an undo needs."""

import json

from django.core import serializers
from django.utils.translation import gettext_lazy as _

from milepost.accounts.actions.places import RULES
from milepost.accounts.actions.record_rows import rows_of
from milepost.accounts.models import Account, Fact, TimelineEntry
from milepost.accounts.records import MovedRows, RecordHandler, RecordKind
from milepost.lib.actor import Actor


def _merge_facts(loser: Account, winner: Account, _actor: Actor) -> MovedRows:
    """Of two figures the one that was taken later counts; the other stays where it is, or is remembered."""
    own = {fact.key: fact for fact in Fact.objects.filter(account=winner)}
    moved: MovedRows = []
    for fact in Fact.objects.filter(account=loser).order_by("pk"):
        other = own.get(fact.key)
        if other is not None and other.as_of >= fact.as_of:
            continue
        replaced = json.loads(serializers.serialize("json", [other])) if other else []
        if other is not None:
            other.delete()
        Fact.objects.filter(pk=fact.pk).update(account=winner)
        moved.append({"pk": fact.pk, "from": loser.pk, "to": winner.pk, "replaced": replaced})
    return moved


def _undo_facts(moved: MovedRows, _actor: Actor) -> None:
    """Give figures back, those computed anew since included; the rooms compute both sides' again."""
    for one in moved:
        fact = Fact.objects.filter(pk=one["pk"], account=one["to"]).first()
        if fact is None or Fact.objects.filter(account=one["from"], key=fact.key).exists():
            continue
        Fact.objects.filter(pk=fact.pk).update(account=one["from"])
        for again in serializers.deserialize("json", json.dumps(one["replaced"])):
            again.save()


def _merge_stream(loser: Account, winner: Account, _actor: Actor) -> MovedRows:
    """Move the entries of upper rooms; the room's own stand where their records do."""
    own_kinds = {kind for rule in RULES.values() for kind in rule.kinds}
    present = set(TimelineEntry.objects.filter(account=winner).values_list("kind", "key"))
    entries = TimelineEntry.objects.filter(account=loser).exclude(kind__in=own_kinds)
    keys = [entry.pk for entry in entries if (entry.kind, entry.key) not in present]
    TimelineEntry.objects.filter(pk__in=keys).update(account=winner)
    return [{"pks": keys, "from": loser.pk, "to": winner.pk}] if keys else []


def _undo_stream(moved: MovedRows, _actor: Actor) -> None:
    for one in moved:
        TimelineEntry.objects.filter(pk__in=one["pks"], account=one["to"]).update(account=one["from"])


FACTS = RecordHandler(
    model="accounts.Fact",
    field="account",
    of=RecordKind.ACCOUNT,
    label=_("Figures"),
    rows=rows_of(Fact, "account"),
    merge=_merge_facts,
    undo=_undo_facts,
    note=_("Of two figures the one that was taken later counts."),
)
STREAM = RecordHandler(
    model="accounts.TimelineEntry",
    field="account",
    of=RecordKind.ACCOUNT,
    label=_("Entries of the timeline"),
    rows=rows_of(TimelineEntry, "account"),
    merge=_merge_stream,
    undo=_undo_stream,
    is_exported=False,
)
