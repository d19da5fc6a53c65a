"""`milepost backup` and `milepost restore`."""

import datetime as dt
import os
from pathlib import Path

import click

from milepost.config.cli.errors import Command
from milepost.config.cli.options import data_dir_option, set_up_django, tell, with_django


@click.command(cls=Command)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@with_django
def backup(*, file: Path | None) -> None:
    r"""Write database, files and secret into one archive, while people go on working.

    The archive holds the secret that signs sessions: keep it as you keep passwords. It is readable by you alone.
    Without FILE it becomes milepost-DATE-TIME.zip in this folder.

    \b
    Examples:
      milepost backup
      milepost backup /srv/backups/milepost-monday.zip
    """
    from django.conf import settings

    from milepost.config.backup.make import make_backup
    from milepost.config.serving.progress import progress_line

    path = (file or Path(f"milepost-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.zip")).expanduser().absolute()
    manifest = make_backup(path, progress_line)
    for name in manifest.vanished:
        tell(f"Left out, as it was deleted meanwhile: {name}")
    if settings.FILES_S3_BUCKET:
        tell(f"The files are in the bucket {settings.FILES_S3_BUCKET} and not in this archive: back the bucket up too.")
    if not (settings.DATA_DIR / "secret").exists():
        tell("The secret comes from MILEPOST_SECRET_KEY and is not in this archive.")
    size_mib = path.stat().st_size / (1 << 20)
    tell(f"Backup of {len(manifest.members)} pieces, {size_mib:.1f} MiB:")
    click.echo(path)


@click.command(cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Take the place of what is there; it is kept beside.")
@data_dir_option
def restore(*, file: Path, force: bool, data_dir: Path | None) -> None:
    r"""Bring back what a backup holds, checked against its checksums and brought to this version.

    Server and worker must not run meanwhile. With PostgreSQL, all tables of the database are replaced in one
    transaction. What the data folder held before stays beside it, under a name that is printed.

    \b
    Examples:
      milepost restore milepost-20261121-030000.zip
      milepost restore /srv/backups/monday.zip --data-dir /var/lib/milepost --force
    """
    from milepost.config.backup.restore import restore as put_back
    from milepost.config.env import environment
    from milepost.config.serving.progress import progress_line

    if data_dir is not None:
        os.environ["MILEPOST_DATA_DIR"] = str(data_dir.expanduser().absolute())
    target = environment().data_dir
    environment.cache_clear()
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    former = put_back(file, target, force=force, set_up=set_up_django, reporter=progress_line)
    tell(f"Restored into {target}." + (f" What was there before is in {former}." if former else ""))
