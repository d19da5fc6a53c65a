"""Names of files as they come from strangers, made fit to be shown and saved."""

import re
import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

LONGEST = 120
_LONGEST_EXTENSION = 12
# Control, format (bidi overrides, zero width), surrogate, private and unassigned characters.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_RESERVED = re.compile(r'[<>:"|?*]')
_WINDOWS_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")


def safe_name(name: str) -> str:
    r"""Return the last part of `name` without anything that deceives a reader or a file system.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\plans\\plan.pdf"), safe_name("invoice\u202efdp.exe")
    ('passwd', 'plan.pdf', 'invoicefdp.exe')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    visible = "".join(" " if char.isspace() else char for char in last if _is_visible(char))
    tidy = " ".join(_RESERVED.sub("_", visible).split()).strip(". ")
    if _WINDOWS_DEVICES.match(tidy):
        tidy = f"_{tidy}"
    return _shortened(tidy) or _("file")


def extension(name: str) -> str:
    """Return the extension in lower case with its dot, or an empty text."""
    return PurePosixPath(name).suffix.lower()


def _is_visible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in _INVISIBLE


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    end = PurePosixPath(name).suffix
    end = end if len(end) <= _LONGEST_EXTENSION else ""
    return name[: LONGEST - len(end)].rstrip(". ") + end
