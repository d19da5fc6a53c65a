import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings
from django.utils import timezone

from conftest import OwnWorld, new_cast, new_user
from milepost.accounts.public import (
    FactType,
    FieldSpec,
    IncomingMail,
    Party,
    add_action_item,
    add_contact,
    add_option,
    add_stage,
    cancel_meeting,
    capture_mail,
    create_account,
    declare_field,
    dismiss_mail,
    fact_fields,
    log_touchpoint,
    merge_accounts,
    open_escalation,
    plan_meeting,
    record_ticket,
    save_segment,
)
from milepost.audit.public import AuditEntry
from milepost.feedback.public import decline_request, file_request
from milepost.files.public import store_file
from milepost.identity.public import User, add_to_team, create_team, invite, issue_token, notify
from milepost.integrations.public import add_feed, add_webhook, save_mapping, send_test, take_in
from milepost.jobs.public import Work
from milepost.lib.actor import Actor
from milepost.lib.refs import Ref
from milepost.playbooks.public import import_playbook
from milepost.projects.public import (
    LinkEdit,
    NewTask,
    PartyEdit,
    TaskHome,
    add_comment,
    add_decision,
    add_issue,
    add_risk,
    add_scope_items,
    add_step,
    approve_inside,
    attach_file,
    begin_report,
    block_task,
    change_plan,
    change_task,
    create_calendar,
    create_project,
    create_sprint,
    create_task,
    draft_change,
    freeze_scope,
    log_time,
    propose_scope,
    send_change,
    start_sprint,
    start_timer,
    submit_change,
    submit_delivery,
    take_baseline,
    watch_task,
)
from milepost.ui.public import save_view


def work_of(user) -> Work:
    actor: Actor = user.as_actor()
    return Work.objects.create(title="Export", actor_kind=actor.kind, actor_id=actor.id, actor_label=actor.label)


def _mail(number: str) -> IncomingMail:
    sender = Party("sven@fabrikam.example", "Sven Dahl")
    return IncomingMail(key=number * 64, sender=sender, subject=f"Mail {number}", text="Hi", sent_at=timezone.now())


def _sprints_of(account, actor):
    """A scrum project with a sprint that runs and the next one."""
    project = create_project("Interface", actor=actor, account=account, method="scrum")
    task = create_task({"title": "Build"}, actor=actor, home=TaskHome(project=project))
    today, week = timezone.localdate(), dt.timedelta(days=7)
    running, following = (
        create_sprint(project, {"start_on": start, "end_on": start + dt.timedelta(days=4)}, actor=actor)
        for start in (today, today + week)
    )
    change_task(task, {"sprint_id": running.pk}, actor=actor)
    return project, start_sprint(running, actor=actor), following


def _around_task(task, user):
    """What gathers around a task, by its name in the world."""
    actor = user.as_actor()
    block_task(task, "No access", "theirs", actor=actor)
    return {
        "time_entry": log_time(task, 30, user=user, actor=actor),
        "timer": start_timer(task, user=user, actor=actor),
        "step": add_step(task, "Export", actor=actor),
        "comment": add_comment(task, "It runs.", author=user, actor=actor),
        "watcher": watch_task(task, user, actor=actor),
        "task_file": attach_file(task, ContentFile(b"a,b\n1,2\n", name="plan.csv"), actor=actor),
    }


def _agreement_of(project, contact, user):
    """What is agreed and asked about a project: a proposal that waits, a handed-over report, changes at each step."""
    actor = user.as_actor()
    (goal,) = add_scope_items(project, "goal", ["Go live"], actor=actor)
    report, handbook = add_scope_items(project, "deliverable", ["Report", "Handbook"], actor=actor)
    scope = freeze_scope(project, actor=actor)
    proposal = propose_scope(scope, [user, contact], actor=actor, by=user)
    return {
        "scope_item": goal,
        "scope": scope,
        "proposal": proposal,
        "signer": proposal.signers.get(contact=contact),
        "deliverable": handbook,
        "submitted": report,
        "delivery": submit_delivery(report, actor=actor),
        "change": draft_change(project, {"title": "Two plants", "amount": "100"}, actor=actor, author=user),
        **{f"{step}_change": _change_at(step, project, user) for step in ("asked", "ready", "sent")},
    }


def _change_at(step, project, user):
    actor = user.as_actor()
    change = draft_change(project, {"title": step, "amount": "100"}, actor=actor, author=user)
    change = submit_change(change, user, actor=actor)
    if step != "asked":
        change = approve_inside(change, user, actor=actor)
    return send_change(change, actor=actor) if step == "sent" else change


def _requests_of(account, contact, user):
    """A request that is open, one that asks for the same, one that is closed."""
    actor = user.as_actor()
    first, second, third = (
        file_request({"title": title, "contact": contact}, actor=actor, account=account, filed_by=user)
        for title in ("Labels", "Tags", "Invoice")
    )
    return {
        "request": first,
        "other_request": second,
        "closed_request": decline_request(third, "Not ours", actor=actor),
    }


def _plan_of(project, actor):
    edits = [
        NewTask("first", {"title": "First"}),
        NewTask("second", {"title": "Second"}),
        LinkEdit("first", "second", "SS"),
        PartyEdit(task_id="first", role="Their IT", side="theirs"),
    ]
    return change_plan(project, edits, actor=actor).tasks


PLAYBOOK = """\
playbook: onboarding
name: Onboarding
purpose: For every new customer.
kind: onboarding
anchor: contract-start
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
      - {key: directory, title: Directory, lasts: 1d, after: kick-off, when: {answer: sso, is: yes}}
"""
_TO_IMPORTERS = Ref("integrations.import", "of nobody yet")


