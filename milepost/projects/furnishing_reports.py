"""What status reports and closings hang into the registries of the rooms below."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact, Erased, moving_rows, record_handlers
from milepost.audit.public import History, histories, update_record
from milepost.identity.public import Right
from milepost.lib.actor import Actor
from milepost.projects.actions.closing import begin_plain_hand_over
from milepost.projects.models import ClosedEnd, Closing, Lesson, ReportRecipient, StatusReport
from milepost.projects.queries.today_reports import report_sources
from milepost.projects.records_closing import HandOver, hand_overs
from milepost.ui.public import PageSheet, page_sheets, today_sources

MODELS: tuple[Any, ...] = (ClosedEnd, Closing, Lesson, ReportRecipient, StatusReport)
PLAIN = HandOver(
    "plain",
    _("As a project with what is carried over"),
    90,
    begin_plain_hand_over,
    lambda viewer: viewer.may(Right.WRITE),
)


def _unname(contact: Contact, actor: Actor) -> Erased:
    """Take name and address off what was sent to somebody; that it was sent stays."""
    recipients = list(ReportRecipient.objects.filter(contact=contact))
    for recipient in recipients:
        update_record(recipient, {"contact": None, "name": "", "email": ""}, actor=actor)
    return Erased(len(recipients))


RECIPIENTS = replace(
    moving_rows(ReportRecipient, "contact", _("Status reports that they got"), on_erase="blank"), erase=_unname
)


def furnish_reports() -> None:
    """Register all of it."""
    record_handlers.register(RECIPIENTS)
    for model in MODELS:
        histories.register(History(model.audit_kind(), model.objects.visible_to))
    for source in report_sources():
        today_sources.register(source)
    hand_overs.register(PLAIN)
    page_sheets.register(PageSheet("reports", "css/reports.css"))
