"""What `check` and `doctor` say of the place where files are kept."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from milepost.files.blobs import has_s3_extra


@register
def s3_is_installed(**kwargs: Any) -> list[CheckMessage]:
    """Find a bucket without the extra that talks to it."""
    if not settings.FILES_S3_BUCKET or has_s3_extra():
        return []
    hint = "Install milepost[s3], or unset MILEPOST_S3_BUCKET to keep files in the data folder."
    return [Error("MILEPOST_S3_BUCKET is set, but the extra s3 is not installed.", hint=hint, id="files.E001")]
