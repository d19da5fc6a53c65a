"""A status report by mail, to each recipient by a job of its own."""

from django.conf import settings
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from milepost.audit.public import update_record
from milepost.identity.public import MailFile, send_mail
from milepost.jobs.public import once, retrying
from milepost.lib.actor import SYSTEM
from milepost.projects.models import ReportRecipient
from milepost.projects.queries.report_documents import shown_report
from milepost.projects.queries.report_pdf import MIME, can_make_pdf, report_pdf


@task
@retrying(max_attempts=5, backoff_seconds=30)
def mail_report(recipient_id: int) -> None:
    """Mail a report to one recipient, and note when.

    No transaction is open while the mail server answers. A worker that dies between the mail and the note sends it
    again with the same Message-ID, so that mail programs show it once.
    """
    rows = ReportRecipient.objects.select_related("report__author", "user")
    recipient = rows.filter(pk=recipient_id, mailed_at=None).exclude(email="").first()
    if recipient is None:
        return
    with translation.override(recipient.user.language if recipient.user else settings.LANGUAGE_CODE):
        _send(recipient)
    with once(f"status-report:{recipient_id}") as is_first:
        if is_first:
            update_record(recipient, {"mailed_at": timezone.now()}, actor=SYSTEM)


def _send(recipient: ReportRecipient) -> None:
    report = recipient.report
    shown = shown_report(report)
    host = settings.BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    headers = {"Message-ID": f"<status-report-{recipient.pk}@{host}>"}
    if report.author is not None:
        headers["Reply-To"] = report.author.email
    words = {"project": shown.project, "number": shown.number}
    name = f"status-report-{shown.number}.pdf"
    attached = [MailFile(name, report_pdf(shown), MIME)] if can_make_pdf() else []
    subject = _("Status report %(number)s: %(project)s") % words
    send_mail("status_report", recipient.email, " ".join(subject.split()), {"shown": shown}, headers, files=attached)
