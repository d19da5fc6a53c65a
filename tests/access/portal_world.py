"""What the customer does in the portal has records of its own: a shared project of Northwind beside the wall's."""

import datetime as dt
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from milepost.feedback.public import RequestDoor, file_request
from milepost.lib.actor import Actor
from milepost.projects.public import (
    ChangeRequest,
    PartyEdit,
    add_scope_items,
    add_step,
    approve_inside,
    by_contacts,
    change_plan,
    create_project,
    draft_change,
    freeze_scope,
    propose_scope,
    put_on_project,
    put_on_task,
    put_scope_edits,
    send_change,
    share_project,
    submit_change,
    submit_delivery,
)
from milepost.projects.records_plan import NewTask


def with_shared_project(world: SimpleNamespace) -> SimpleNamespace:
    """Share a project in which mona and nils of Northwind decide, and mona has a task and is asked."""
    actor, mona = world.max.as_actor(), world.contact
    project = create_project("Shared rollout", actor=actor, account=world.account, start_on=world.project.start_on)
    shown = {"visibility": "customer"}
    tasks = [NewTask("data", {"title": "Send the data", **shown}), NewTask("users", {"title": "Name users", **shown})]
    made = change_plan(project, tasks, actor=actor).tasks
    world.shown_task = made["data"]
    share_project(type(project).objects.get(pk=project.pk), actor=actor)
    for task in made.values():
        put_on_task(PartyEdit(task_id=task.pk, contact_id=mona.pk), task, actor=actor)
    world.shown_step = add_step(world.shown_task, "Export", actor=actor)
    for who in ("mona", "nils"):
        put_on_project(project, world.accesses[who].contact, actor=actor, part="lead")
    _asked(world, project, actor)
    as_mona = Actor("contact", str(mona.pk), mona.name)
    day = timezone.localdate() + dt.timedelta(days=30)
    world.shown_day = by_contacts.propose_date(made["users"], day, by=mona, actor=as_mona)
    file = ContentFile(b"a;b", name="list.csv")
    world.shown_file = by_contacts.attach_as_contact(world.shown_task, file, by=mona, actor=as_mona)
    values = {"title": "A second plant", "contact": mona}
    world.own_request = file_request(values, actor=as_mona, account=world.account, door=RequestDoor.PORTAL)
    return world


def _asked(world: SimpleNamespace, project, actor: Actor) -> None:
    add_scope_items(project, "goal", ["Half the downtime"], actor=actor)
    (manual,) = add_scope_items(project, "deliverable", ["Manual"], actor=actor)
    world.shown_delivery = submit_delivery(manual, actor=actor)
    version = freeze_scope(project, actor=actor)
    world.shown_proposal = propose_scope(version, [world.contact], actor=actor, by=world.max)
    change = draft_change(project, {"title": "A second plant"}, actor=actor, author=world.max)
    put_scope_edits(change, [("in", "The plant in Lund")], [], actor=actor)
    submit_change(ChangeRequest.objects.get(pk=change.pk), world.lena, actor=actor)
    approve_inside(ChangeRequest.objects.get(pk=change.pk), world.lena, actor=world.lena.as_actor())
    world.shown_change = send_change(ChangeRequest.objects.get(pk=change.pk), actor=actor)
