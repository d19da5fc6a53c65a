"""What cells name: people of ours, accounts, and choices; looked up for many rows at once, remembered for the pass."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import (
    Account,
    AccountDomain,
    ExternalId,
    OptionKind,
    Stage,
    StageKind,
    Tag,
    add_option,
    add_stage,
    clean_domain,
)
from milepost.accounts.public import Option as AccountOption
from milepost.audit.public import create_record
from milepost.identity.public import User, person_behind
from milepost.integrations.csv.records import Fault, ImportField, Run
from milepost.lib.errors import Invalid
from milepost.lib.text import fold

MANY = "many"
_MOST_REMEMBERED = 20_000
_LONGEST_NAME = {"stage": 60, "tag": 40}


class People:
    """People of ours by mail address or name. One query for the pass."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[User]] = defaultdict(list)
        for user in User.objects.active():
            for name in {user.email.lower(), fold(user.name)}:
                self._by_name[name].append(user)

    def named(self, text: str) -> User:
        """Return the one who is called so; raises `ValueError` with words."""
        found = self._by_name.get(text.lower()) or self._by_name.get(fold(" ".join(text.split()))) or []
        if len(found) > 1:
            raise ValueError(_("Several people here are called so; write the mail address."))
        if not found:
            raise ValueError(_("Nobody here has this name or mail address."))
        return found[0]


class Choices:
    """Stages, tags and the values of segment, tier, industry and region, by name; what is missing can be made."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[str, dict[str, Any]] = {kind: {} for kind in (*OptionKind.values, "stage", "tag")}
        for option in AccountOption.objects.all():
            self._known[option.kind][fold(option.name)] = option
        for stage in Stage.objects.all():
            self._known["stage"][fold(stage.name)] = stage
        for tag in Tag.objects.all():
            self._known["tag"][fold(tag.name)] = tag
        self._missing: dict[tuple[str, str], str] = {}

    def find(self, kind: str, text: str) -> Any:
        """Return the choice, or its name when it is missing and may be made; else raises `ValueError` with words."""
        name = " ".join(text.split())
        found = self._known[kind].get(fold(name))
        if found is not None:
            return found
        if not self._run.settings.create_missing:
            raise ValueError(_("There is no such choice. Make it first, or choose to create what is missing."))
        if len(name) > _LONGEST_NAME.get(kind, 80) or "," in name:
            raise ValueError(_("This cannot be the name of a choice."))
        return self._missing.setdefault((kind, fold(name)), name)

    def make(self, kind: str, name: Any) -> Any:
        """Return the choice that `find` returned, making it if it was only a name. In the caller's transaction."""
        if not isinstance(name, str):
            return name
        found = self._known[kind].get(fold(name))
        if found is None:
            found = self._known[kind][fold(name)] = self._made(kind, name)
        return found

    def _made(self, kind: str, name: str) -> Any:
        actor = self._run.actor
        if kind == "stage":
            return add_stage(name, StageKind.LIVE, actor=actor)
        return create_record(Tag(name=name), actor=actor) if kind == "tag" else add_option(kind, name, actor=actor)


def account_field(*, is_needed: bool = True) -> ImportField:
    """Return the field of the account that a row is of; `Accounts` finds it."""
    return ImportField(
        key="account",
        label=gettext_lazy("Account"),
        is_needed=is_needed,
        can_clear=False,
        aliases=(
            *("account id", "account name", "company", "company id", "company name"),
            *("customer", "customer id", "organisation", "organization", "domain"),
        ),
        help=gettext_lazy("The account’s key in the source, its domain or its name."),
    )


def fold_name(text: str) -> str:
    """Return a name as accounts are found by it."""
    return fold(" ".join(text.split()))[:200]


