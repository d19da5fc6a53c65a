"""Many accounts at once, found by their key in another system: made where there is none, changed where they differ."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.accounts import first_stage
from milepost.accounts.actions.bulk import BulkOutcome, BulkState, Row, in_chunks
from milepost.accounts.actions.bulk_account_plans import KEY, Plan, Planner, Present
from milepost.accounts.actions.checks import clean_line
from milepost.accounts.actions.stages import change_stage, first_entry
from milepost.accounts.actions.tags import tags_named
from milepost.accounts.actions.team import put_in_role
from milepost.accounts.models import Account, AccountDomain, AccountTag, AccountTeamMember, ExternalId
from milepost.audit.public import Record, create_records, delete_record, update_records, with_first_parts
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.search.public import indexed_once


def upsert_accounts(
    system: str,
    rows: Sequence[Row],
    *,
    actor: Actor,
    creates: bool = True,
    updates: bool = True,
    dry_run: bool = False,
) -> list[BulkOutcome]:
    """Make or change many accounts, each found by its key in `system`; say of every row what came of it, in order.

    A row holds `external_id` and what `create_account` takes; what it does not name stays. Choices, stages and the
    parent are rows or keys, people rows. `domains`, `external_ids` and `tags` are given as a whole; the key in `system`
    stays whatever `external_ids` says. A row that is wrong is refused and stops no other. 500 rows are a transaction
    with a constant number of queries, but for parents, stages and people that change; from a job, call it for a few
    at a time (`paced_batches`). `creates` and `updates` off leave such rows as they are; `dry_run` writes nothing.
    """
    demand(actor, Right.READ_ALL)
    demand(actor, Right.WRITE)
    system = clean_line(system, "system", 40, needed=_("Name the system of the external ids.")).lower()
    planner = Planner(system, actor, {BulkState.CREATED: creates, BulkState.UPDATED: updates})

    def write(chunk: Sequence[Row]) -> list[BulkOutcome]:
        plans, present = planner.plans(chunk)
        if not dry_run:
            with indexed_once():
                _Writing(actor, present).write(plans)
        return [plan.outcome() for plan in plans]

    return in_chunks(rows, KEY, write)


class _Writing:
    """The writes of one chunk."""

    def __init__(self, actor: Actor, present: Present) -> None:
        self.actor, self.present = actor, present

    def write(self, plans: Sequence[Plan]) -> None:
        self._create([plan for plan in plans if plan.state == BulkState.CREATED])
        self._update([plan for plan in plans if plan.state == BulkState.UPDATED])
        done = [plan for plan in plans if plan.state in {BulkState.CREATED, BulkState.UPDATED}]
        with with_first_parts(*(plan.target for plan in plans if plan.state == BulkState.CREATED)):
            self._write_domains([plan for plan in done if plan.domains is not None])
            self._write_external_ids([plan for plan in done if plan.external_ids is not None])
            self._write_tags([plan for plan in done if plan.tags is not None])

    def _create(self, plans: Sequence[Plan]) -> None:
        if not plans:
            return
        first, today = first_stage(), timezone.localdate()
        for plan in plans:
            plan.account = Account(stage=plan.stage or first, stage_since=plan.since or today, **plan.values)
        accounts = create_records([plan.target for plan in plans], actor=self.actor)
        create_records([first_entry(account, actor=self.actor) for account in accounts], actor=self.actor)
        members = [
            AccountTeamMember(account=plan.account, user=user, role=role, since=min(plan.since or today, today))
            for plan in plans
            for role, user in plan.people.items()
        ]
        with with_first_parts(*accounts):
            create_records(members, actor=self.actor)

    def _update(self, plans: Sequence[Plan]) -> None:
        changed = [plan for plan in plans if plan.values]
        _written, refused = update_records([(plan.target, plan.values) for plan in changed], actor=self.actor)
        if refused:
            raise refused[0][1]
        for plan in plans:
            if plan.stage is not None and plan.stage.pk != plan.target.stage_id:
                change_stage(plan.target, plan.stage, actor=self.actor, on=plan.since)
            for role, person in plan.people.items():
                put_in_role(plan.target, person, role, actor=self.actor)

    def _write_domains(self, plans: Sequence[Plan]) -> None:
        made: list[AccountDomain] = []
        for plan in plans:
            account, wanted = plan.target, plan.domains or ()
            stored = {row.domain: row for row in self.present.domains.get(account.pk, ())}
            self._delete(row for domain, row in stored.items() if domain not in wanted)
            made += [AccountDomain(account=account, domain=one) for one in wanted if one not in stored]
        create_records(made, actor=self.actor)

    def _write_external_ids(self, plans: Sequence[Plan]) -> None:
        made: list[ExternalId] = []
        moved: list[tuple[ExternalId, dict[str, str]]] = []
        for plan in plans:
            account, wanted = plan.target, plan.external_ids or {}
            stored = {row.system: row for row in self.present.external_ids.get(account.pk, ())}
            self._delete(row for system, row in stored.items() if system not in wanted)
            moved += [(row, {"value": wanted[system]}) for system, row in stored.items() if system in wanted]
            made += [
                ExternalId(account=account, system=system, value=value)
                for system, value in wanted.items()
                if system not in stored
            ]
        update_records(moved, actor=self.actor)
        create_records(made, actor=self.actor)

    def _write_tags(self, plans: Sequence[Plan]) -> None:
        tags = tags_named({name for plan in plans for name in plan.tags or ()}, actor=self.actor)
        made: list[AccountTag] = []
        for plan in plans:
            account = plan.target
            stored = {row.tag_id: row for row in self.present.tags.get(account.pk, ())}
            wanted = {tags[name.lower()].pk: tags[name.lower()] for name in plan.tags or ()}
            self._delete(row for key, row in stored.items() if key not in wanted)
            made += [AccountTag(account=account, tag=tag) for key, tag in wanted.items() if key not in stored]
        create_records(made, actor=self.actor)

    def _delete(self, rows: Iterable[Record]) -> None:
        for row in rows:
            delete_record(row, actor=self.actor)
