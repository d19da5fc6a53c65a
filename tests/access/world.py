"""The records that the wall's addresses name."""

import datetime as dt
import hashlib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

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
from milepost.feedback.public import file_request, note_on_request
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
from milepost.integrations.public import add_webhook, calendar_url, open_calendar, send_test
from milepost.jobs.public import Work, start_work
from milepost.jobs.testing import make_failed_job
from milepost.lib.actor import SYSTEM, Actor, entering
from milepost.lib.refs import Ref
from milepost.playbooks.public import (
    PlaybookDraft,
    Run,
    StartRequest,
    begin_draft,
    change_draft,
    import_playbook,
    start_playbook,
)
from milepost.portal.testing import access_of, session_of_access
from milepost.projects.public import (
    LinkEdit,
    NewTask,
    PlanChange,
    PlanEdit,
    Project,
    ProjectMember,
    Task,
    TaskEdit,
    add_billing,
    add_comment,
    add_cost,
    add_decision,
    add_issue,
    add_lesson,
    add_rate,
    add_risk,
    add_scope_items,
    add_step,
    attach_file,
    begin_report,
    change_plan,
    change_project,
    create_project,
    create_sprint,
    draft_change,
    freeze_scope,
    log_time,
    propose_scope,
    put_against_risk,
    put_label,
    put_on_project,
    send_report,
    set_budget,
    set_labels,
    start_sprint,
    submit_change,
    submit_delivery,
    take_baseline,
)
from milepost.ui.actions import save_view
from milepost.ui.tasks import run_bulk
from tests.access.portal_world import with_shared_project


def with_accesses(world: SimpleNamespace) -> SimpleNamespace:
    """Let mona and nils of Northwind into the portal, and olga of another account."""
    actor = world.max.as_actor()
    elsewhere = create_account("Olga's", actor=actor, csm=world.max)
    nils = add_contact("Nils Berg", actor=actor, account=world.account, emails=["nils@northwind.example"])
    olga = add_contact("Olga Stern", actor=actor, account=elsewhere, emails=["olga@elsewhere.example"])
    world.accesses = {
        "mona": access_of(world.contact, world.account),
        "nils": access_of(nils, world.account),
        "olga": access_of(olga, elsewhere),
    }
    world.phone_of_mona = session_of_access(world.accesses["mona"])
    return world


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
    with_project(world, actor=max_)
    with_playbook(world)
    world.audit_entry = AuditEntry.objects.earliest("id")
    return with_shared_project(with_accesses(world))


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


def with_sprints(world: SimpleNamespace, *, actor: Actor) -> None:
    """A project steered by scrum: a sprint that runs, with a task, and the one after it."""
    project, task = project_of(world.account, actor=actor)
    world.scrum = change_project(project, {"method": "scrum"}, actor=actor)
    today = timezone.localdate()
    days = [today, today + timedelta(days=6), today + timedelta(days=7), today + timedelta(days=13)]
    sprint, world.next_sprint = (
        create_sprint(project, {"start_on": start, "end_on": end}, actor=actor) for start, end in (days[:2], days[2:])
    )
    change_plan(project, [TaskEdit(task.pk, {"sprint_id": sprint.pk})], actor=actor)
    world.sprint = start_sprint(sprint, actor=actor)


PLAYBOOK = """\
playbook: onboarding
name: Onboarding
purpose: For every new customer.
kind: onboarding
roles:
  - {key: csm, name: Customer success manager, side: ours, from: csm, part: lead}
  - {key: champion, name: Champion, side: theirs, from: champion}
questions:
  - {key: sso, ask: One sign-in?, type: yes-no, default: no}
phases:
  - key: prepare
    title: Prepare
    steps:
      - {key: kick-off, title: Kick-off, lasts: 1d, does: csm, asked: champion}
"""
NEWER_STEP = "      - {key: plan, title: Plan, lasts: 1d, does: csm, after: kick-off}\n"


