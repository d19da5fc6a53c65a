"""What a file is, by its content; what it is called only tells kinds of harmless text and old office files apart."""

import re
import zipfile
from codecs import getincrementaldecoder
from pathlib import Path

import puremagic
from django.utils.translation import gettext as _

from milepost.files.names import extension
from milepost.lib.errors import Invalid

_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet"
PPTX = f"{_OFFICE}.presentationml.presentation"
PDF, ZIP, RTF, XML, TEXT = "application/pdf", "application/zip", "application/rtf", "application/xml", "text/plain"
CSV, TSV = "text/csv", "text/tab-separated-values"
_OPEN_DOCUMENTS = {f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")}
_OLD_OFFICE = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
    ".mpp": "application/vnd.ms-project",
}
_IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/bmp", "image/heif"}
# What puremagic says, and what we call it.
_BY_MAGIC = {
    **{kind: kind for kind in _IMAGES},
    "image/x-ms-bmp": "image/bmp",
    "image/heic": "image/heif",
    PDF: PDF,
    "application/x-7z-compressed": "application/x-7z-compressed",
    "application/x-gzip": "application/gzip",
    "application/gzip": "application/gzip",
    "application/x-bzip2": "application/x-bzip2",
    "application/x-xz": "application/x-xz",
    "application/x-rar-compressed": "application/vnd.rar",
    "application/vnd.rar": "application/vnd.rar",
    "application/zstd": "application/zstd",
    "application/x-tar": "application/x-tar",
}
_TEXT_BY_EXTENSION = {
    ".csv": CSV,
    ".tsv": TSV,
    ".json": "application/json",
    ".md": "text/markdown",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".eml": "message/rfc822",
}
ALLOWED = frozenset(
    {DOCX, XLSX, PPTX, ZIP, RTF, XML, TEXT, *_OPEN_DOCUMENTS, *_OLD_OFFICE.values()}
    | set(_BY_MAGIC.values())
    | set(_TEXT_BY_EXTENSION.values())
)

_HEAD = 4096
_CHUNK = 256 * 1024
_BIGGEST_ZIP_INDEX = 4 * 1024 * 1024
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
_PROGRAM_NAMES = re.compile(
    r"(?i)\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|vbe|js|mjs|jse|wsf|hta|lnk|jar|sh|app|apk|cpl|reg|url|desktop|"
    r"html?|xhtml|shtml|svgz?|mht|mhtml)$"
)
_MARKUP = re.compile(
    rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|[a-z]+:(html|svg|script))\b", re.IGNORECASE
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b")) + b"\x7f"


def content_type(path: Path, name: str) -> str:
    """Return the type of the file at `path`; raises `Invalid` for programs, web pages and what nobody can name."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    _refuse_dangerous(head, name)
    kind = _by_signature(path, head, name) or _as_text(path, head, name)
    if kind is None:
        raise _refusal(_("“%(name)s” is of a kind that cannot be stored here."), name)
    return kind


def _refuse_dangerous(head: bytes, name: str) -> None:
    if head.startswith(_PROGRAMS) or _PROGRAM_NAMES.search(name):
        raise _refusal(_("“%(name)s” is a program or a web page. Those are not stored here."), name)
    start = head.replace(b"\0", b"")  # UTF-16 has every other byte empty
    if start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\f").startswith(b"<") and _MARKUP.search(start):
        raise _refusal(_("“%(name)s” is a web page or a drawing with scripts. Those are not stored here."), name)


def _by_signature(path: Path, head: bytes, name: str) -> str | None:
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path, head, name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLD_OFFICE.get(extension(name))
    if head.startswith(b"{\\rtf"):
        return RTF
    if not head.startswith(b"%PDF") and _is_text(path):
        return None  # short signatures such as BM also begin words
    for match in puremagic.magic_string(head):
        if match.mime_type in _BY_MAGIC:
            return _BY_MAGIC[match.mime_type]
    return None


def _kind_of_zip(path: Path, head: bytes, name: str) -> str:
    """Look at the names inside; nothing is ever unpacked."""
    if head[30:38] == b"mimetype":
        found = head[38:].split(b"PK", 1)[0].decode("ascii", "replace")
        return found if found in _OPEN_DOCUMENTS else ZIP
    names = _names_in_zip(path)
    if any(inner.endswith("vbaProject.bin") for inner in names):
        raise _refusal(_("“%(name)s” contains macros. Save it without them, then try again."), name)
    if {"META-INF/MANIFEST.MF", "AndroidManifest.xml"} & names:
        raise _refusal(_("“%(name)s” is a program or a web page. Those are not stored here."), name)
    main_parts = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
    return next((kind for part, kind in main_parts.items() if part in names), ZIP)


def _names_in_zip(path: Path) -> set[str]:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            if path.stat().st_size - archive.start_dir > _BIGGEST_ZIP_INDEX:
                return set()
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return set()


def _as_text(path: Path, head: bytes, name: str) -> str | None:
    if not _is_text(path):
        return None
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return XML
    return _TEXT_BY_EXTENSION.get(extension(name), TEXT)


def _is_text(path: Path) -> bool:
    """Say whether all of it is text: UTF-16 that says so, or bytes without control characters."""
    with path.open("rb") as file:
        start = file.read(2)
        file.seek(0)
        chunks = iter(lambda: file.read(_CHUNK), b"")
        if start in {b"\xff\xfe", b"\xfe\xff"}:
            decoder = getincrementaldecoder("utf-16")()
            try:
                return not any("\0" in decoder.decode(chunk) for chunk in chunks)
            except UnicodeDecodeError:
                return False
        return all(len(chunk.translate(None, _CONTROLS)) == len(chunk) for chunk in chunks)


def _refusal(message: str, name: str) -> Invalid:
    return Invalid("file-type", message % {"name": name})
