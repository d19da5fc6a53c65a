"""Status reports: begun as a draft, written, sent, and then never changed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.audit.public import create_record, create_records, delete_record, update_record, with_first_parts
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.actions.projects import refuse_strangers
from milepost.projects.actions.report_mails import mail_report
from milepost.projects.models import Project, ReportRecipient, StatusReport
from milepost.projects.models.reports import TEXT_MOST
from milepost.projects.queries.clean_values import clean_value
from milepost.projects.queries.report_documents import report_document
from milepost.projects.queries.report_texts import drafted_texts
from milepost.projects.queries.scope_documents import canonical, fingerprint
from milepost.projects.records_reports import Chapter, ReportState, Topic

COLUMNS = frozenset((*Chapter.values, *(f"{topic}_{what}" for topic in Topic for what in ("light", "word")), "on"))
RECIPIENTS_MOST = 100


def begin_report(
    project: Project, *, actor: Actor, author: User, values: Mapping[str, Any] | None = None, on: dt.date | None = None
) -> StatusReport:
    """Begin the next report of a project, its texts drafted from what changed since the last one that was sent.

    Where a draft is open already, that one is returned. `values` are written over what was drafted.
    """
    demand(actor, Right.WRITE)
    today = on or timezone.localdate()
    with transaction.atomic():
        locked = Project.objects.select_for_update(of=("self",)).select_related("account").get(pk=project.pk)
        reports = StatusReport.objects.filter(project=locked)
        draft = reports.filter(state=ReportState.DRAFT).first()
        if draft is not None:
            return draft
        last = reports.order_by("-number").first()
        # The day of the last report is told again: what happened on it after the sending would be told nowhere else.
        since = (last.on if last is not None else min(locked.start_on, today)) - dt.timedelta(days=1)
        report = StatusReport(
            project=locked,
            number=last.number + 1 if last is not None else 1,
            since_on=since,
            on=today,
            author=author,
            by_label=actor.label[:200],
        )
        for name, value in {**drafted_texts(locked, author, since, today), **_clean(report, values or {})}.items():
            setattr(report, name, value)
        return create_record(report, actor=actor)


def change_report(
    report: StatusReport, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> StatusReport:
    """Write a draft. Raises `Conflict` (`sent`) for one that was sent, `Invalid` with the fields that are wrong."""
    demand(actor, Right.WRITE)
    refuse_sent(report)
    clean = _clean(report, changes)
    with transaction.atomic():
        refuse_sent(StatusReport.objects.select_for_update().get(pk=report.pk))
        return update_record(report, clean, actor=actor, expected_version=expected_version)


def delete_report(report: StatusReport, *, actor: Actor) -> None:
    """Throw a draft away."""
    demand(actor, Right.WRITE)
    refuse_sent(report)
    delete_record(report, actor=actor)


def send_report(
    report: StatusReport, people: Sequence[User | Contact], *, actor: Actor, expected_version: int | None = None
) -> StatusReport:
    """Freeze a report and mail it to people; without any it is handed over by hand.

    Raises `Invalid` for a stranger or somebody without an address, `Conflict` (`sent`) if it was sent already, and
    (`stale`) if it was written since `expected_version`.
    """
    demand(actor, Right.WRITE)
    if len(people) > RECIPIENTS_MOST:
        raise Invalid("wrong-value", _("Send it to at most %(most)s people.") % {"most": RECIPIENTS_MOST})
    with transaction.atomic():
        project = Project.objects.select_for_update(of=("self",)).select_related("account").get(pk=report.project_id)
        stored = StatusReport.objects.get(pk=report.pk)
        refuse_sent(stored)
        stored.project = project
        text = canonical(report_document(stored))
        values = {
            "state": ReportState.SENT,
            "sent_at": timezone.now(),
            "document": text,
            "sha256": fingerprint(text),
        }
        rows = [_recipient(stored, project, person) for person in people]
        sent = update_record(stored, values, actor=actor, expected_version=expected_version)
        with with_first_parts(sent):
            create_records(rows, actor=actor)
        for row in rows:
            mail_report.enqueue(row.pk)
    return sent


def _recipient(report: StatusReport, project: Project, person: User | Contact) -> ReportRecipient:
    if isinstance(person, User):
        return ReportRecipient(report=report, user=person, name=str(person), email=person.email)
    refuse_strangers(project, person)
    address = person.emails.order_by("-is_primary", "pk").values_list("address", flat=True).first()
    if not address:
        message = _("“%(name)s” has no mail address.") % {"name": person.name}
        raise Invalid("no-address", message, {"theirs": message})
    return ReportRecipient(report=report, contact=person, name=person.name, email=address)


def _clean(report: StatusReport, values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - COLUMNS)
    if unknown:
        raise Invalid("unknown-field", _("A report has no such field."), {unknown[0]: _("Unknown.")})
    clean = {name: clean_value(report, name, _lines(value)) for name, value in values.items()}
    for name in Chapter.values:
        if len(clean.get(name, "")) > TEXT_MOST:
            words = _("Write at most %(most)s characters.") % {"most": TEXT_MOST}
            raise Invalid("wrong-value", words, {name: words})
    if (day := clean.get("on")) is not None and day < report.since_on:
        words = _("Give a day that is not before the last report.")
        raise Invalid("wrong-value", words, {"on": words})
    return clean


def _lines(value: Any) -> Any:
    """Return a text with the line ends that we keep."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def refuse_sent(report: StatusReport) -> None:
    """Raise `Conflict` (`sent`) for a report that was sent."""
    if report.state == ReportState.SENT:
        raise Conflict("sent", _("“%(report)s” was sent: it stays as it is.") % {"report": report})