def with_playbook(world: SimpleNamespace) -> None:
    """A playbook that runs for the account, in an older version."""
    world.playbook, _is_new = import_playbook(PLAYBOOK, actor=SYSTEM)
    world.run = start_world_playbook(world)
    world.playbook, _is_new = import_playbook(PLAYBOOK + NEWER_STEP, actor=SYSTEM)
    world.draft = begin_draft(world.playbook, actor=SYSTEM)


def start_world_playbook(world: SimpleNamespace) -> Run:
    request = StartRequest(account=world.account, reason="Once more")
    return start_playbook(world.playbook.published, request, actor=world.max.as_actor(), viewer=world.max)


def with_project(world: SimpleNamespace, *, actor: Actor) -> None:
    """A project with its plan, what gathers around a task, and its scope: a line with a file, and a version."""
    with_sprints(world, actor=actor)
    world.project, world.task = project_of(world.account, actor=actor)
    world.member, world.plan_change = around_plan(world.project, world.task, world.contact, actor=actor)
    (world.scope_item,) = add_scope_items(world.project, "commitment", ["Live by June"], actor=actor)
    hung_on = Ref("projects.scopeitem", str(world.scope_item.pk))
    world.file_of_scope_item = store_file(ContentFile(b"e,f\n", name="offer.csv"), actor=actor, owner=hung_on)
    world.scope_version = freeze_scope(world.project, actor=actor)
    world.calendar = open_calendar(world.max)
    world.calendar_token = calendar_url(world.calendar).split("/")[-2]
    world.comment = add_comment(world.task, "It runs.", author=world.max, actor=actor)
    world.label = put_label(world.task, "Data", actor=actor).label
    put_label(world.project, "Data", actor=actor)
    world.step = add_step(world.task, "Export", actor=actor)
    world.time_entry = log_time(world.task, 30, user=world.max, actor=actor)
    table = ContentFile(b"g,h\n", name="plan.csv")
    world.file_of_task, world.file_of_project = (
        attach_file(record, table, actor=actor) for record in (world.task, world.project)
    )
    world.proposal = propose_scope(world.scope_version, [world.max, world.contact], actor=actor, by=world.max)
    change = draft_change(world.project, {"title": "Oslo too", "amount": "900"}, actor=actor, author=world.max)
    world.change_request = submit_change(change, world.max, actor=actor)
    (world.deliverable,) = add_scope_items(world.project, "deliverable", ["Manual"], actor=actor)
    world.delivery = submit_delivery(world.deliverable, actor=actor)
    world.signer = world.proposal.signers.get(contact=world.contact)
    with_register(world, actor=actor)
    with_reports(world, actor=actor)
    with_requests(world, actor=actor)


def with_requests(world: SimpleNamespace, *, actor: Actor) -> None:
    """Something that the customer asks for, and what was said about it."""
    values = {"title": "Labels as before", "contact": world.contact}
    world.request = file_request(values, actor=actor, account=world.account, filed_by=world.max)
    world.request_message = note_on_request(world.request, "Ask support", by=world.max, actor=actor)


def crowd_requests(world: SimpleNamespace, *, actor: Actor) -> None:
    """Much that is asked for, and much that was said about it."""
    for number in range(40):
        values = {"title": f"Request {number}", "contact": world.contact, "owner": world.lena}
        file_request(values, actor=actor, account=world.account, filed_by=world.max)
        note_on_request(world.request, f"Note {number}", by=world.lena, actor=actor)


def with_register(world: SimpleNamespace, *, actor: Actor) -> None:
    """What may happen in the project, went wrong, was decided; and its money."""
    world.risk = add_risk(world.project, {"title": "Export comes late", "impact": 5}, actor=actor)
    world.issue = add_issue(world.project, {"title": "No access"}, actor=actor)
    set_budget(world.project, {"price": "9000"}, actor=actor)
    world.rate = add_rate({"amount": "90", "valid_from": dt.date(2020, 1, 1)}, actor=actor, project=world.project)
    world.billing = add_billing(world.project, {"title": "Half", "amount": "4500"}, actor=actor)
    world.fixed_cost = add_cost(
        world.project, {"title": "Travel", "amount": "800", "planned_on": dt.date(2026, 1, 5)}, actor=actor
    )
    world.decision = add_decision(world.project, {"title": "Two waves", "why": "Less at once"}, actor=actor)


