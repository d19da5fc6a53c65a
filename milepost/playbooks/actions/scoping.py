"""The scope that a playbook brings: lines of the project's draft, to be agreed there."""

from milepost.lib.actor import Actor
from milepost.playbooks.queries.planning import Planning
from milepost.projects.public import Project, Section, add_scope_items

# As long as the columns; variables may make a text longer than it was written.
_LINE_MOST, _DETAIL_MOST = 500, 5000


def write_scope(project: Project, planning: Planning, *, actor: Actor) -> None:
    """Write the lines of each section; a deliverable tells by what it is accepted."""
    scope = planning.document.scope
    sections = (
        (Section.GOAL, scope.goals),
        (Section.IN, scope.within),
        (Section.OUT, scope.out),
        (Section.ASSUMPTION, scope.assumptions),
    )
    for section, texts in sections:
        if texts:
            add_scope_items(project, section, [planning.text(text, _LINE_MOST) for text in texts], actor=actor)
    for one in scope.deliverables:
        detail = "\n".join(planning.text(text) for text in one.accepted_when)[:_DETAIL_MOST]
        add_scope_items(
            project, Section.DELIVERABLE, [planning.text(one.title, _LINE_MOST)], actor=actor, values={"detail": detail}
        )
