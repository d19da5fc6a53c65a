"""What the room hangs into registries."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import moving_rows, record_handlers
from milepost.audit.public import History, histories
from milepost.identity.public import Right
from milepost.jobs.public import Schedule, schedules
from milepost.lib.registry import Registry
from milepost.playbooks.actions.hand_overs import HAND_OVER
from milepost.playbooks.actions.learning import learn_from_runs
from milepost.playbooks.actions.moving import is_run_of
from milepost.playbooks.lists.playbooks import PLAYBOOKS
from milepost.playbooks.models import Playbook, PlaybookDraft, PlaybookVersion, Run
from milepost.playbooks.queries.moves import is_move_offered
from milepost.playbooks.records import AnchorSource, anchor_sources
from milepost.projects.public import PlanCompanion, ProjectEntry, hand_overs, plan_companions, project_entries
from milepost.ui.public import (
    Command,
    NavEntry,
    PageAct,
    PageSheet,
    commands,
    lists,
    navigation,
    page_acts,
    page_sheets,
)

ANCHORS = (
    AnchorSource(key="contract-start", label=_("Contract start"), date_of=lambda account: account.contract_start),
    AnchorSource(key="renewal", label=_("Renewal date"), date_of=lambda account: account.renewal_date),
)
NEWER = ProjectEntry(
    "newer-version", _("Newer version"), "refresh", "playbooks:project-move", 30, is_offered=is_move_offered
)
_STARTS = (Right.READ_ALL, Right.WRITE)
_LIST = "playbooks:playbook-list"

FURNITURE: tuple[tuple[Registry[Any], Iterable[Any]], ...] = (
    (anchor_sources, ANCHORS),
    (commands, (Command("playbooks", _("Go to Playbooks"), "template", _LIST, _("templates start"), Right.READ_ALL),)),
    (hand_overs, (HAND_OVER,)),
    (lists, (PLAYBOOKS,)),
    (navigation, (NavEntry("playbooks", _("Playbooks"), "template", _LIST, 40, right=Right.READ_ALL),)),
    (page_acts, (PageAct("start", "account", _("Start…"), "player-play", "playbooks:account-start", 10, _STARTS),)),
    (plan_companions, (PlanCompanion(Run.audit_kind(), is_run_of),)),
    (page_sheets, (PageSheet("playbooks", "css/playbooks.css"),)),
    (project_entries, (NEWER,)),
    (
        schedules,
        (Schedule("playbooks.learn", "*/15 * * * *", learn_from_runs, _("tells what runs of playbooks took")),),
    ),
    (record_handlers, (moving_rows(Run, "account", _("Runs of playbooks")),)),
)


def furnish() -> None:
    """Register all of it."""
    for registry, entries in FURNITURE:
        for entry in entries:
            registry.register(entry)
    for model in (Playbook, PlaybookDraft, PlaybookVersion, Run):
        histories.register(History(model.audit_kind(), model.objects.visible_to))
