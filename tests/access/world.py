"""The records that the wall's addresses name."""

import hashlib
from datetime import timedelta
from types import SimpleNamespace

from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.utils import timezone

from milepost.accounts.public import (
    Account,
    CapturedMail,
    Contact,
    IncomingMail,
    Party,
    Touchpoint,
    add_action_item,
    add_contact,
    add_option,
    add_stage,
    capture_mail,
    create_account,
    declare_field,
    dismiss_mail,
    join_team,
    log_touchpoint,
    merge_accounts,
    open_escalation,
    plan_meeting,
    save_segment,
    tag_account,
)
from milepost.audit.public import AuditEntry, create_record
from milepost.files.public import store_file
from milepost.identity.public import (
    Notification,
    User,
    add_to_team,
    add_user,
    create_team,
    invite,
    issue_token,
    notify,
    set_preferences,
)
from milepost.integrations.csv.beginning import begin_import
from milepost.integrations.csv.mappings import save_mapping
from milepost.integrations.feeds.actions import add_feed
from milepost.integrations.feeds.running import begin_run
from milepost.integrations.public import add_webhook, send_test
from milepost.jobs.public import Work, start_work
from milepost.jobs.testing import make_failed_job
from milepost.lib.actor import Actor, entering
from milepost.lib.refs import Ref
from milepost.projects.public import (
    LinkEdit,
    NewTask,
    PlanChange,
    PlanEdit,
    Project,
    ProjectMember,
    Task,
    TaskEdit,
    change_plan,
    create_project,
    put_on_project,
    take_baseline,
)
from milepost.ui.actions import save_view
from milepost.ui.tasks import run_bulk


def make_world(people: SimpleNamespace) -> SimpleNamespace:
    """Add to the cast one record of each kind that an address can name; see `wall` for who is who."""
    world = SimpleNamespace(**vars(people))
    actor = world.ada.as_actor()
    world.team = create_team("Onboarding", actor=actor)
    for user in (world.lena, world.fiona):
        world.membership = add_to_team(world.team, user, actor=actor)
    max_ = world.max.as_actor()
    world.work = Work.objects.create(title="Export", actor_kind=max_.kind, actor_id=max_.id, actor_label=max_.label)
    with entering(batch="b1"):
        world.bulk = start_work(
            run_bulk,
            title="Bulk",
            actor=world.lena.as_actor(),
            list_key="people",
            action_key="add-to-team",
            value=str(world.team.pk),
            keys=[],
        )
        Work.objects.filter(pk=world.bulk.pk).update(state="done")
        set_preferences(world.max, {"title": "CSM"}, actor=max_)
    world.view_of_max = save_view("people", "Mine", {}, owner=world.max)
    world.invitation, world.invitation_secret = invite("nora@example.com", actor=actor)
    notify(world.max, "test", "A notice", "/")
    world.notice_to_max = Notification.objects.get(user=world.max)
    world.session_of_max = UserSession.objects.create(user=world.max, session_key="of-max", ip="192.0.2.1")
    world.token_of_max, _secret = issue_token(world.max, "program", ["read"], None, world.max.as_actor())
    world.failed_job = make_failed_job()
    world.file_of_max = store_file(ContentFile(b"a,b\n", name="list.csv"), actor=max_)
    world.account = create_account("Northwind", actor=max_, csm=world.max, domains=["northwind.example"])
    world.field = declare_field("Plan", "text", actor=actor)
    world.option = add_option("tier", "Gold", actor=actor)
    world.stage = add_stage("Piloting", "live", actor=actor)
    world.tag = tag_account(world.account, "Robots", actor=actor).tag
    world.contact = add_contact("Mona Lind", actor=max_, account=world.account, emails=["mona@northwind.example"])
    world.touchpoint = create_record(
        Touchpoint(account=world.account, kind="call", subject="First call", author=world.max), actor=max_
    )
    world.meeting = plan_meeting(world.account, "Review", at=timezone.now() + timedelta(days=2), actor=max_)
    world.escalation = open_escalation(world.account, "No reports", actor=max_)
    world.action_item = add_action_item(world.account, "Send the offer", actor=max_, owner=world.max)
    hung_on = Ref("accounts.touchpoint", str(world.touchpoint.pk))
    world.file_of_touchpoint = store_file(ContentFile(b"c,d\n", name="minutes.csv"), actor=max_, owner=hung_on)
    twin, world.other = (create_account(name, actor=max_) for name in ("Northwind again", "Northwind two"))
    world.mail, world.dismissed_mail = (captured(world.max, f"Offer {number}") for number in range(2))
    dismiss_mail(world.dismissed_mail, actor=max_)
    captured(world.ada, "Question")
    world.segment = save_segment("Mine", None, actor=max_, owner=world.max)
    world.merge = merge_accounts(twin, world.account, actor=actor)
    world.account.refresh_from_db()
    given = ("CRM", "https://crm.example/hook", ["ticket.recorded"])
    world.webhook, _secret = add_webhook(world.lena, *given, actor=world.lena.as_actor())
    world.webhook_message = send_test(world.webhook, actor=world.lena.as_actor())
    people = ContentFile(b"id,name,mail\n1,Mona,mona@x.example\n", name="people.csv")
    world.import_ = begin_import(people, "contacts", actor=actor, source="CRM")
    world.mapping = save_mapping(world.import_, "From the CRM", actor=actor)
    given = {"name": "Nightly", "mapping": world.mapping, "way": "address", "place": "https://files.example/a.csv"}
    world.feed = add_feed(world.lena, given, actor=actor)
    world.feed_run = begin_run(world.feed)
    world.project, world.task = project_of(world.account, actor=max_)
    world.member, world.plan_change = around_plan(world.project, world.task, world.contact, actor=max_)
    world.audit_entry = AuditEntry.objects.earliest("id")
    return world


