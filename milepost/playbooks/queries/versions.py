"""The version of a playbook that is started."""

from django.utils.translation import gettext as _

from milepost.lib.errors import NotFound
from milepost.playbooks.models import Playbook, PlaybookVersion


def published_version(playbook: Playbook) -> PlaybookVersion:
    """Return the published version with its playbook. Raises `NotFound` where none was published."""
    version = playbook.published
    if version is None:
        raise NotFound("no-version", _("No version of “%(name)s” is published.") % {"name": playbook})
    version.playbook = playbook
    return version
