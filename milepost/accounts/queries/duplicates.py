"""Records that may be one: found by name, domain and mail address."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from milepost.accounts.models import (
    Account,
    AccountContact,
    AccountDomain,
    Contact,
    ContactEmail,
    DuplicatePair,
    NotTheSame,
)
from milepost.accounts.queries.likeness import PUBLIC_MAIL, alike_pairs, base_domain, core_of, likeness, pairs_within
from milepost.accounts.records import DuplicateReason, RecordKind
from milepost.identity.public import User
from milepost.search.public import search

MOST_PAIRS = 500
_SHOWN = 100
_NEIGHBOURS = 100
_SCORES = {DuplicateReason.DOMAIN: 95, DuplicateReason.MAIL_DOMAIN: 85, DuplicateReason.ADDRESS: 90}

type Found = tuple[int, int, DuplicateReason, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one, and why."""

    one: Any
    other: Any
    reasons: list[str]
    score: int


def pairs_to_look_at(kind: str, viewer: User) -> list[Pair]:
    """Return the likeliest pairs of which the viewer sees both, the likeliest first. Three queries."""
    rows = list(DuplicatePair.objects.filter(record_kind=kind).order_by("-score", "pk")[: _SHOWN * 2])
    records = _in_use(kind, viewer).in_bulk({key for row in rows for key in (row.low_key, row.high_key)})
    refused = _refused(kind)
    return [
        Pair(records[row.low_key], records[row.high_key], _labels(row.reasons), row.score)
        for row in rows
        if row.low_key in records and row.high_key in records and (row.low_key, row.high_key) not in refused
    ][:_SHOWN]


def likely_same(kind: str, record: Any, viewer: User, limit: int = 5) -> list[Any]:
    """Return the records that are most likely this one: by what the nightly look found, and by their names.

    Of the names those are compared that stand next to this one in their order, and those that the search finds by its
    words: a constant number of rows, whatever the number of records.
    """
    rows = _in_use(kind, viewer).exclude(pk=record.pk)
    known = _found_by_night(kind, record.pk)
    core = core_of(record.name)
    before = rows.filter(name_folded__lt=record.name_folded).order_by("-name_folded", "-pk")[:_NEIGHBOURS]
    after = rows.filter(name_folded__gte=record.name_folded).order_by("name_folded", "pk")[:_NEIGHBOURS]
    hits = search(viewer, core, kinds=[record.audit_kind()], limit=_NEIGHBOURS)
    others = rows.in_bulk({*known, *(int(hit.key) for hit in hits)})
    candidates = {one.pk: one for one in (*before, *after)} | others
    scores = {key: max(likeness(core, core_of(one.name)), known.get(key, 0)) for key, one in candidates.items()}
    best = sorted((key for key, score in scores.items() if score), key=lambda key: (-scores[key], -key))
    refused = _refused(kind, Q(low_key=record.pk) | Q(high_key=record.pk))
    return [candidates[key] for key in best if (min(key, record.pk), max(key, record.pk)) not in refused][:limit]


def _found_by_night(kind: str, key: int) -> dict[int, int]:
    """Return the likeness of the records that the nightly look paired with this one."""
    pairs = DuplicatePair.objects.filter(Q(low_key=key) | Q(high_key=key), record_kind=kind)
    return {row.low_key + row.high_key - key: row.score for row in pairs}


def found_pairs(kind: str) -> list[DuplicatePair]:
    """Compare all records in use; return the likeliest pairs, not saved, without those that are known to be two."""
    best: dict[tuple[int, int], dict[DuplicateReason, int]] = defaultdict(dict)
    for low, high, reason, score in _account_pairs() if kind == RecordKind.ACCOUNT else _contact_pairs():
        best[low, high][reason] = score
    for pair in _refused(kind):
        best.pop(pair, None)
    pairs = [
        DuplicatePair(
            record_kind=kind,
            low_key=low,
            high_key=high,
            score=max(reasons.values()),
            reasons=sorted(reasons, key=lambda reason: -reasons[reason]),
        )
        for (low, high), reasons in best.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.low_key, pair.high_key))[:MOST_PAIRS]


def _account_pairs() -> Iterator[Found]:
    active = dict(Account.objects.active().values_list("pk", "name"))
    yield from _by_name(active)
    owners: dict[str, list[int]] = defaultdict(list)
    for key, domain in AccountDomain.objects.filter(account__archived_at=None).values_list("account", "domain"):
        owners[base_domain(domain)].append(key)
    yield from _because(DuplicateReason.DOMAIN, pairs_within(owners.values()))
    with_domain = {key for keys in owners.values() for key in keys}
    by_mail: dict[str, set[int]] = defaultdict(set)
    emails = ContactEmail.objects.filter(contact__archived_at=None, contact__places__account__archived_at=None)
    for account, address in emails.values_list("contact__places__account", "address"):
        base = base_domain(address.rpartition("@")[2])
        if base not in PUBLIC_MAIL and account not in with_domain:
            by_mail[base].add(account)
    groups = [[*owners.get(base, []), *accounts] for base, accounts in by_mail.items() if base in owners]
    pairs = (pair for pair in pairs_within(groups) if not with_domain.issuperset(pair))
    yield from _because(DuplicateReason.MAIL_DOMAIN, pairs)


def _contact_pairs() -> Iterator[Found]:
    active = dict(Contact.objects.filter(archived_at=None).values_list("pk", "name"))
    holders: dict[str, list[int]] = defaultdict(list)
    for key, address in ContactEmail.objects.filter(contact__archived_at=None).values_list("contact", "address"):
        holders[address].append(key)
    yield from _because(DuplicateReason.ADDRESS, pairs_within(holders.values()))
    # Names are common: alike ones count at one account only.
    people: dict[int, list[int]] = defaultdict(list)
    for account, contact in AccountContact.objects.values_list("account", "contact"):
        if contact in active:
            people[account].append(contact)
    for keys in people.values():
        yield from _by_name({key: active[key] for key in keys})


def _by_name(names: dict[int, str]) -> Iterator[Found]:
    for low, high, score in alike_pairs({key: core_of(name) for key, name in names.items()}):
        reason = DuplicateReason.NAME if score == 100 else DuplicateReason.SIMILAR_NAME  # noqa: PLR2004 - equal
        yield low, high, reason, score


def _because(reason: DuplicateReason, pairs: Iterable[tuple[int, int]]) -> Iterator[Found]:
    return ((low, high, reason, _SCORES[reason]) for low, high in pairs)


def _refused(kind: str, which: Q | None = None) -> set[tuple[int, int]]:
    return set(NotTheSame.objects.filter(which or Q(), record_kind=kind).values_list("low_key", "high_key"))


def _in_use(kind: str, viewer: User) -> QuerySet[Any]:
    rows: QuerySet[Any] = (Account if kind == RecordKind.ACCOUNT else Contact).objects.visible_to(viewer)
    return rows.filter(archived_at=None)


def _labels(reasons: Iterable[str]) -> list[str]:
    return [str(DuplicateReason(reason).label) for reason in reasons if reason in DuplicateReason.values]
