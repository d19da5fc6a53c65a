"""The entries of other rooms, for a project's page."""

from django import template

from milepost.projects.entries import ProjectEntry, project_entries

register = template.Library()


@register.simple_tag(name="project_entries")
def entries() -> list[ProjectEntry]:
    """Return them in their order."""
    return sorted(project_entries, key=lambda entry: entry.order)
