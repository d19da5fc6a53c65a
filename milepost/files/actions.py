"""Storing and deleting files."""

import datetime as dt
from collections.abc import Collection
from itertools import batched

from django.conf import settings
from django.core.files import File
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.files.blobs import blobs
from milepost.files.contents import ALLOWED, content_type
from milepost.files.incoming import incoming_folder, received
from milepost.files.models import StoredFile
from milepost.files.names import safe_name
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.lib.refs import Ref

ORPHANS_KEPT = dt.timedelta(days=1)
_SWEEP_ROWS = 500


def store_file(
    upload: "File[bytes]",
    *,
    actor: Actor,
    owner: Ref | None = None,
    allowed: Collection[str] | None = None,
    name: str | None = None,
    max_bytes: int | None = None,
) -> StoredFile:
    """Store an upload (or any Django `File`, as `ContentFile(data, name="list.csv")`) and return its row.

    `owner` is the record that it hangs on (default: the actor), which decides who may read it. `allowed` narrows the
    types (as `{CSV, XLSX}`), `max_bytes` replaces `FILE_MAX_BYTES`. The type is found by content. The bytes are on disk
    before the row is written, so a crash leaves at most a content without a row, which the daily sweep removes.
    Raises `Invalid`: `file-too-large`, `file-empty`, `file-type`.
    """
    owner = owner or Ref(actor.kind, actor.id)
    shown_name = safe_name(name or upload.name or "")
    with received(upload, settings.FILE_MAX_BYTES if max_bytes is None else max_bytes) as incoming:
        kind = content_type(incoming.path, shown_name)
        if kind not in (ALLOWED if allowed is None else allowed):
            raise Invalid("file-type", _("“%(name)s” is not of a kind that fits here.") % {"name": shown_name})
        blobs().put(incoming.path, incoming.sha256)
    stored = StoredFile(
        name=shown_name,
        content_type=kind,
        size=incoming.size,
        sha256=incoming.sha256,
        owner_kind=owner.kind,
        owner_key=owner.key,
        uploader_kind=actor.kind,
        uploader_id=actor.id,
        uploader_label=actor.label[:200],
    )
    return create_record(stored, actor=actor)


def delete_file(stored: StoredFile, *, actor: Actor) -> None:
    """Delete the row; the bytes go with the next sweep, unless another file shares them."""
    delete_record(stored, actor=actor)


def move_files(owner: Ref, to: Ref, *, actor: Actor) -> int:
    """Hang the files of one record on another, which decides from now on who may read them; return how many."""
    files = list(StoredFile.objects.of(owner))
    for stored in files:
        update_record(stored, {"owner_kind": to.kind, "owner_key": to.key}, actor=actor)
    return len(files)


def sweep_files() -> int:
    """Delete contents and temporary files that no row has named for a day; return how many went."""
    moment = timezone.now() - ORPHANS_KEPT
    store = blobs()
    swept = _sweep_incoming(moment)
    for names in batched(store.older_than(moment), _SWEEP_ROWS):
        named = _named(names)
        # Looked up once more, one by one, where nobody can put the content meanwhile.
        gone = [store.discard(sha256, moment, lambda sha256: bool(_named([sha256]))) for sha256 in set(names) - named]
        swept += sum(gone)
    return swept


@task
def sweep() -> int:
    """Sweep, by the clock; safe to run twice."""
    return sweep_files()


def _sweep_incoming(moment: dt.datetime) -> int:
    old = [path for path in incoming_folder().glob("*") if path.stat().st_mtime < moment.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _named(names: Collection[str]) -> set[str]:
    return set(StoredFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))
