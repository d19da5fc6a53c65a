"""Files that name somebody: texts and mails are read, of others only their names; which could not be read is told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from milepost.accounts.models import AccountContact, Attendee, Contact, Touchpoint
from milepost.accounts.queries.former_addresses import keys_ever_of
from milepost.audit.public import AuditEntry
from milepost.files.public import StoredFile, open_file
from milepost.lib.errors import Unavailable

LARGEST_BYTES = 5 * 1024 * 1024
_READ = ("text/", "message/", "application/json", "application/xml")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FileMention:
    """A file of a touchpoint that names a person, or (`is_read` is false) that nobody could look into."""

    name: str
    touchpoint_id: int
    is_read: bool


def names_ever_of(people: Collection[Contact]) -> list[str]:
    """Return the names that these people have or had. One query."""
    entries = AuditEntry.objects.filter(kind=Contact.audit_kind(), key__in=[str(person.pk) for person in people])
    names = {person.name for person in people}
    for changes in entries.values_list("changes", flat=True):
        names |= {value for value in changes.get("name", []) if isinstance(value, str) and value}
    return sorted(names)


def files_that_name(people: Collection[Contact], words: Collection[str]) -> list[FileMention]:
    """Return the files at the accounts of these people, and of what they took part in, that have one of `words`.

    Files that are no text, or larger than 5 MB, come as not looked into unless their name tells already.
    """
    wanted = [word.casefold() for word in words]
    found = []
    for stored in _files_near(people):
        text = _text_of(stored)
        if any(word in f"{stored.name}\n{text or ''}".casefold() for word in wanted):
            found.append(FileMention(stored.name, int(stored.owner_key), is_read=True))
        elif text is None:
            found.append(FileMention(stored.name, int(stored.owner_key), is_read=False))
    return found


def _files_near(people: Collection[Contact]) -> Iterable[StoredFile]:
    """Yield the files of touchpoints where these people were ever, the newest touchpoints first."""
    places = keys_ever_of("accounts.AccountContact", "contact", people)
    entries = AuditEntry.objects.filter(kind=AccountContact.audit_kind(), key__in=places)
    accounts = {key for changes in entries.values_list("changes", flat=True) for key in changes.get("account", [])}
    accounts |= set(AccountContact.objects.filter(contact__in=people).values_list("account", flat=True))
    attended = Attendee.objects.filter(contact__in=people).values_list("touchpoint", flat=True)
    here = Touchpoint.objects.filter(account__in={key for key in accounts if isinstance(key, int)})
    keys = sorted({*here.values_list("pk", flat=True), *attended}, reverse=True)
    for start in range(0, len(keys), _AT_ONCE):
        some = [str(key) for key in keys[start : start + _AT_ONCE]]
        yield from StoredFile.objects.filter(owner_kind=Touchpoint.audit_kind(), owner_key__in=some).order_by("-pk")


def _text_of(stored: StoredFile) -> str | None:
    """Return what can be read of a file; None when it is no text, too large, or gone."""
    if not stored.content_type.startswith(_READ) or stored.size > LARGEST_BYTES:
        return None
    try:
        with open_file(stored) as file:
            content = file.read(LARGEST_BYTES)
    except Unavailable:
        return None
    text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
    latin = content.decode("latin-1")
    return f"{text}\n{latin}\n{_mail_text(content)}" if stored.content_type == "message/rfc822" else f"{text}\n{latin}"


def _mail_text(content: bytes) -> str:
    """Return the headers and texts of a mail with their transfer encodings undone; empty when it cannot be read."""
    try:
        mail = message_from_bytes(content, EmailMessage, policy=policy.default)
        texts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
        parts = [*mail.values(), *texts]
    except (LookupError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return ""
    return "\n".join(map(str, parts))
