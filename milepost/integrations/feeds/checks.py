"""What `check` and `doctor` say of the folder that repeated imports may watch."""

import os
import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

MAKE_IT = "Make the folder, or unset MILEPOST_IMPORT_DIR."
LET_IT_BE_READ = "Let the user that runs Milepost read it."


@register
def import_folder_is_there(**kwargs: Any) -> list[CheckMessage]:
    """Find a folder for imports that nobody can read: its feeds would fail one by one."""
    if not settings.IMPORT_DIR:
        return []
    folder = Path(settings.IMPORT_DIR)
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
    except FileNotFoundError:
        return [Error(f"The folder for imports, {folder}, is not there.", MAKE_IT, id="imports.E001")]
    except OSError as error:
        words = f"The folder for imports, {folder}, cannot be read: {error.strerror}."
        return [Error(words, LET_IT_BE_READ, id="imports.E002")]
    if not is_folder:
        return [Error(f"The folder for imports, {folder}, is a file.", MAKE_IT, id="imports.E001")]
    if not os.access(folder, os.R_OK | os.X_OK):
        return [Error(f"The folder for imports, {folder}, cannot be read.", LET_IT_BE_READ, id="imports.E002")]
    return []
