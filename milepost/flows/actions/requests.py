"""A request becomes a task or a project."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.feedback.public import Outcome, Request, note_outcome
from milepost.identity.public import User
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.playbooks.public import PlaybookVersion, Run, StartRequest, start_playbook
from milepost.projects.public import PartyEdit, Project, Task, TaskHome, create_task, put_on_task


def make_task(
    request: Request,
    title: str,
    *,
    actor: Actor,
    author: User,
    doer: User,
    due: dt.date | None,
    project: Project | None,
) -> Task:
    """Make a task of a request, in a project of its account, else for the account alone; without one it is `doer`'s."""
    values = {"title": title, "description": request.text, "deadline_on": due}
    home = TaskHome(project=project) if project else TaskHome(account=request.account)
    with transaction.atomic():
        owner = doer if home.project is None and home.account is None else author
        task = create_task(values, actor=actor, home=home, author=owner)
        put_on_task(PartyEdit(task_id=task.pk, user_id=doer.pk), task, actor=actor)
        note_outcome(request, Outcome.TASK, str(task.pk), actor=actor)
    return task


def start_project(request: Request, version: PlaybookVersion, *, actor: Actor, viewer: User) -> Run:
    """Start a playbook for the account of a request. Raises `Invalid` where the playbook asks what nobody said yet."""
    if request.account is None:
        raise Invalid("no-account", _("Playbooks are started for accounts; this request is our own."))
    with transaction.atomic():
        wanted = StartRequest(account=request.account, name=request.title[:200], reason=_("A request: %s") % request)
        run = start_playbook(version, wanted, actor=actor, viewer=viewer)
        note_outcome(request, Outcome.PROJECT, str(run.project_id), actor=actor)
    return run


def tie_to_project(request: Request, project: Project, *, actor: Actor) -> Request:
    """Say that a project which is there does what a request asks for."""
    if project.account_id != request.account_id:
        words = _("“%(project)s” is a project of another account.") % {"project": project}
        raise Invalid("wrong-value", words, {"project": words})
    return note_outcome(request, Outcome.PROJECT, str(project.pk), actor=actor)
