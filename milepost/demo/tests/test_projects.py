import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest

from milepost.demo.company.plans.custom import INTEGRATION
from milepost.demo.company.plans.living import ADOPTION, ADVOCACY, REQUEST, REVIEW, SUCCESS_PLAN
from milepost.demo.company.plans.money import EXPANSION, INTERNAL, RENEWAL
from milepost.demo.company.plans.starting import HAND_OVER, ONBOARDING
from milepost.demo.company.projects import own_projects, projects_of
from milepost.demo.company.simulation import Simulation
from milepost.demo.public import World, build_demo
from milepost.playbooks.public import Run
from milepost.projects.public import (
    Block,
    ChangeRequest,
    ChecklistItem,
    Delivery,
    Project,
    Proposal,
    ScopeItem,
    ScopeVersion,
    Sprint,
    SprintReading,
    Task,
    TaskComment,
    TaskParty,
    TaskWatcher,
    change_plan,
    slip_ledger,
)
from milepost.projects.records import ProjectKind, ProjectState

pytestmark = pytest.mark.slow

TODAY = dt.date(2026, 11, 20)
TEMPLATES = (
    *(
        HAND_OVER,
        ONBOARDING,
        ADOPTION,
        REVIEW,
        SUCCESS_PLAN,
        REQUEST,
        ADVOCACY,
        EXPANSION,
        RENEWAL,
        INTERNAL,
        INTEGRATION,
    ),
)


@pytest.fixture(scope="module")
def simulated():
    simulation = Simulation(120, TODAY)
    return [(one, project) for one in simulation.accounts() for project in projects_of(one, TODAY)]


def test_it_has_every_kind_and_state(simulated):
    every = [project for _account, project in simulated] + list(own_projects(TODAY))
    assert {project.kind for project in every} == set(ProjectKind.values)
    assert {project.state for project in every} == set(ProjectState.values)


def test_it_draws_the_same_projects_each_time(simulated):
    simulation = Simulation(120, TODAY)
    again = [project for one in simulation.accounts() for project in projects_of(one, TODAY)]
    assert again == [project for _account, project in simulated]


def test_it_lets_slips_follow_from_the_hidden_conditions(simulated):
    """Of what was lost, the customer's share is greater where their sponsor is weak, ours where we deliver badly."""
    lost: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for account, project in simulated:
        for slip in project.slips:
            condition = account.life.condition_on(slip.on)
            if slip.days > 0:
                lost[condition.sponsor < condition.delivery][slip.side] += slip.days
    theirs_weak, ours_weak = lost[True], lost[False]
    assert theirs_weak["theirs"] / theirs_weak.total() > ours_weak["theirs"] / ours_weak.total()
    assert ours_weak["ours"] / ours_weak.total() > theirs_weak["ours"] / theirs_weak.total()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.kind)
@pytest.mark.parametrize("modules", [frozenset(), frozenset({"connect", "dispatch", "mobile", "parts"})])
def test_a_template_holds_together_whatever_was_bought(template, modules):
    found = template.for_modules(modules)
    keys = [job.key for job in found.jobs]
    assert len(keys) == len(set(keys))
    assert 8 <= len(keys) <= 40
    assert found.length_days > 0


def test_it_writes_plans_whose_ledgers_add_up(db):
    world = World(accounts=9, today=TODAY)
    list(build_demo(world))
    expected = sum(len(list(projects_of(one, TODAY))) for one in world.simulation.accounts())
    assert Project.objects.exclude(account=None).count() == expected + Run.objects.count()
    assert Run.objects.exists()
    told = [slip_ledger(project) for project in Project.objects.all()]
    ledgers = [ledger for ledger in told if ledger is not None]
    assert len(ledgers) > expected / 2
    for ledger in ledgers:
        assert ledger.unattributed_days == 0
        assert sum(entry.days for entry in ledger.entries) == ledger.total_days
        assert all(before.change.at <= after.change.at for before, after in pairwise(ledger.entries))
    assert {entry.change.side for ledger in ledgers for entry in ledger.entries} >= {"ours", "theirs"}
    assert not Task.objects.filter(state="done", actual_finish=None, is_summary=False).exists()
    assert not Task.objects.filter(actual_finish__gt=dt.datetime.combine(TODAY, dt.time(23))).exists()
    assert {party.side for party in TaskParty.objects.all()} >= {"ours", "theirs"}
    _readings_are_the_tasks(world)


def _readings_are_the_tasks(world: World) -> None:
    """What was kept of running sprints ends with what their tasks are: the next change of a plan adds nothing."""
    assert Sprint.objects.filter(state="done").exists()
    for sprint in Sprint.objects.filter(state="running").select_related("project"):
        kept = SprintReading.objects.filter(sprint=sprint).count()
        change_plan(sprint.project, [], actor=world.actor)
        assert SprintReading.objects.filter(sprint=sprint).count() == kept
    for model in (
        Block,
        ChecklistItem,
        TaskComment,
        TaskWatcher,
        ScopeItem,
        ScopeVersion,
        Proposal,
        ChangeRequest,
        Delivery,
    ):
        assert model.objects.exists(), model
    _what_was_agreed_stands()


def _what_was_agreed_stands() -> None:
    """Every agreement is to the fingerprint of its version, by somebody of each side, and has its baseline."""
    agreed = Proposal.objects.filter(state="agreed").prefetch_related("signers").select_related("scope")
    assert agreed
    for proposal in agreed:
        signers = proposal.signers.all()
        assert {(one.side, one.sha256) for one in signers} == {
            (side, proposal.scope.sha256) for side in ("ours", "theirs")
        }
        assert proposal.baseline_id is not None
    texts = " ".join(ScopeItem.objects.values_list("text", flat=True))
    assert "{" not in texts


def test_no_unfinished_work_of_active_projects_lies_in_the_past(db):
    list(build_demo(World(accounts=4, today=TODAY)))
    open_work = Task.objects.open().filter(project__state="active", is_summary=False, is_milestone=False)
    assert open_work.exists()
    assert not open_work.filter(finish_on__lt=TODAY).exists()
