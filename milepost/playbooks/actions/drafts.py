"""Drafts of playbooks: begun, changed act by act, taken back, published, thrown away."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.playbooks.actions.versions import save_playbook
from milepost.playbooks.drafting.outlines import free_key
from milepost.playbooks.models import DraftAct, Playbook, PlaybookDraft
from milepost.playbooks.queries.drafts import faults_of
from milepost.playbooks.queries.versions import published_version
from milepost.playbooks.reading.documents import playbook_of_data
from milepost.playbooks.reading.faults import WrongPlaybook

_ACTS_KEPT = 100


def begin_draft(playbook: Playbook, *, actor: Actor, author: User | None = None) -> PlaybookDraft:
    """Return the draft of a playbook's next version; what is published now, where nobody has begun one."""
    demand(actor, Right.MANAGE_PLAYBOOKS)
    with transaction.atomic():
        Playbook.objects.select_for_update().get(pk=playbook.pk)
        found = PlaybookDraft.objects.filter(playbook=playbook).first()
        if found is not None:
            return found
        version = published_version(playbook)
        draft = PlaybookDraft(
            playbook=playbook, based_on=version, name=playbook.name, document=version.document, author=author
        )
        return create_record(draft, actor=actor)


def new_draft(document: dict[str, Any], *, actor: Actor, author: User | None = None) -> PlaybookDraft:
    """Begin a playbook that is still to be; its key is made of its name where it brings none that is free."""
    demand(actor, Right.MANAGE_PLAYBOOKS)
    name = str(document.get("name", "")).strip()
    if not name:
        raise Invalid("no-name", _("Give it a name."), {"name": _("Give it a name.")})
    taken = Playbook.objects.values_list("key", flat=True)
    key = free_key(str(document.get("playbook") or name), taken)
    draft = PlaybookDraft(name=name[:200], document={**document, "playbook": key, "name": name[:200]}, author=author)
    return create_record(draft, actor=actor)


def change_draft(draft: PlaybookDraft, label: str, change: Callable[[dict[str, Any]], str], *, actor: Actor) -> str:
    """Let `change` work on what the draft says now, as one act that can be taken back; return the key it returns.

    Acts of two people follow each other: each begins with what the other left.
    """
    demand(actor, Right.MANAGE_PLAYBOOKS)
    with transaction.atomic():
        locked = _locked(draft)
        before, document = locked.document, deepcopy(locked.document)
        key = change(document)
        if document != before:
            acts = DraftAct.objects.filter(draft=locked)
            act = acts.create(draft=locked, before=before, label=label[:300], by_label=actor.label[:200])
            acts.filter(pk__lte=act.pk - _ACTS_KEPT).delete()
            _write(locked, document, f"{label} ({act.pk})", actor)
    draft.document, draft.name, draft.version = locked.document, locked.name, locked.version
    return key


def undo_act(draft: PlaybookDraft, seen: int, *, actor: Actor) -> DraftAct:
    """Take the last act on a draft back. `seen` is its number; `Conflict` where another followed, or none is left."""
    demand(actor, Right.MANAGE_PLAYBOOKS)
    with transaction.atomic():
        locked = _locked(draft)
        last = last_act(locked)
        if last is None or last.pk != seen:
            words = _("“%(act)s” by %(person)s came after it. Look first, then take that back.")
            nothing = _("There is nothing to take back.")
            raise Conflict("changed-since", words % {"act": last.label, "person": last.by_label} if last else nothing)
        _write(locked, last.before, _("%(act)s, taken back") % {"act": last.label}, actor)
        DraftAct.objects.filter(pk=last.pk).delete()
    draft.document, draft.name, draft.version = locked.document, locked.name, locked.version
    return last


def last_act(draft: PlaybookDraft) -> DraftAct | None:
    """Return the act that can be taken back."""
    return DraftAct.objects.filter(draft=draft).order_by("-pk").first()


def publish_draft(
    draft: PlaybookDraft,
    *,
    actor: Actor,
    author: User | None = None,
    note: str = "",
    expected_version: int | None = None,
    is_anyway: bool = False,
) -> Playbook:
    """Let what a draft says be the next version of its playbook, and the draft be gone.

    Raises `WrongPlaybook` with all that is wrong with it; `Conflict`: `changed-since` where somebody changed the draft
    since `expected_version`, `published-since` where another version was published meanwhile, unless `is_anyway`.
    """
    demand(actor, Right.MANAGE_PLAYBOOKS)
    with transaction.atomic():
        locked = _locked(draft)
        if expected_version not in (None, locked.version):
            raise Conflict("changed-since", _("Somebody changed the draft meanwhile. Look at it, then publish it."))
        playbook = locked.playbook
        if playbook is not None and playbook.published_id != locked.based_on_id and not is_anyway:
            raise Conflict("published-since", _("Another version was published since this draft was begun."))
        faults = faults_of(locked.document, author)
        if faults:
            raise WrongPlaybook(faults)
        found, _is_other = save_playbook(
            playbook_of_data(locked.document), actor=actor, author=author, note=note, is_new=playbook is None
        )
        delete_record(locked, actor=actor)
    return found


def discard_draft(draft: PlaybookDraft, *, actor: Actor) -> None:
    """Throw a draft away."""
    demand(actor, Right.MANAGE_PLAYBOOKS)
    delete_record(draft, actor=actor)


def _locked(draft: PlaybookDraft) -> PlaybookDraft:
    found = PlaybookDraft.objects.select_for_update(of=("self",)).select_related("playbook").filter(pk=draft.pk).first()
    if found is None:
        raise Conflict("gone", _("This draft was published or thrown away meanwhile."))
    return found


def _write(draft: PlaybookDraft, document: dict[str, Any], label: str, actor: Actor) -> None:
    name = str(document.get("name") or draft.name)[:200]
    update_record(draft, {"document": document, "name": name, "last_act": label[:300]}, actor=actor)
