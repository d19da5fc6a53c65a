"""What upper rooms add to the actions of every project's page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from milepost.identity.public import User
from milepost.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """A page of one project, opened beside it; its address takes the project's number.

    `is_offered(project's number, viewer)` says whether it stands there; one query at most.
    """

    key: str
    label: str | Promise
    icon: str
    url_name: str
    order: int
    is_offered: Callable[[int, User], bool] | None = None


project_entries: Registry[ProjectEntry] = Registry(
    "projects.entries", "pages that other rooms open beside a project", key=lambda entry: entry.key
)
