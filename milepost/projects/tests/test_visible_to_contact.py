"""What somebody of the customer sees of projects: shared ones of their account, and of these what is for them."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from milepost.accounts.public import add_contact, archive_contact, change_contact, create_account, place_contact
from milepost.files.public import store_file
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid, NotAllowed
from milepost.projects.actions.attachments import owner_of_files
from milepost.projects.models import (
    ChangeRequest,
    ChecklistItem,
    Decision,
    Delivery,
    Dependency,
    Issue,
    PlanChange,
    Project,
    ProjectMember,
    Proposal,
    Risk,
    ScopeItem,
    ScopeVersion,
    SharedFile,
    Signer,
    StatusReport,
    Task,
    TaskMove,
    TaskParty,
)
from milepost.projects.public import (
    change_task,
    draft_change,
    freeze_scope,
    put_on_project,
    put_on_task,
    share_file,
    share_project,
    stop_sharing,
)
from milepost.projects.queries.contact_files import files_for_contact
from milepost.projects.records_plan import PartyEdit

SEEN_IN_ROWS = (
    Project,
    Task,
    TaskParty,
    ChecklistItem,
    Dependency,
    PlanChange,
    TaskMove,
    ProjectMember,
    ScopeItem,
    ScopeVersion,
    Proposal,
    Signer,
    Delivery,
    ChangeRequest,
    Decision,
    Risk,
    Issue,
    StatusReport,
)


@pytest.fixture
def mona(northwind, max_):
    return add_contact("Mona Lind", actor=max_.as_actor(), account=northwind, emails=["mona@northwind.example"])


@pytest.fixture
def piet(northwind, max_):
    return add_contact("Piet Vos", actor=max_.as_actor(), account=northwind, emails=["piet@northwind.example"])


@pytest.fixture
def shared(onboarding, max_):
    return share_project(onboarding, actor=max_.as_actor())


def titles(contact, account) -> set[str]:
    return set(Task.objects.visible_to_contact(contact, account).values_list("title", flat=True))


def something(model, contact, account) -> bool:
    return model.objects.visible_to_contact(contact, account).exists()


def fill(project, task, mona, max_) -> None:
    """Let there be a row of each kind which Mona would see if the project were shared with her."""
    actor, day = max_.as_actor(), dt.date(2026, 3, 2)
    change_task(task("Migration"), {"visibility": "customer", "duration_minutes": 960}, actor=actor)
    put_on_task(PartyEdit(task_id=task("Migration").pk, contact_id=mona.pk), task("Migration"), actor=actor)
    put_on_project(project, mona, actor=actor)
    task("Migration").checklist.create(text="Export the data")
    change_task(task("Training"), {"visibility": "customer"}, actor=actor)
    Decision.objects.create(project=project, number=1, title="Cloud", visibility="customer", decided_on=day)
    Risk.objects.create(project=project, number=1, title="Holidays", visibility="customer")
    Issue.objects.create(project=project, number=1, title="Firewall", visibility="customer")
    item = ScopeItem.objects.create(project=project, section="deliverable", text="Import")
    Delivery.objects.create(deliverable=item, number=1)
    version = freeze_scope(project, actor=actor)
    proposal = Proposal.objects.create(project=project, scope=version, by=max_, by_label="Max")
    Signer.objects.create(proposal=proposal, contact=mona, side="theirs", name="Mona Lind")
    change = draft_change(project, {"title": "A second plant"}, actor=actor)
    ChangeRequest.objects.filter(pk=change.pk).update(state="sent", sent_at=timezone.now())
    report = StatusReport.objects.create(
        project=project, number=1, since_on=day, on=day, state="sent", sent_at=timezone.now(), sha256="x", by_label="M"
    )
    report.recipients.create(contact=mona)


@pytest.fixture
def filled(onboarding, task, mona, max_):
    fill(onboarding, task, mona, max_)
    onboarding.refresh_from_db()
    return onboarding


def test_it_shows_each_kind_of_row_once_the_project_is_shared(filled, northwind, mona, max_):
    assert [model.__name__ for model in SEEN_IN_ROWS if something(model, mona, northwind)] == []
    share_project(filled, actor=max_.as_actor())
    assert [model.__name__ for model in SEEN_IN_ROWS if not something(model, mona, northwind)] == []


@pytest.mark.parametrize(
    "why", ["another account", "left", "archived", "unshared", "project archived", "wrong account"]
)
def test_it_shows_nothing_to_those_who_are_not_there(filled, northwind, mona, max_, why):
    share_project(filled, actor=max_.as_actor())
    actor, account, reader = max_.as_actor(), northwind, mona
    if why == "another account":
        account = create_account("Southwind", actor=actor)
        reader = add_contact("Sam", actor=actor, account=account)
    elif why == "left":
        change_contact(mona, {"left_on": timezone.localdate()}, actor=actor)
    elif why == "archived":
        archive_contact(mona, actor=actor)
    elif why == "unshared":
        filled.refresh_from_db()
        stop_sharing(filled, actor=actor)
    elif why == "put away":
        Project.objects.filter(pk=filled.pk).update(archived_at=timezone.now())
    else:  # somebody else's account is asked for by a contact of this one
        reader = add_contact("Sam", actor=actor, account=create_account("Southwind", actor=actor))
    assert [model.__name__ for model in SEEN_IN_ROWS if something(model, reader, account)] == []
    assert not files_for_contact(reader, account).exists()


def test_it_shows_a_partner_only_the_account_that_is_asked_for(shared, northwind, mona, max_):
    other = create_account("Southwind", actor=max_.as_actor())
    place_contact(mona, other, actor=max_.as_actor())
    assert something(Project, mona, northwind)
    assert not something(Project, mona, other)


@pytest.mark.usefixtures("shared")
def test_it_keeps_internal_tasks_and_those_that_name_others(task, northwind, mona, piet, max_):
    assert titles(mona, northwind) == {"Go-live"}
    change_task(task("Training"), {"visibility": "named"}, actor=max_.as_actor())
    put_on_task(PartyEdit(task_id=task("Training").pk, contact_id=piet.pk), task("Training"), actor=max_.as_actor())
    put_on_task(PartyEdit(task_id=task("Migration").pk, contact_id=mona.pk), task("Migration"), actor=max_.as_actor())
    assert titles(mona, northwind) == {"Go-live"}
    assert titles(piet, northwind) == {"Go-live", "Training"}
    assert set(TaskParty.objects.visible_to_contact(mona, northwind)) == set()


def test_it_shows_a_link_only_where_both_ends_are_seen(shared, task, northwind, mona, max_):
    assert not something(Dependency, mona, northwind)
    change_task(task("Training"), {"visibility": "customer"}, actor=max_.as_actor())
    links = Dependency.objects.visible_to_contact(mona, northwind)
    assert [(str(link.predecessor), str(link.successor)) for link in links] == [("Training", "Go-live")]


def test_it_keeps_what_we_still_think_about(filled, northwind, mona, piet, max_):
    share_project(filled, actor=max_.as_actor())
    for state in ("draft", "review", "ready"):  # handed back after it was sent, too
        ChangeRequest.objects.update(state=state)
        assert not something(ChangeRequest, mona, northwind)
    assert not something(Proposal, piet, northwind)  # piet is not asked
    assert not something(ScopeVersion, piet, northwind)
    Proposal.objects.update(state="agreed")
    assert something(ScopeVersion, piet, northwind)
    assert not something(StatusReport, piet, northwind)
    Decision.objects.update(visibility="internal")
    Risk.objects.update(visibility="internal")
    Issue.objects.update(visibility="internal")
    assert not any(something(model, mona, northwind) for model in (Decision, Risk, Issue))


def test_it_keeps_who_of_us_is_only_told(shared, northwind, mona, max_, fiona):
    put_on_project(shared, fiona, actor=max_.as_actor(), part="informed")
    assert [row.user for row in ProjectMember.objects.visible_to_contact(mona, northwind)] == [max_]


def test_it_shows_files_that_were_shared_or_are_theirs(shared, task, mona, max_, fiona):
    northwind = shared.account

    def stored(record, name, actor):
        return store_file(ContentFile(name.encode(), name), actor=actor, owner=owner_of_files(record))

    kept = stored(task("Go-live"), "kept.txt", max_.as_actor())
    stored(task("Go-live"), "theirs.txt", Actor("contact", str(mona.pk), mona.name))
    hidden = stored(task("Migration"), "hidden.txt", max_.as_actor())
    share_file(hidden, actor=max_.as_actor())
    share_file(stored(shared, "project.txt", max_.as_actor()), actor=max_.as_actor())
    names = {file.name for file in files_for_contact(mona, northwind)}
    assert names == {"theirs.txt", "project.txt"}
    assert SharedFile.objects.visible_to(max_).count() == 2
    assert not SharedFile.objects.visible_to(fiona).exists()
    share_file(kept, actor=max_.as_actor())
    share_file(kept, actor=max_.as_actor())
    assert "kept.txt" in {file.name for file in files_for_contact(mona, northwind)}


def test_it_is_shared_by_those_who_may_write(onboarding, victor, max_):
    with pytest.raises(NotAllowed):
        share_project(onboarding, actor=victor.as_actor())
    with pytest.raises(NotAllowed):
        stop_sharing(onboarding, actor=victor.as_actor())
    first = share_project(onboarding, actor=max_.as_actor()).shared_at
    assert share_project(Project.objects.get(), actor=max_.as_actor()).shared_at == first
    assert not stop_sharing(Project.objects.get(), actor=max_.as_actor()).is_shared


def test_it_shares_no_project_of_our_own(onboarding, max_):
    onboarding.account = None
    with pytest.raises(Invalid, match="our own"):
        share_project(onboarding, actor=max_.as_actor())