def project_of(account: Account, *, actor: Actor, tasks: int = 2) -> tuple[Project, Task]:
    """A project with a chain of tasks, and the last of them."""
    project = create_project("Onboarding", actor=actor, account=account)
    edits: list[PlanEdit] = [NewTask(f"{at}", {"title": f"Step {at}"}) for at in range(tasks)]
    edits += [LinkEdit(f"{at}", f"{at + 1}") for at in range(tasks - 1)]
    applied = change_plan(project, edits, actor=actor)
    return applied.project, applied.tasks[f"{tasks - 1}"]


def around_plan(project: Project, task: Task, contact: Contact, *, actor: Actor) -> tuple[ProjectMember, PlanChange]:
    """Somebody on the project, and what its ledger tells after a baseline: a task that takes longer."""
    member = put_on_project(project, contact, actor=actor)
    take_baseline(project, "Agreement", actor=actor, is_agreement=True)
    return member, change_plan(project, [TaskEdit(task.pk, {"duration_minutes": 960})], actor=actor).changes[0]


def captured(user: User, subject: str) -> CapturedMail:
    """A mail that waits for an account."""
    mail = IncomingMail(
        key=hashlib.sha256(f"{subject} to {user.pk}".encode()).hexdigest(),
        sender=Party("sven@fabrikam.example", "Sven Dahl"),
        recipients=(Party("mona@northwind.example"),),
        subject=subject,
        text="Ask mona@northwind.example.",
        sent_at=timezone.now(),
    )
    return capture_mail(mail, user)


def crowd(world: SimpleNamespace) -> None:
    """Fill the tables: many people, teams and notices beside those of the world."""
    actor = world.ada.as_actor()
    people = [add_user(f"person{n}@example.com", f"Person {n}", actor=actor) for n in range(30)]
    for number in range(6):
        team = create_team(f"Team {number}", actor=actor)
        for user in people[number::6]:
            add_to_team(team, user, actor=actor)
    for _number in range(6):
        make_failed_job()
    for number in range(60):
        account = create_account(f"Account {number}", actor=actor, csm=people[number % 30], tags=[f"tag {number % 7}"])
        add_contact(f"Contact {number}", actor=actor, account=account, emails=[f"c{number}@customer{number}.example"])
    join_team(account, world.lena, "am", actor=actor)
    for number in range(40):
        log_touchpoint(
            world.account,
            ("call", "email")[number % 2],
            f"Talk {number}",
            actor=actor,
            attendees=[world.contact, world.lena, f"guest{number}@northwind.example"],
            action_items=[f"Action {number}"],
            is_pinned=number % 20 == 0,
        )
    for _number in range(3):
        project_of(world.account, actor=actor, tasks=12)
    edits: list[PlanEdit] = [NewTask(f"{at}", {"title": f"More {at}"}) for at in range(12)]
    change_plan(world.project, [*edits, *(LinkEdit(world.task.pk, f"{at}") for at in range(12))], actor=actor)
    for number in range(12):
        captured(world.ada, f"Mail {number}")
    for number in range(30):
        notify(world.ada, "test", f"Notice {number}", "/")
