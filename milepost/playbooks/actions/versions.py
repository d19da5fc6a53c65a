"""Playbooks come in, are published, put away and brought back."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.playbooks.models import Playbook, PlaybookVersion
from milepost.playbooks.queries.facts import refuse_unknown_facts
from milepost.playbooks.reading.documents import read_playbook
from milepost.playbooks.reading.writing import playbook_data
from milepost.playbooks.records import PlaybookDocument


def import_playbook(
    text: str | bytes, *, actor: Actor, author: User | None = None, key: str = "", note: str = ""
) -> tuple[Playbook, bool]:
    """Take a playbook in from YAML, and publish it; return it, and whether anything changed.

    A new key makes a new playbook, a known one a new version. `key` is the one that is expected.
    Raises `WrongPlaybook` with all faults, `Invalid` (`other-key`) where the file is of another playbook.
    """
    demand(actor, Right.MANAGE_PLAYBOOKS)
    document = read_playbook(text)
    if key and document.key != key:
        message = _("The file holds the playbook “%(found)s”, not “%(key)s”.")
        raise Invalid("other-key", message % {"found": document.key, "key": key})
    return save_playbook(document, actor=actor, author=author, note=note)


def save_playbook(
    document: PlaybookDocument,
    *,
    actor: Actor,
    author: User | None = None,
    note: str = "",
    is_shipped: bool = False,
    is_new: bool = False,
) -> tuple[Playbook, bool]:
    """Write a document as the next version of its playbook and publish it; nothing where it says the same already.

    `is_new`: it is to be a playbook of its own; `Conflict` (`key-taken`) where there is one of its key.
    """
    demand(actor, Right.MANAGE_PLAYBOOKS)
    refuse_unknown_facts(document, author)
    data = playbook_data(document)
    with transaction.atomic():
        playbook = Playbook.objects.select_for_update().filter(key=document.key).first()
        if playbook is None:
            playbook = create_record(Playbook(key=document.key, name=document.name, kind=document.kind), actor=actor)
        elif is_new:
            raise Conflict("key-taken", _("There is a playbook “%(name)s” already.") % {"name": playbook})
        elif playbook.published is not None and playbook.published.document == data:
            return playbook, False
        number = (playbook.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        version = PlaybookVersion(
            playbook=playbook,
            number=number,
            document=data,
            author=author,
            by_label=actor.label[:200],
            note=note.strip()[:300],
            is_shipped=is_shipped,
        )
        return publish_version(create_record(version, actor=actor), actor=actor), True


def publish_version(version: PlaybookVersion, *, actor: Actor) -> Playbook:
    """Let a version be the one that is started from now on; what runs keeps its own."""
    demand(actor, Right.MANAGE_PLAYBOOKS)
    document = version.records
    with transaction.atomic():
        if version.published_at is None:
            update_record(version, {"published_at": timezone.now()}, actor=actor)
        values = {
            "published": version,
            "name": document.name,
            "kind": document.kind,
            "step_count": len(document.steps),
        }
        return update_record(version.playbook, values, actor=actor)


def archive_playbook(playbook: Playbook, *, actor: Actor, expected_version: int | None = None) -> Playbook:
    """Put a playbook away: it is started no more. Its runs stay."""
    demand(actor, Right.MANAGE_PLAYBOOKS)
    if playbook.archived_at is not None:
        raise Conflict("archived", _("This playbook is archived already."))
    return update_record(playbook, {"archived_at": timezone.now()}, actor=actor, expected_version=expected_version)


def restore_playbook(playbook: Playbook, *, actor: Actor, expected_version: int | None = None) -> Playbook:
    """Bring a playbook back."""
    demand(actor, Right.MANAGE_PLAYBOOKS)
    return update_record(playbook, {"archived_at": None}, actor=actor, expected_version=expected_version)