@pytest.fixture(scope="module")
def staged_world(stage, tmp_path_factory):
    """The world of all tests of a module: making it takes longer than most of them."""
    with override_settings(FILES_DIR=tmp_path_factory.mktemp("files")):
        yield world_of(new_cast())


@pytest.fixture
def world(staged_world, db):
    return OwnWorld(staged_world)


@pytest.fixture
def make_user(db):
    """As everywhere; whoever is staged already is not made again."""
    return lambda name, *more, **fields: _staged(name) or new_user(name, *more, **fields)


def _staged(name):
    return User.objects.filter(email=f"{name.lower()}@example.com").first()


def world_of(cast):
    """One of each thing: `team` of Lena and Max, things of Max, an open invitation."""
    ada, lena, max_ = cast["ada"], cast["lena"], cast["max"]
    actor = ada.as_actor()
    team = create_team("Onboarding", actor=actor, purpose="Gets them live")
    add_to_team(team, lena, actor=actor, is_lead=True)
    add_to_team(team, max_, actor=actor)
    token, _secret = issue_token(max_, "Max's", ["read"], None, max_.as_actor())
    notify(max_, "test", "Look at this", "/")
    account = create_account("Northwind", actor=max_.as_actor(), csm=max_, tags=["Robots"])
    by_max, soon = max_.as_actor(), timezone.now() + dt.timedelta(days=2)
    cancelled = plan_meeting(account, "Called off", at=soon, actor=by_max)
    cancel_meeting(cancelled, actor=by_max)
    webhook = add_webhook(lena, "CRM", "https://crm.example/", ["ticket.recorded"], actor=lena.as_actor())[0]
    contact = add_contact("Mona Lind", actor=max_.as_actor(), account=account, emails=["mona@n.example"])
    mail, dismissed = (capture_mail(_mail(number), max_) for number in "12")
    dismiss_mail(dismissed, actor=by_max)
    people = ContentFile(b"id,name,mail\n1,Mona,mona@x.example\n", name="people.csv")
    import_ = take_in(people, "contacts", actor=actor, source="CRM")
    mapping = save_mapping(import_, "From the CRM", actor=actor)
    project = create_project("Onboarding", actor=by_max, account=account, lead=max_)
    tasks = _plan_of(project, by_max)
    around = _around_task(tasks["first"], max_)
    agreement = _agreement_of(project, contact, max_)
    scrum, sprint, next_sprint = _sprints_of(account, by_max)
    import_playbook(PLAYBOOK, actor=actor)
    given = {"name": "Nightly", "mapping": mapping, "way": "address", "place": "https://files.example/a.csv"}
    twin, other = (create_account(name, actor=by_max) for name in ("Southwind", "Southwind Inc"))
    return SimpleNamespace(
        import_=import_,
        spare_mapping=save_mapping(import_, "Nobody's", actor=actor),
        twin=twin,
        namesake=add_contact("Mona Lind", actor=by_max, account=account),
        merge=merge_accounts(other, twin, actor=actor),
        import_file=store_file(ContentFile(b"id,name\n1,Mona\n", name="list.csv"), actor=actor, owner=_TO_IMPORTERS),
        mapping=mapping,
        feed=add_feed(lena, given, actor=lena.as_actor()),
        webhook=webhook,
        webhook_message=send_test(webhook, actor=lena.as_actor()),
        team=team,
        mail=mail,
        dismissed_mail=dismissed,
        touchpoint=log_touchpoint(account, "call", "First call", actor=by_max),
        meeting=plan_meeting(account, "Review", at=soon, actor=by_max),
        cancelled=cancelled,
        action_item=add_action_item(account, "Offer", actor=by_max),
        escalation=open_escalation(account, "Down", actor=by_max),
        ticket=record_ticket(account, "desk", "T-1", subject="Broken", opened_at=timezone.now(), actor=by_max),
        account=account,
        contact=contact,
        place=contact.places.get(),
        segment=save_segment("Mine", None, actor=by_max, owner=max_),
        team_member=account.team.get(),
        project=project,
        scrum=scrum,
        sprint=sprint,
        next_sprint=next_sprint,
        status_report=begin_report(project, actor=by_max, author=max_),
        risk=add_risk(project, {"title": "Late"}, actor=by_max),
        issue=add_issue(project, {"title": "Down"}, actor=by_max),
        decision=add_decision(project, {"title": "Yes"}, actor=by_max),
        calendar=create_calendar("Shop floor", actor=actor, week=[[[360, 840]]] * 7),
        project_member=project.members.get(),
        task=tasks["first"],
        **around,
        **agreement,
        **_requests_of(account, contact, max_),
        later_task=tasks["second"],
        party=tasks["first"].parties.get(),
        dependency=tasks["second"].links_in.get(),
        baseline=take_baseline(project, "Agreed", actor=by_max),
        stage=add_stage("Pilot", "live", actor=actor),
        option=add_option("tier", "Gold", actor=actor),
        tag=account.tags.get(),
        custom_field=declare_field("Plan", "text", actor=actor),
        token=token,
        notification=max_.notifications.get(kind="test"),
        invitation=invite("new@example.com", actor=actor, team=team)[0],
        work=work_of(max_),
        entry=AuditEntry.objects.earliest("id"),
        max=max_,
        view=save_view("people", "Leads", {"filter": {"and": []}}, owner=max_),
        file=store_file(ContentFile(b"a,b\n1,2\n", name="list.csv"), actor=max_.as_actor()),
        people=cast,
    )


@pytest.fixture
def declared_fact():
    """A figure that accounts may have."""
    spec = FieldSpec(key="test_seats", label="Seats", type=FactType.NUMBER, definition="Seats in use.")
    fact_fields.register(spec)
    yield spec
    fact_fields.unregister(spec.key)
