"""Which account a mail belongs to: by its people's addresses, then by their domains.

docs/mail.md says the rules to people.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from milepost.accounts.models import Account, AccountContact, AccountDomain, CapturedMail
from milepost.accounts.queries.addresses_in_text import addresses_in
from milepost.accounts.queries.own_addresses import OwnAddresses, domains_above, outside, own_addresses
from milepost.accounts.records_mail import MailReason
from milepost.identity.public import User

MOST_SUGGESTED = 3
TEXT_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """The account, or why there is none."""

    account: Account | None = None
    reason: str = ""


def account_of_mail(sender: str, recipients: Sequence[str], viewer: User, own: OwnAddresses) -> Verdict:
    """Return the account of a mail among those that `viewer` sees. At most three queries.

    A sender from outside decides: their mail is their account's. What we write belongs to the account of those to whom
    it goes. Where somebody is at several accounts, the others of the mail narrow it down.
    """
    others = outside(recipients, own)
    deciding = others if own.has(sender) or not sender else [sender]
    if not deciding:
        return Verdict(reason=MailReason.NOBODY_OUTSIDE)
    candidates = _candidates([*deciding, *others], viewer)
    found = _common(deciding, candidates)
    if len(found) > 1:
        found = _common(others, candidates, among=found) or found
    if len(found) == 1:
        return Verdict(account=Account.objects.get(pk=next(iter(found))))
    known = any(candidates.by_contact.get(one) or candidates.by_domain.get(one) for one in deciding)
    return Verdict(reason=MailReason.AMBIGUOUS if known else MailReason.UNKNOWN_SENDER)


def suggested_accounts(mails: Sequence[CapturedMail], viewer: User) -> dict[int, list[Account]]:
    """Return by mail the accounts that it may belong to, the likeliest first: by who is in it and in its text.

    Four queries, however many mails.
    """
    own = own_addresses()
    named = {mail.pk: outside(_named(mail), own) for mail in mails}
    found = _candidates([address for some in named.values() for address in some], viewer)
    ranked = {pk: _ranked(addresses, found) for pk, addresses in named.items()}
    rows = Account.objects.in_bulk({key for keys in ranked.values() for key in keys})
    return {pk: [rows[key] for key in keys] for pk, keys in ranked.items()}


def _named(mail: CapturedMail) -> list[str]:
    invited = (mail.invitation or {}).get("people", [])
    return [mail.sender, *recipient_addresses(mail), *invited, *addresses_in(mail.body[:TEXT_LOOKED_AT])]


def _ranked(addresses: Sequence[str], found: "_Candidates") -> list[int]:
    counts: Counter[int] = Counter()
    for address in addresses:
        counts.update(found.by_contact.get(address) or found.by_domain.get(address, set()))
    return [key for key, _count in counts.most_common(MOST_SUGGESTED)]


def recipient_addresses(mail: CapturedMail) -> list[str]:
    return [parseaddr(one)[1] for one in mail.recipients]


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Accounts (their keys) by address: as somebody's contact, and by the domain."""

    by_contact: dict[str, set[int]]
    by_domain: dict[str, set[int]]


def _candidates(addresses: Iterable[str], viewer: User) -> _Candidates:
    wanted = list(dict.fromkeys(addresses))
    accounts = Account.objects.visible_to(viewer).active().values("pk")
    by_contact: dict[str, set[int]] = defaultdict(set)
    places = AccountContact.objects.filter(
        account__in=accounts, contact__archived_at=None, contact__emails__address__in=wanted
    )
    for address, key in places.values_list("contact__emails__address", "account_id"):
        by_contact[address].add(key)
    above = {address: domains_above(address) for address in wanted}
    rows = AccountDomain.objects.filter(
        account__in=accounts, domain__in={one for some in above.values() for one in some}
    )
    keys = dict(rows.values_list("domain", "account_id"))
    by_domain = {
        address: {keys[nearest]}
        for address, domains in above.items()
        if (nearest := next((domain for domain in domains if domain in keys), None))
    }
    return _Candidates(by_contact, by_domain)


def _common(addresses: Sequence[str], candidates: _Candidates, among: set[int] | None = None) -> set[int]:
    """Return the accounts that fit everybody who is known: people count before domains, strangers not at all."""
    for sources in (candidates.by_contact, candidates.by_domain):
        sets = [sources[address] for address in addresses if sources.get(address)]
        if among is not None:
            sets = [some & among for some in sets if some & among]
        if sets:
            common = set.intersection(*sets)
            return common or set.union(*sets)
    return set()
