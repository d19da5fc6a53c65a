"""What `check` and `doctor` say of the folder that repeated imports may watch."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def import_folder_is_there(**kwargs: Any) -> list[CheckMessage]:
    """Find a folder for imports that nobody can read: its feeds would fail one by one."""
    if not settings.IMPORT_DIR:
        return []
    folder = Path(settings.IMPORT_DIR)
    if not folder.is_dir():
        hint = "Make the folder, or unset MILEPOST_IMPORT_DIR."
        return [Error(f"The folder for imports, {folder}, is no folder.", hint, id="imports.E001")]
    if not os.access(folder, os.R_OK | os.X_OK):
        hint = "Let the user that runs Milepost read it."
        return [Error(f"The folder for imports, {folder}, cannot be read.", hint, id="imports.E002")]
    return []
