"""`milepost portal`: the customer's pages, from the machine itself."""

from typing import TYPE_CHECKING

import click

from milepost.config.cli.errors import Command, Group
from milepost.config.cli.import_plans import account_named
from milepost.config.cli.options import as_operator, with_django

if TYPE_CHECKING:
    from milepost.lib.actor import Actor


@click.group(cls=Group)
def portal() -> None:
    """Let customers into their pages."""


@portal.command("link", cls=Command)
@click.option("--contact", "email", required=True, help="A mail address of the contact.")
@click.option("--account", "key", required=True, help="The account's number, its key in another system, or its name.")
@with_django
@as_operator
def link(actor: "Actor", *, email: str, key: str) -> None:
    r"""Let a contact of an account in, and print their link alone. No mail is sent.

    \b
    Example:
      milepost portal link --contact mona@northwind.example --account Northwind
    """
    from milepost.accounts.public import Contact
    from milepost.portal.public import address_of, give_access

    account = account_named(key)
    people = Contact.objects.active().filter(places__account=account, emails__address=email.strip().lower())
    contact = people.order_by("pk").first()
    if contact is None:
        raise click.ClickException(f"Nobody at {account} has the address {email}.")
    click.echo(address_of(give_access(contact, account, actor=actor)))
