"""Tickets, touchpoints and figures of an import are written together; one that collides is refused alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.accounts.public import Fact, Ticket, Touchpoint, change_touchpoint, create_account
from milepost.audit.public import AuditEntry
from milepost.integrations.csv.records import ImportState, Outcome
from milepost.integrations.csv.running import passes
from milepost.integrations.csv.running.work import begin
from milepost.integrations.csv.tests.conftest import OPERATOR, prepare

pytestmark = pytest.mark.django_db
TICKETS = {"key_column": "id", "columns": {"account": "account", "opened": "opened_at", "subject": "subject"}}
TOUCHPOINTS = {"key_column": "id", "columns": {"account": "account", "on": "at", "what": "subject"}}


@pytest.fixture(autouse=True)
def _one_batch(monkeypatch):
    monkeypatch.setattr(passes, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(passes, "_FIRST_ROWS", 400)


@pytest.fixture
def _northwind():
    create_account("Northwind", actor=OPERATOR)


def tickets(count: int, subject: str = "x", begin: int = 0) -> str:
    rows = (f"{n},Northwind,2026-03-04,{subject}\n" for n in range(begin, begin + count))
    return "id,account,opened,subject\n" + "".join(rows)


def touchpoints(count: int, subject: str = "x", begin: int = 0) -> str:
    return tickets(count, subject, begin).replace("opened,subject", "on,what")


@pytest.mark.usefixtures("_northwind")
@pytest.mark.parametrize(
    ("kind", "text", "how", "model"),
    [("tickets", tickets, TICKETS, Ticket), ("touchpoints", touchpoints, TOUCHPOINTS, Touchpoint)],
)
def test_many_rows_cost_no_more_queries_than_few(imported, kind, text, how, model):
    def queries(table: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            imported(kind, table, **how)
        return len(captured)

    few, many = queries(text(10)), queries(text(60, begin=100))
    assert many <= few + 5
    assert model.objects.count() == 70
    assert AuditEntry.objects.filter(kind=model.audit_kind(), action="create").count() == 70
    few, many = queries(text(10, "y")), queries(text(60, "y", begin=100))
    assert many <= few + 5
    assert set(model.objects.values_list("subject", flat=True)) == {"y"}


@pytest.mark.usefixtures("_northwind")
def test_a_row_that_somebody_changed_meanwhile_is_refused_alone(imported):
    imported("touchpoints", touchpoints(3), **TOUCHPOINTS)
    import_ = begin(prepare("touchpoints", touchpoints(4, "y"), **TOUCHPOINTS), ImportState.APPLYING, actor=OPERATOR)
    with passes.opened(import_) as file:
        plans = passes.plan_rows(file.importer, list(file.rows))
        second = Touchpoint.objects.order_by("pk")[1]
        change_touchpoint(second, {"subject": "z"}, actor=OPERATOR)
        written = file.importer.write(plans)
    assert [one.outcome for one in written] == [Outcome.UPDATED, Outcome.REFUSED, Outcome.UPDATED, Outcome.CREATED]
    assert list(Touchpoint.objects.order_by("pk").values_list("subject", flat=True)) == ["y", "z", "y", "y"]
    assert [len(one.touched) for one in written] == [1, 0, 1, 1]


@pytest.mark.usefixtures("_northwind")
def test_figures_of_one_account_are_told_one_after_the_other(imported, undone):
    columns = {"account": "account", "tickets": "fact_open_tickets"}
    import_ = imported("facts", "account,tickets\nNorthwind,5\nNorthwind,7\n", key_column="", columns=columns)
    assert (import_.updated, Fact.objects.get(key="open_tickets").number) == (2, 7)
    undone(import_)
    assert Fact.objects.get(key="open_tickets").number == 0
