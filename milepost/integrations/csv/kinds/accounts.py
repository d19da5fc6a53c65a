"""Accounts from files: found by their key in the source, a domain, or made anew."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import (
    Account,
    BulkState,
    OptionKind,
    TeamRole,
    change_account,
    change_stage,
    create_account,
    put_in_role,
    tag_account,
    upsert_accounts,
)
from milepost.integrations.csv.kinds.account_fields import account_fields
from milepost.integrations.csv.kinds.account_plans import AccountPlanner
from milepost.integrations.csv.kinds.lookups import Accounts, Choices
from milepost.integrations.csv.records import (
    Fault,
    ImportKind,
    Outcome,
    Plan,
    Row,
    Run,
    Touched,
    Written,
)
from milepost.integrations.csv.running.writing import faults_of, noting, once, write_one_by_one
from milepost.lib.errors import Invalid


class AccountImporter:
    """Plans and writes accounts. `write` calls the room's own actions, each row in a savepoint of its own."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._accounts, self._choices = Accounts(run), Choices(run)
        self._planner = AccountPlanner(run, self._accounts, self._choices)

    def plan(self, rows: Sequence[Row]) -> list[Plan]:
        return self._planner.plan(rows)

    def write(self, plans: Sequence[Plan]) -> list[Written]:
        with noting() as touched:
            for plan in plans:
                for key, value in plan.data[1].items():
                    self._choice(key, value)
        made = [Written(None, Outcome.CREATED, touched=once(touched))] if touched else []
        if not self._run.settings.key_column:
            return made + write_one_by_one(plans, self._write)
        for some in _with_parents_apart(plans):
            made += self._upsert(some)
        return made

    def _upsert(self, plans: Sequence[Plan]) -> list[Written]:
        """Write the plans in bulk; what each wrote is told by the account that it belongs to."""
        refused: list[Written] = []
        rows: list[tuple[Plan, dict[str, Any]]] = []
        for plan in plans:
            try:
                rows.append((plan, self._bulk_row(plan)))
            except Invalid as error:
                refused.append(Written(plan, Outcome.REFUSED, faults=faults_of(error)))
        with noting() as touched:
            outcomes = upsert_accounts(self._run.settings.source, [row for _plan, row in rows], actor=self._run.actor)
        of_account: dict[int | None, Touched] = defaultdict(list)
        for kind, key, owner in touched:
            of_account[owner].append([kind, key])
        told = []
        for (plan, _row), outcome in zip(rows, outcomes, strict=True):
            if outcome.state == BulkState.REFUSED:
                reasons = list(dict.fromkeys(outcome.fields.values())) or [outcome.message]
                told.append(Written(plan, Outcome.REFUSED, faults=[Fault("", "", reason) for reason in reasons]))
            else:
                told.append(Written(plan, plan.outcome, touched=once(of_account[outcome.record_id])))
        return refused + told

    def _bulk_row(self, plan: Plan) -> dict[str, Any]:
        account, wanted = plan.data
        row = {key: self._made(key, value) for key, value in wanted.items()}
        row.pop("external_ids", None)
        if "custom" in row and account is not None:
            row["custom"] = {**dict.fromkeys(account.custom), **row["custom"]}
        if "tags" in row:
            held = account.tags.values_list("name", flat=True) if account else ()
            row["tags"] = [*held, *(tag.name for tag in row["tags"])]
        return row | {"external_id": plan.row.key}

    def _write(self, plan: Plan) -> None:
        """Write one account that was found by its domain or name, or is new."""
        account, wanted = plan.data
        values = {key: self._made(key, value) for key, value in wanted.items()}
        if account is None:
            values["tags"] = [tag.name for tag in values.get("tags", ())]
            given = {key: value for key, value in values.items() if value not in (None, "")}
            create_account(given.pop("name"), actor=self._run.actor, **given)
        else:
            self._change(account, values)

    def _made(self, key: str, value: Any) -> Any:
        if key == "parent" and isinstance(value, str):
            parent = self._accounts.of_source({value}).get(value)
            if parent is None:
                raise Invalid("no-parent", _("Its parent account was refused, so this one was too."))
            return parent
        return self._choice(key, value)

    def _choice(self, key: str, value: Any) -> Any:
        if key == "tags":
            return [self._choices.make("tag", one) for one in value]
        return self._choices.make(key, value) if key in {*OptionKind.values, "stage"} else value

    def _change(self, account: Account, values: dict[str, Any]) -> None:
        actor, own = self._run.actor, dict(values)
        stage, tags = own.pop("stage", None), own.pop("tags", ())
        team = {role: own.pop(role) for role in TeamRole.values if role in own}
        own.pop("external_ids", None)
        if "custom" in own:
            own["custom"] = {**dict.fromkeys(account.custom), **own["custom"]}
        if own:
            change_account(account, own, actor=actor, expected_version=account.version)
        if stage is not None:
            change_stage(account, stage, actor=actor)
        for tag in tags:
            tag_account(account, tag, actor=actor)
        for role, user in team.items():
            put_in_role(account, user, role, actor=actor)


def _with_parents_apart(plans: Sequence[Plan]) -> Iterator[list[Plan]]:
    """Divide plans so that no account stands in one piece with its parent, which must be there first."""
    piece: list[Plan] = []
    keys: set[str] = set()
    for plan in plans:
        if plan.data[1].get("parent") in keys:
            yield piece
            piece, keys = [], set()
        piece.append(plan)
        keys.add(plan.row.key)
    if piece:
        yield piece


ACCOUNTS = ImportKind(
    key="accounts",
    label=gettext_lazy("Accounts"),
    one=gettext_lazy("account"),
    icon="building",
    purpose=gettext_lazy("Customers, with their stage, team, tags and custom fields."),
    fields=account_fields,
    importer=AccountImporter,
    key_fields=("domains", "name"),
    parent_field="parent",
    list_url="accounts:account-list",
)
