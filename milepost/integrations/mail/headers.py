"""The headers of a mail: who is named, when it was sent, to whom, and what the mail server thinks of the sender."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from milepost.accounts.public import Party
from milepost.integrations.mail.charsets import decoded, one_line

LONGEST_HEADER = 32_000
MOST_PARTIES = 100
MOST_TOKENS = 10
_FIRST_YEAR = 1990
_DELIVERED = (
    *("to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to"),
    *("resent-to", "resent-cc", "received", "apparently-to", "x-delivered-to", "x-rcpt-to"),
)
_COMMENTS = re.compile(r"\([^()]*\)")
_VERDICT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)")
_ADDRESS = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,189}")


def header(message: Message, name: str, longest: int = 1_000) -> str:
    """Return a header in plain words on one line; empty when it is not there."""
    return one_line(_words(str(message.get(name, ""))[:LONGEST_HEADER]), longest)


def _words(raw: str) -> str:
    try:
        parts = decode_header(raw.replace("\r", "").replace("\n", ""))
    except (MessageError, ValueError, UnicodeError):
        return raw
    return "".join(part if isinstance(part, str) else decoded(part, charset) for part, charset in parts)


def parties(message: Message, *names: str) -> list[Party]:
    """Return those whom these headers name, each address once; 100 at most."""
    raw = [str(value)[:LONGEST_HEADER] for name in names for value in message.get_all(name, [])[:20]]
    found: dict[str, Party] = {}
    for name, address in _pairs(raw):
        plain = one_line(address, 254).lower()
        if _ADDRESS.fullmatch(plain) and plain not in found and len(found) < MOST_PARTIES:
            found[plain] = Party(plain, one_line(_words(name), 200))
    return list(found.values())


def _pairs(raw: list[str]) -> list[tuple[str, str]]:
    try:
        return getaddresses(raw)
    except RecursionError:  # thousands of parentheses in each other
        return [("", match[0]) for value in raw for match in _ADDRESS.finditer(value)]


def sent_at(message: Message, now: dt.datetime) -> dt.datetime:
    """Return when the mail says that it was sent; now when that is nothing, far away or still to come."""
    try:
        moment = parsedate_to_datetime(str(message.get("date", ""))[:100])
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return min(aware.astimezone(dt.UTC), now) if aware.year >= _FIRST_YEAR else now
    except (ValueError, TypeError, OverflowError, IndexError):
        return now


def fingerprint(message: Message, text: str) -> str:
    """Return what tells the mail from all others: of its Message-ID, or of what it says when it has none."""
    given = "".join(str(message.get("message-id", ""))[:1_000].split())
    basis = given or "\n".join([*(str(message.get(name, "")) for name in ("from", "date", "subject")), text[:4_000]])
    return hashlib.sha256(basis.encode("utf-8", "surrogateescape")).hexdigest()


def tokens_in(values: Iterable[str], mailbox: str) -> list[str]:
    """Return the tokens of the capture addresses that these texts name; 10 at most."""
    pattern = _capture_pattern(mailbox)
    if pattern is None:
        return []
    found = [match[1].lower() for value in values for match in pattern.finditer(value[:LONGEST_HEADER])]
    return list(dict.fromkeys(found))[:MOST_TOKENS]


def tokens_of(message: Message, mailbox: str) -> list[str]:
    """Return the tokens to which the mail was sent, seen by all or not."""
    return tokens_in((str(value) for name in _DELIVERED for value in message.get_all(name, [])[:50]), mailbox)


def without_tokens(text: str, mailbox: str) -> str:
    """Return a text without the tokens of capture addresses: whoever reads it could use them."""
    pattern = _capture_pattern(mailbox)
    return pattern.sub(mailbox, text) if pattern else text


def _capture_pattern(mailbox: str) -> re.Pattern[str] | None:
    local, _at, host = mailbox.rpartition("@")
    if not local or not host:
        return None
    return re.compile(
        rf"{re.escape(local)}\+([a-z0-9]{{8,40}})@{re.escape(host)}(?![a-z0-9-]|\.[a-z0-9])", re.IGNORECASE
    )


def is_automatic(message: Message) -> bool:
    """Say whether a machine answered: an absence note, a bounce."""
    return str(message.get("auto-submitted", "no")).split(";")[0].strip().lower() not in {"no", ""}


def is_distrusted(message: Message, own_server: str) -> bool:
    """Say whether the own mail server found that the sender may be forged.

    Only what it wrote counts: the results under its name, or, where no name is set, the topmost ones.
    """
    results = [_COMMENTS.sub("", str(value)[:LONGEST_HEADER]).lower() for value in _results(message)]
    if own_server:
        mine = [one for one in results if one.split(";")[0].split()[:1] == [own_server.lower()]]
    else:
        mine = results[:1]
    return any(_says_forged(one) for one in mine)


def _results(message: Message) -> list[str]:
    return message.get_all("authentication-results", [])[:20]


def _says_forged(results: str) -> bool:
    said: dict[str, set[str]] = {"dmarc": set(), "spf": set(), "dkim": set()}
    for kind, verdict in _VERDICT.findall(results):
        said[kind].add(verdict)
    if said["dmarc"]:
        return "pass" not in said["dmarc"] and "fail" in said["dmarc"]
    passed = "pass" in said["spf"] | said["dkim"]
    return not passed and bool({"fail", "softfail"} & said["spf"] or "fail" in said["dkim"])
