"""Files are taken in: small ones are read at once, larger ones by a worker, so that no web process is held."""

from collections.abc import Callable
from typing import IO, Any, cast

from django.core.files.base import File
from django.db import transaction
from django.tasks import task
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.files.public import delete_file, open_file
from milepost.identity.public import Right, demand
from milepost.integrations.csv.actions import check_settings, open_questions, set_up
from milepost.integrations.csv.beginning import demand_kind, keep_file, make_import, read_profile, take_profile
from milepost.integrations.csv.columns.profiles import TableProfile
from milepost.integrations.csv.models import Import
from milepost.integrations.csv.records import ImportState, Settings
from milepost.integrations.csv.running.work import failed, import_address, start, stopped
from milepost.jobs.public import (
    Work,
    WorkCancelled,
    check_cancelled,
    finish_work,
    report_progress,
    retrying,
    start_work,
)
from milepost.lib.actor import Actor
from milepost.lib.errors import DomainError

# Some forty thousand rows: a second and a half of one processor.
READ_AT_ONCE_BYTES = 4 * 1024 * 1024


def take_in(
    upload: "File[Any]",
    kind: str,
    *,
    actor: Actor,
    source: str = "",
    settings: Settings | None = None,
    checks: bool = False,
) -> Import:
    """Make an import of a file; with `checks`, begin its dry run as soon as nothing has to be asked.

    `settings` say how it is read; without columns these are remembered or guessed. A large file is read in the
    background: the import is `READING` until then. Raises `Invalid` for what is no table, and for columns or fields
    that are not there; of a large file the import says so itself.
    """
    demand(actor, Right.IMPORT)
    demand_kind(kind)
    given = settings or Settings()
    is_large = upload.size > READ_AT_ONCE_BYTES
    profile = None if is_large else read_profile(cast("IO[bytes]", upload.file), given)
    stored = keep_file(upload, actor=actor)
    try:
        with transaction.atomic():
            import_ = make_import(
                stored, kind, profile, Settings.from_json(given.as_json()), actor=actor, source=source
            )
            if is_large:
                title = _("Reading %(file)s") % {"file": import_.file_name}
                asked = given.as_json() if settings else None
                given_to = {"import_id": import_.pk, "settings": asked, "checks": checks}
                import_.work_id = start_work(read_import, title=title, actor=actor, **given_to).pk
                import_.save(update_fields=["work_id"])
            else:
                go_on_with(import_, settings, actor=actor, checks=checks)
    except DomainError:
        delete_file(stored, actor=actor)
        raise
    return import_


def go_on_with(import_: Import, given: Settings | None, *, actor: Actor, checks: bool) -> None:
    """Take over what was said of a file that is read now, and begin its dry run where that is asked for and clear."""
    if given is not None:
        said = given.as_json() | {"source": import_.source, "timezone": given.timezone}
        if not given.columns:
            said |= {name: import_.settings[name] for name in ("columns", "key_column")}
            said["key_column"] = given.key_column or said["key_column"]
        settings = Settings.from_json(said)
        if given.columns:
            check_settings(import_, settings)
        import_.settings = settings.as_json()
        import_.save(update_fields=["settings"])
    if checks and not open_questions(import_):
        set_up(import_, import_.how, actor=actor)
        import_.work_id = start(import_, ImportState.CHECKING, actor=actor).pk
        import_.refresh_from_db()


@task
@retrying(max_attempts=5, backoff_seconds=5, give_up_on=(DomainError,))
def read_import(work_id: int, import_id: int, settings: dict[str, Any] | None, checks: bool) -> None:
    """Read the file of an import from its beginning to its end; safe to run twice."""
    import_ = Import.objects.select_related("file").get(pk=import_id)
    actor = Work.objects.get(pk=work_id).actor
    try:
        if import_.state == ImportState.READING:
            _read(import_, _teller(work_id), Settings.from_json(settings) if settings else None, actor, checks=checks)
    except WorkCancelled:
        stopped(import_)
        raise
    except DomainError as error:
        failed(import_, error.message)
        raise
    words = ngettext("%(count)s row", "%(count)s rows", import_.total) % {"count": f"{import_.total:,}"}
    finish_work(work_id, words, import_address(import_))


def _teller(work_id: int) -> Callable[[int], None]:
    def tell(rows: int) -> None:
        check_cancelled(work_id)
        report_progress(work_id, rows)

    return tell


def _read(import_: Import, tell: Callable[[int], None], given: Settings | None, actor: Actor, *, checks: bool) -> None:
    if import_.file is None:
        return
    with open_file(import_.file) as file:
        profile: TableProfile = read_profile(file, import_.how, on_progress=tell)
    with transaction.atomic():
        stored = Import.objects.select_for_update(of=("self",)).get(pk=import_.pk)
        if stored.state != ImportState.READING:
            return
        take_profile(stored, stored.how, profile)
        stored.save()
        try:
            with transaction.atomic():
                go_on_with(stored, given, actor=actor, checks=checks)
        except DomainError as error:  # what was said does not fit the file: its page says so, and asks
            Import.objects.filter(pk=stored.pk).update(words=error.message[:500])
    import_.refresh_from_db()
