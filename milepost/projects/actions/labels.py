"""Labels on tasks and projects: made where they are used first; renamed, merged and removed for all at once."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.audit.public import Record, create_record, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.lib.text import fold
from milepost.projects.models import Label, Labelling, Project, Task
from milepost.projects.queries.labels import label_named, labellings_of

NAME_MOST = 40
LABELS_MOST = 20


def put_label(record: Task | Project, name: str, *, actor: Actor) -> Labelling:
    """Put a label on a task or project; a name that no label has yet makes one. Twenty at most."""
    demand(actor, Right.WRITE)
    clean = _clean(name)
    with transaction.atomic():
        present = labellings_of(record)
        known = next((one for one in present if one.label.name_folded == fold(clean)), None)
        if known is not None:
            return known
        if len(present) >= LABELS_MOST:
            raise _wrong(_("At most %(most)s labels fit here.") % {"most": LABELS_MOST}, "too-many-labels")
        label = label_named(clean)
        if label is None:
            label = _made_once(Label(name=clean), Label.objects.filter(name_folded=fold(clean)), actor)
        where = {"task": record} if isinstance(record, Task) else {"project": record}
        return _made_once(Labelling(label=label, **where), Labelling.objects.filter(label=label, **where), actor)


def take_label_off(record: Task | Project, label: Label, *, actor: Actor) -> None:
    """Take a label off a task or project; one that is not on it is none to take."""
    demand(actor, Right.WRITE)
    for labelling in labellings_of(record):
        if labelling.label_id == label.pk:
            delete_record(labelling, actor=actor)


def set_labels(record: Task | Project, names: Sequence[str], *, actor: Actor) -> None:
    """Give a task or project exactly the labels of these names."""
    demand(actor, Right.WRITE)
    wanted = {fold(_clean(name, "labels")) for name in names}
    with transaction.atomic():
        for labelling in labellings_of(record):
            if labelling.label.name_folded not in wanted:
                delete_record(labelling, actor=actor)
        for name in names:
            put_label(record, name, actor=actor)


def rename_label(label: Label, name: str, *, actor: Actor, expected_version: int | None = None) -> Label:
    """Give a label another name, wherever it is. Raises `Invalid` for one that another label has."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    clean = _clean(name)
    taken = _wrong(_("There is a label of this name already; merge the two instead."), "name-taken")
    if Label.objects.exclude(pk=label.pk).filter(name_folded=fold(clean)).exists():
        raise taken
    try:
        with transaction.atomic():
            return update_record(label, {"name": clean}, actor=actor, expected_version=expected_version)
    except IntegrityError:
        raise taken from None


def merge_labels(label: Label, into: Label, *, actor: Actor) -> None:
    """Let another label take this one's place on all that has it."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    if label.pk == into.pk:
        raise _wrong(_("Choose another label."), "same-label")
    with transaction.atomic():
        had = set(Labelling.objects.filter(label=into).values_list("task", "project"))
        for one in Labelling.objects.filter(label=label).select_for_update():
            if (one.task_id, one.project_id) not in had:
                update_record(one, {"label": into}, actor=actor)
        delete_record(label, actor=actor)


def delete_label(label: Label, *, actor: Actor) -> None:
    """Remove a label, also from all that has it."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    delete_record(label, actor=actor)


def _made_once[R: Record](record: R, same: QuerySet[R], actor: Actor) -> R:
    """Return what was made, or what somebody else made at the same moment."""
    try:
        with transaction.atomic():
            return create_record(record, actor=actor)
    except IntegrityError:
        return same.get()


def _clean(name: str, field: str = "name") -> str:
    clean = " ".join(name.split())
    if not fold(clean).strip() or len(clean) > NAME_MOST or "," in clean or not clean.isprintable():
        message = _("Write a label of at most %(most)s letters, without a comma.") % {"most": NAME_MOST}
        raise _wrong(message, "wrong-name", field)
    return clean


def _wrong(message: str, code: str, field: str = "name") -> Invalid:
    return Invalid(code, message, {field: message})