class Accounts:
    """Accounts by their key in the source, their key in any other system, a domain, or their name."""

    def __init__(self, run: Run) -> None:
        person = person_behind(run.actor)
        self._rows = Account.objects.visible_to(person) if person else Account.objects.all()
        self._systems = {run.settings.source, run.settings.source.lower()}
        self._found: dict[str, Account | str | None] = {}
        self._own: set[str] = set()

    def fetch(self, texts: Iterable[str]) -> None:
        """Look up all of these at once, so that `named` needs no query. Four queries."""
        wanted = {text for text in texts if text and text not in self._found}
        if not wanted:
            return
        if len(self._found) > _MOST_REMEMBERED:
            self._found.clear()
            self._own.clear()
        self._found |= dict.fromkeys(wanted)
        self._by_key(wanted)
        self._by_domain({text for text in wanted if self._found[text] is None})
        self._by_name({text for text in wanted if self._found[text] is None})

    def named(self, text: str) -> Account:
        """Return the one account that is meant; raises `ValueError` with words."""
        found = self._found.get(text)
        if found == MANY:
            raise ValueError(_("Several accounts are called so; write the key or the domain."))
        if not isinstance(found, Account):
            raise ValueError(_("There is no account with this key, domain or name."))  # noqa: TRY004 - a wrong value
        return found

    def is_key(self, text: str) -> bool:
        """Say whether what was fetched is the key of an account in the source."""
        return text in self._own

    def of_source(self, keys: Collection[str]) -> dict[str, Account]:
        """Return the accounts that have these keys in the source. One query."""
        rows = ExternalId.objects.filter(system__in=self._systems, value__in=list(keys)).select_related("account")
        visible = set(self._rows.filter(pk__in={row.account_id for row in rows}).values_list("pk", flat=True))
        return {row.value: row.account for row in rows if row.account_id in visible}

    def called(self, names: Collection[str]) -> dict[str, str]:
        """Return of these names those that an active account has, each with that account's own name. One query."""
        folded = {fold_name(name): name for name in names}
        rows = self._rows.filter(name_folded__in=list(folded), archived_at=None) if folded else ()
        return {folded[account.name_folded]: account.name for account in rows}

    def _by_key(self, wanted: Collection[str]) -> None:
        rows = ExternalId.objects.filter(value__in=list(wanted), account__in=self._rows).select_related("account")
        others: dict[str, list[Account]] = defaultdict(list)
        for row in rows:
            if row.system in self._systems:
                self._found[row.value] = row.account
                self._own.add(row.value)
            else:
                others[row.value].append(row.account)
        for text, accounts in others.items():
            if self._found[text] is None:
                self._found[text] = accounts[0] if len({one.pk for one in accounts}) == 1 else MANY

    def _by_domain(self, wanted: Collection[str]) -> None:
        domains: dict[str, list[str]] = defaultdict(list)
        for text in wanted:
            if "." in text:
                try:
                    domains[clean_domain(text)].append(text)
                except Invalid:
                    continue
        rows = AccountDomain.objects.filter(domain__in=list(domains), account__in=self._rows).select_related("account")
        for row in rows:
            for text in domains[row.domain]:
                self._found[text] = row.account

    def _by_name(self, wanted: Collection[str]) -> None:
        names: dict[str, list[str]] = defaultdict(list)
        for text in wanted:
            names[fold_name(text)].append(text)
        by_name: dict[str, list[Account]] = defaultdict(list)
        for account in self._rows.filter(name_folded__in=list(names), archived_at=None):
            by_name[account.name_folded].append(account)
        for name, accounts in by_name.items():
            for text in names[name]:
                self._found[text] = accounts[0] if len(accounts) == 1 else MANY


class Faults:
    """The faults of one row, by the column of each field."""

    def __init__(self, run: Run, values: Mapping[str, Any]) -> None:
        self._run, self._values = run, values
        self.found: list[Fault] = []

    def add(self, field: str, reason: str, value: Any = None) -> None:
        told = self._values.get(field) if value is None else value
        if isinstance(told, list):
            told = ", ".join(map(str, told))
        self.found.append(Fault(self._run.column_of.get(field, ""), str("" if told is None else told)[:200], reason))

    def add_invalid(self, error: Invalid) -> None:
        """Take over what an action's check found wrong."""
        for field, reason in (error.fields or {"": error.message}).items():
            self.add(field, reason)
