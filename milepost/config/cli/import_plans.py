"""`milepost import msproject`: a plan of Microsoft Project becomes a project."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from milepost.accounts.public import Account
    from milepost.lib.actor import Actor

PLANS = "msproject"
_SHOWN = 20


class _Unreadable(click.ClickException):
    """The file cannot be read, or there is no such account."""

    exit_code = 2


def import_plan_file(path: Path, account_key: str, actor: "Actor", *, as_json: bool) -> None:
    """Make a project of the file and say what became of it. Exits with 2 and the reason for what cannot be read."""
    from milepost.lib.errors import DomainError
    from milepost.projects.public import import_plan

    account = account_named(account_key) if account_key else None
    try:
        made = import_plan(path, actor=actor, account=account)
    except DomainError as error:
        raise _Unreadable(error.message) from error
    except OSError as error:
        raise _Unreadable(f"{path} cannot be opened: {error.strerror}.") from error
    project = made.project
    told = {
        "project": project.pk,
        "name": project.name,
        "tasks": project.tasks.count(),
        "start": str(project.start_on),
        "finish": str(project.ends_on),
        "moved": made.moved,
        "notes": list(made.notes),
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _tell(told)


def _tell(told: dict[str, Any]) -> None:
    words = "“{name}” is project {project}: {tasks} tasks, {start} to {finish}."
    click.echo(words.format(**told))
    if told["moved"]:
        click.echo(f"{told['moved']} tasks have other dates here than in the file.")
    for note in told["notes"][:_SHOWN]:
        click.echo(f"  {note}")
    if len(told["notes"]) > _SHOWN:
        click.echo(f"  and {len(told['notes']) - _SHOWN} more (--json lists them)")


def account_named(key: str) -> "Account":
    """Return the one account with this number, key of another system, or name."""
    from milepost.accounts.public import Account

    ways = ({"external_ids__value": key}, {"pk": int(key)} if key.isdecimal() else {}, {"name__iexact": key})
    for way in ways:
        found = list(Account.objects.active().filter(**way).distinct()[:2]) if way else []
        if len(found) == 1:
            return found[0]
        if found:
            raise _Unreadable(f"Several accounts are called “{key}”: give the number of one.")
    raise _Unreadable(f"There is no account “{key}”: give its number, its key in another system, or its name.")
