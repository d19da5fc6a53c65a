"""The entries of other rooms, for a project's page."""

from django import template
from django.template import Context

from milepost.projects.entries import ProjectEntry, project_entries
from milepost.ui.public import person

register = template.Library()


@register.simple_tag(name="project_entries", takes_context=True)
def entries(context: Context) -> list[ProjectEntry]:
    """Return those that are offered for the page's project, in their order."""
    project, viewer = context["project"], person(context["request"])
    found = (one for one in project_entries if one.is_offered is None or one.is_offered(project.pk, viewer))
    return sorted(found, key=lambda entry: entry.order)
