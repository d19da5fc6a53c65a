"""The text with which one asks a customer for what is late."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.audit.public import AuditEntry
from milepost.identity.public import User
from milepost.projects.models import Task, TaskParty
from milepost.projects.queries.due import names_of, waiting_for
from milepost.projects.records import Letter, PartySide
from milepost.ui.public import date_words

NUDGED = "asked-for"


def nudge_text(task: Task, due: dt.date | None, viewer: User, today: dt.date) -> str:
    """Return what one may write to those of the customer who do a task; the person reads it before it is sent.

    Internal tasks are not named: only what the customer sees.
    """
    doing = TaskParty.objects.filter(task=task, letter=Letter.RESPONSIBLE, side=PartySide.THEIRS)
    names = names_of(doing.select_related("user", "contact").order_by("pk"))
    lines = [_("Hello %(name)s,") % {"name": names} if names else _("Hello,"), ""]
    lines.append(_("we are waiting for “%(task)s”%(project)s.") % {"task": task.title, "project": _of_project(task)})
    if due is not None and due < today:
        days = (today - due).days
        words = ngettext("It was due on %(day)s, %(days)s day ago.", "It was due on %(day)s, %(days)s days ago.", days)
        lines.append(words % {"day": date_words(due), "days": days})
    elif due is not None:
        lines.append(_("It is due on %(day)s.") % {"day": date_words(due)})
    shared = [other.title for other, _who in waiting_for([task], viewer).get(task.pk, []) if other.is_shared]
    if shared:
        lines.append(_("“%(task)s” can begin only then.") % {"task": shared[0]})
    if task.is_critical:
        lines.append(_("Each day that it takes longer moves go-live."))
    lines += ["", _("By when can it be done, or is there anything that you need from us?"), "", _("Kind regards")]
    return "\n".join([*lines, str(viewer)])


def last_nudge(task: Task) -> AuditEntry | None:
    """Return when the customer was last asked for a task, and by whom."""
    return AuditEntry.objects.of(task).filter(event=NUDGED).order_by("-pk").first()


def _of_project(task: Task) -> str:
    return _(" in “%(project)s”") % {"project": task.project.name} if task.project is not None else ""
