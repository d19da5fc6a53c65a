"""The parts of a mail: its text, its invitation, its attachments. Broken ones are read as far as they go."""

import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import LeftOut, MailFile
from milepost.accounts.records import Words
from milepost.integrations.mail.charsets import decoded, one_line
from milepost.integrations.mail.headers import header
from milepost.integrations.mail.texts import text_of_html, tidy

MOST_PARTS = 200
MOST_DEPTH = 20
MOST_FILES = 20
LONGEST_PART = 2_000_000
LONGEST_CALENDAR = 300_000
# A mail of several parts whose borders are missing is read as what stands there.
_TEXTS = {"text/plain", "text/html", "multipart/mixed", "multipart/alternative", "multipart/related"}
_TOO_MANY = _("A mail brings at most 20 files.")
_IN_TEXT = _("A picture inside the text.")
_EMPTY = _("It is empty.")
_BROKEN = _("It is damaged.")
_CUT = _("The mail is too large; only its text was read.")
_CALENDAR = _("A calendar; its meeting was read, or is none.")


@dataclass(slots=True)
class Parts:
    """What a mail consists of."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def text(self) -> str:
        """Return the text: as it was written plainly, else made of the HTML."""
        plain = tidy("\n\n".join(self.plain))
        return plain or "\n\n".join(filter(None, (text_of_html(html) for html in self.html)))


def parts_of(message: Message, *, is_cut: bool) -> Parts:
    """Take a mail apart. Of one that was fetched in part (`is_cut`) no file is kept: none is known to be whole."""
    found = Parts()
    for part in _leaves(message):
        kind, name = part.get_content_type(), _name(part)
        if kind == "text/calendar" or name.lower().endswith(".ics"):
            _take_calendar(found, part, name, is_cut=is_cut)
        elif kind in _TEXTS and not name and part.get_content_disposition() != "attachment":
            texts = found.html if kind == "text/html" else found.plain
            texts.append(decoded(content_of(part)[:LONGEST_PART], part.get_content_charset()))
        else:
            _take_file(found, part, name or one_line(kind.replace("/", "."), 60), is_cut=is_cut)
    return found


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, at most 200 of them and 20 deep. A mail inside the mail is one part."""
    waiting, seen = [(message, 0)], 0
    while waiting and seen < MOST_PARTS:
        part, depth = waiting.pop()
        seen += 1
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() == "multipart":
            if depth < MOST_DEPTH:
                waiting += [(one, depth + 1) for one in reversed(payload[:MOST_PARTS]) if isinstance(one, Message)]
        else:
            yield part


def content_of(part: Message) -> bytes:
    """Return the bytes of a part; of a mail inside the mail its source."""
    try:
        if part.is_multipart():
            inner = part.get_payload(0)
            return inner.as_bytes() if isinstance(inner, Message) else b""
        data = part.get_payload(decode=True)
        return data if isinstance(data, bytes) else b""
    except (ValueError, LookupError, KeyError, TypeError, RecursionError, binascii.Error):
        return b""


def _name(part: Message) -> str:
    try:
        given = part.get_filename("")
    except (ValueError, LookupError, TypeError):
        given = ""
    if not given and part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        return f"{header(inner, 'subject', 80) or 'mail'}.eml" if isinstance(inner, Message) else "mail.eml"
    return one_line(_decoded_name(str(given)), 150)


def _decoded_name(raw: str) -> str:
    holder = Message()
    holder["subject"] = raw[:500].replace("\r", "").replace("\n", "")
    return header(holder, "subject", 150)


def _take_calendar(found: Parts, part: Message, name: str, *, is_cut: bool) -> None:
    data = content_of(part)
    if is_cut or len(data) > LONGEST_CALENDAR:
        found.left_out.append(LeftOut(name or "invite.ics", _CUT if is_cut else _CALENDAR))
    else:
        found.calendars.append(decoded(data, part.get_content_charset()))


def _take_file(found: Parts, part: Message, name: str, *, is_cut: bool) -> None:
    if why := _why_not(found, part, is_cut=is_cut):
        found.left_out.append(LeftOut(name, why))
        return
    content = content_of(part)
    # The decoder leaves base64 that is none as it stands.
    is_broken = bool(part.defects) and part.get("content-transfer-encoding", "").strip().lower() == "base64"
    if is_broken or not content:
        found.left_out.append(LeftOut(name, _BROKEN if is_broken else _EMPTY))
    else:
        found.files.append(MailFile(name, content))


def _why_not(found: Parts, part: Message, *, is_cut: bool) -> Words:
    if is_cut:
        return _CUT
    is_picture = part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment"
    if is_picture and part.get("content-id"):
        return _IN_TEXT
    return _TOO_MANY if len(found.files) >= MOST_FILES else ""
