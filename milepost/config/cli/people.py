"""`milepost user` and `milepost token`: people and their keys, from the machine itself."""

import datetime as dt
import json
import secrets
import sys
from typing import TYPE_CHECKING, Any

import click

from milepost.config.cli.errors import Group
from milepost.config.cli.options import as_operator, tell, with_django

if TYPE_CHECKING:
    from milepost.identity.public import User
    from milepost.lib.actor import Actor

# Written out, for the help must not wait for Django; a test compares.
ROLES = ("admin", "lead", "member", "contributor", "viewer")
SCOPES = ("read", "write", "admin")
_password_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@click.group(cls=Group)
def user() -> None:
    """Add people, list them, change their role or password, deactivate them."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="What people call them.")
@click.option("--role", type=click.Choice(ROLES), default="member", show_default=True)
@click.option("--title", default="", help="Their job title.")
@click.option("--timezone", default="UTC", show_default=True, help="Like Europe/Oslo.")
@_password_stdin
@click.option("--no-password", is_flag=True, help="They come in by single sign-on or a reset mail alone.")
@with_django
@as_operator
def add(actor: "Actor", *, email: str, name: str, password_stdin: bool, no_password: bool, **fields: str) -> None:
    r"""Add a person. Without a password given, one is made and printed alone on standard output.

    \b
    Examples:
      milepost user add ada@example.com --name "Ada Lind" --role admin
      milepost user add max@example.com --name "Max Orr" --no-password
    """
    from milepost.identity.public import add_user

    password = None if no_password else _password(password_stdin)
    person = add_user(email, name, fields.pop("role"), actor=actor, password=password, **fields)
    tell(f"{person.name} <{person.email}> is here now as {person.role}.")
    _show_if_made(password, given=password_stdin)


@user.command("list")
@click.option("--all", "everyone", is_flag=True, help="Also those who were deactivated.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_django
def list_users(*, everyone: bool, as_json: bool) -> None:
    r"""List the people.

    \b
    Example:
      milepost user list --all --json
    """
    from milepost.identity.public import User

    people = User.objects.order_by("email")
    fields = ("email", "name", "role", "is_active", "last_login")
    rows = list((people if everyone else people.filter(is_active=True)).values(*fields))
    if as_json:
        click.echo(json.dumps(rows, default=str, indent=1))
        return
    _print_table(
        [
            (row["role"], row["email"], row["name"], _day(row["last_login"]), "" if row["is_active"] else "deactivated")
            for row in rows
        ]
    )


@user.command("set-password")
@click.argument("email")
@_password_stdin
@with_django
@as_operator
def set_user_password(actor: "Actor", *, email: str, password_stdin: bool) -> None:
    r"""Give a person a new password; they are signed out everywhere.

    \b
    Example:
      milepost user set-password ada@example.com
    """
    from milepost.identity.public import set_password

    person = _person(email)
    password = _password(password_stdin)
    set_password(person, password, actor=actor)
    tell(f"{person.name} has a new password.")
    _show_if_made(password, given=password_stdin)


@user.command("set-role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@with_django
@as_operator
def set_role(actor: "Actor", *, email: str, role: str) -> None:
    r"""Change a person's role.

    \b
    Example:
      milepost user set-role max@example.com lead
    """
    _change(email, {"role": role}, actor)


@user.command("deactivate")
@click.argument("email")
@with_django
@as_operator
def deactivate(actor: "Actor", *, email: str) -> None:
    r"""Lock a person out: their sessions and tokens end at once; what they did stays.

    \b
    Example:
      milepost user deactivate max@example.com
    """
    _change(email, {"is_active": False}, actor)


@user.command("reactivate")
@click.argument("email")
@with_django
@as_operator
def reactivate(actor: "Actor", *, email: str) -> None:
    r"""Let a person in again.

    \b
    Example:
      milepost user reactivate max@example.com
    """
    _change(email, {"is_active": True}, actor)


@click.group(cls=Group)
def token() -> None:
    """Make, list and revoke API tokens."""


@token.command("create")
@click.option("--user", "email", required=True, help="Whose rights the token has.")
@click.option("--scopes", required=True, help=f"What it may do, between commas: {', '.join(SCOPES)}.")
@click.option("--expires-days", type=click.IntRange(1, 3650), help="Days until it ends (default: never).")
@click.option("--name", default="Made by command", show_default=True, help="What it is for.")
@with_django
@as_operator
def create(actor: "Actor", *, email: str, scopes: str, expires_days: int | None, name: str) -> None:
    r"""Make a token and print it alone on standard output; it is shown this once.

    \b
    Example:
      milepost token create --user ada@example.com --scopes read,write --expires-days 90
    """
    from django.utils import timezone

    from milepost.identity.public import issue_token

    wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    if unknown := sorted(set(wanted) - set(SCOPES)):
        raise click.BadParameter(f"there is no scope {', '.join(unknown)}", param_hint="--scopes")
    expires_at = timezone.now() + dt.timedelta(days=expires_days) if expires_days else None
    _token, secret = issue_token(_person(email), name, wanted, expires_at, actor)
    click.echo(secret)


@token.command("list")
@click.option("--user", "email", help="Of this person alone.")
@with_django
def list_tokens(*, email: str | None) -> None:
    r"""List the tokens: how each starts, whose it is, scopes, end, last use.

    \b
    Example:
      milepost token list --user ada@example.com
    """
    from milepost.identity.public import ApiToken

    tokens = ApiToken.objects.filter(revoked_at=None).select_related("user").order_by("user__email", "id")
    if email:
        tokens = tokens.filter(user=_person(email))
    _print_table(
        [
            (t.prefix, t.user.email, ",".join(t.scopes), t.name, f"ends {_day(t.expires_at)}", _day(t.last_used_at))
            for t in tokens
        ]
    )


@token.command("revoke")
@click.argument("prefix")
@with_django
@as_operator
def revoke(actor: "Actor", *, prefix: str) -> None:
    r"""End a token at once, named by how it starts (see: milepost token list).

    \b
    Example:
      milepost token revoke 1f9c02ab
    """
    from milepost.identity.public import ApiToken, revoke_token

    found = ApiToken.objects.select_related("user").filter(prefix=prefix).first()
    if found is None:
        raise click.ClickException(f"There is no token that starts with {prefix}.")
    revoke_token(found, actor=actor)
    tell(f"The token {found.name} of {found.user} is revoked.")


def _change(email: str, changes: dict[str, Any], actor: "Actor") -> None:
    from milepost.identity.public import change_user

    person = change_user(_person(email), changes, actor=actor)
    tell(f"{person.name} <{person.email}>: {person.role}, {'active' if person.is_active else 'deactivated'}.")


def _person(email: str) -> "User":
    from milepost.identity.public import User

    person: User | None = User.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    return person


def _password(from_stdin: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else secrets.token_urlsafe(12)


def _show_if_made(password: str | None, *, given: bool) -> None:
    if password and not given:
        click.echo(password)


def _day(moment: dt.datetime | None) -> str:
    return moment.date().isoformat() if moment else "never"


def _print_table(rows: list[tuple[str, ...]]) -> None:
    from milepost.config.serving.demo import table

    if not rows:
        tell("There are none.")
        return
    click.echo("\n".join(table(rows)))
