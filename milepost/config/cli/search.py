"""`milepost search`: the index by which records are found."""

import click

from milepost.config.cli.errors import Command, Group
from milepost.config.cli.options import tell, with_django


@click.group(cls=Group)
def search() -> None:
    """Look after the search index."""


@search.command("rebuild", cls=Command)
@with_django
def rebuild() -> None:
    r"""Build the index anew from the records; people can search meanwhile.

    \b
    Example:
      milepost search rebuild
    """
    from milepost.config.serving.progress import progress_line
    from milepost.search.public import rebuild_index

    tell(f"{rebuild_index(progress=progress_line('records'))} entries of the index were out of date.")