def with_reports(world: SimpleNamespace, *, actor: Actor) -> None:
    """A report that was sent, and a draft."""
    world.sent_report = send_report(begin_report(world.project, actor=actor, author=world.max), [], actor=actor)
    world.status_report = begin_report(world.project, actor=actor, author=world.max)
    world.lesson = add_lesson(world.project, "well", "Early", actor=actor)


def crowd_reports(world: SimpleNamespace, *, actor: Actor) -> None:
    """A long history of reports, and a draft."""
    for _number in range(12):
        report = begin_report(world.project, actor=actor, author=world.max)
        send_report(report, [world.max], actor=actor)
        add_lesson(world.project, "better", "Ask sooner", actor=actor)
    world.status_report = begin_report(world.project, actor=actor, author=world.max)


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


def crowd_scope(project: Project, *, actor: Actor) -> None:
    """Much that a project is to achieve, and much that is to change of it."""
    for number in range(12):
        draft_change(project, {"title": f"Change {number}"}, actor=actor)
    add_scope_items(project, "goal", [f"Goal {number}" for number in range(12)], actor=actor)


def crowd_register(project: Project, task: Task, *, actor: Actor) -> None:
    """Much that may happen, went wrong, was decided."""
    for number in range(14):
        risk = add_risk(project, {"title": f"Risk {number}", "probability": number % 5 + 1}, actor=actor)
        put_against_risk(risk, task, actor=actor)
        add_issue(project, {"title": f"Issue {number}"}, actor=actor)
        add_decision(project, {"title": f"Decision {number}"}, actor=actor)
        add_billing(project, {"title": f"Part {number}", "amount": number}, actor=actor)
        add_cost(project, {"title": f"Cost {number}", "amount": number, "spent_on": timezone.localdate()}, actor=actor)
        add_rate({"role": f"Role {number}", "amount": number}, actor=actor, project=project)
        log_time(
            task,
            30,
            user=task.author or User.objects.earliest("pk"),
            actor=actor,
            on=timezone.localdate() - timedelta(days=number),
        )


def crowd_draft(draft: PlaybookDraft) -> None:
    """Many steps and roles in a draft of a playbook."""

    def more(data: dict[str, Any]) -> str:
        rows = [{"key": f"add-{at}", "title": "More", "lasts": "1d", "does": ["csm"]} for at in range(12)]
        data["phases"][0]["steps"] += rows
        data["roles"] += [{"key": f"role-{at}", "name": "More", "side": "ours"} for at in range(12)]
        return ""

    change_draft(draft, "More", more, actor=SYSTEM)


def crowd_labels(world: SimpleNamespace, *, actor: Actor) -> None:
    """Many labels, and many on one task and its project."""
    for record in (world.task, world.project):
        set_labels(record, [f"Label {number}" for number in range(12)], actor=actor)


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
    crowd_scope(world.project, actor=actor)
    crowd_register(world.project, world.task, actor=actor)
    crowd_reports(world, actor=actor)
    crowd_labels(world, actor=actor)
    crowd_requests(world, actor=actor)
    for number in range(20):
        add_comment(world.task, f"Word {number}.", author=people[number], actor=actor)
        add_step(world.task, f"Step {number}", actor=actor)
    more = "".join(
        f"      - {{key: more-{at}, title: More, lasts: 1d, does: csm, after: kick-off}}\n" for at in range(12)
    )
    import_playbook(PLAYBOOK + NEWER_STEP + more, actor=SYSTEM)
    start_world_playbook(world)
    crowd_draft(world.draft)
    for number in range(12):
        captured(world.ada, f"Mail {number}")
    for number in range(30):
        notify(world.ada, "test", f"Notice {number}", "/")
