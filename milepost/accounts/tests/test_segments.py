import pytest

from milepost.accounts.actions import segment_members
from milepost.accounts.events import AccountEnteredSegment, AccountLeftSegment
from milepost.accounts.models import Account, CustomField, Segment, SegmentMember
from milepost.accounts.public import (
    archive_account,
    change_account,
    change_segment,
    delete_segment,
    save_segment,
    segment_query,
    take_over_segment,
)
from milepost.audit.public import update_record
from milepost.identity.public import change_user
from milepost.jobs.public import Subscriber, subscribers
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Conflict, Invalid, NotAllowed

EUROS = {"field": "currency", "op": "is", "value": "EUR"}


@pytest.fixture
def heard():
    told = []
    events = (AccountEnteredSegment, AccountLeftSegment)
    for event in events:
        subscribers.register(Subscriber(f"test.{event.__name__}", event, told.append))
    yield told
    for event in events:
        subscribers.unregister(f"test.{event.__name__}")


@pytest.fixture
def euros(lena, northwind, make_account):
    """A shared segment of lena's: accounts in euros. Northwind is not, Contoso is."""
    make_account("Contoso", currency="EUR")
    return save_segment("Euros", EUROS, actor=lena.as_actor(), owner=lena, is_shared=True)


@pytest.fixture
def secret_field():
    return CustomField.objects.create(
        record_kind="account", key="margin", label="Margin", type="text", right="manage-accounts"
    )


def names(segment, viewer):
    return sorted(account.name for account in segment_query(segment, viewer))


def test_it_goes_on_where_a_killed_run_ended(euros, make_account, heard, monkeypatch):
    for number in range(5):
        make_account(f"More {number}", currency="EUR")
    monkeypatch.setattr(segment_members, "_MOST_AT_ONCE", 2)
    real, calls = segment_members._move, []

    def dies_at_the_second(segment_id, batch):
        calls.append(len(batch))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(segment_id, batch)

    monkeypatch.setattr(segment_members, "_move", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        segment_members.compute_members(euros.pk)
    assert SegmentMember.objects.count() == 2
    monkeypatch.setattr(segment_members, "_move", real)
    assert segment_members.compute_members(euros.pk) == (4, 0)
    assert segment_members.compute_members(euros.pk) == (0, 0)
    run_all_jobs()
    assert sorted(event.account_id for event in heard) == sorted(
        Account.objects.filter(currency="EUR").values_list("pk", flat=True)
    )


def test_it_asks_each_batch_anew(euros, ada, monkeypatch, heard):
    contoso = Account.objects.get(name="Contoso")
    real = segment_members._candidates

    def then_it_changes(segment_id):
        found = real(segment_id)
        change_account(contoso, {"currency": "USD"}, actor=ada.as_actor())
        return found

    monkeypatch.setattr(segment_members, "_candidates", then_it_changes)
    assert segment_members.compute_members(euros.pk) == (0, 0)
    assert not SegmentMember.objects.exists()


def test_it_tells_once_who_enters_and_who_leaves(euros, northwind, ada, heard):
    run_all_jobs()
    contoso = SegmentMember.objects.get(segment=euros).account
    change_account(northwind, {"currency": "EUR"}, actor=ada.as_actor())
    contoso.refresh_from_db()
    archive_account(contoso, actor=ada.as_actor())
    for _run in range(2):
        segment_members.refresh_segments.enqueue()
        run_all_jobs()
    assert heard == [
        AccountEnteredSegment(contoso.pk, euros.pk),
        AccountEnteredSegment(northwind.pk, euros.pk),
        AccountLeftSegment(contoso.pk, euros.pk),
    ]
    assert SegmentMember.objects.get(segment=euros, left_at=None).account == northwind
    euros.refresh_from_db()
    assert euros.refreshed_at
    assert euros.version == 1


def test_it_says_why_it_cannot_be_computed_and_loses_nobody(lena, northwind, secret_field, heard):
    change_account(northwind, {"custom": {"margin": "high"}}, actor=lena.as_actor())
    where = {"field": "custom_margin", "op": "is", "value": "high"}
    segment = save_segment("Rich", where, actor=lena.as_actor(), owner=lena)
    run_all_jobs()
    CustomField.objects.all().delete()
    from milepost.accounts.actions.segment_members import compute_members

    assert compute_members(segment.pk) == (0, 0)
    segment.refresh_from_db()
    assert "no longer see" in segment.fault
    assert "custom_margin" not in segment.fault
    assert segment.members.filter(left_at=None).count() == 1
    with pytest.raises(Invalid):
        segment_query(segment, lena)


def test_it_is_asked_with_the_rights_of_its_owner(lena, max_, ada, northwind, secret_field):
    where = {"field": "custom_margin", "op": "is", "value": "high"}
    with pytest.raises(Invalid) as refusal:
        save_segment("Rich", where, actor=max_.as_actor(), owner=max_)
    assert list(refusal.value.fields) == ["/field"]
    segment = save_segment("Rich", where, actor=lena.as_actor(), owner=lena, is_shared=True)
    with pytest.raises(NotAllowed, match="may not see"):
        segment_query(segment, max_)
    assert names(segment, ada) == []
    change_user(lena, {"role": "member"}, actor=ada.as_actor())
    lena.refresh_from_db()
    with pytest.raises(Invalid):
        segment_query(Segment.objects.get(pk=segment.pk), ada)


def test_it_shows_to_each_what_is_theirs(euros, lena, fiona, victor):
    assert names(euros, lena) == names(euros, victor) == ["Contoso"]
    assert names(euros, fiona) == []
    assert not Segment.objects.visible_to(fiona).exists()


def test_it_says_that_its_owner_is_gone_and_is_taken_over(euros, lena, ada, max_):
    update_record(lena, {"is_active": False}, actor=ada.as_actor())
    euros = Segment.objects.get(pk=euros.pk)
    with pytest.raises(Invalid, match="deactivated"):
        segment_query(euros, ada)
    with pytest.raises(NotAllowed):
        take_over_segment(euros, actor=max_.as_actor(), owner=max_)
    take_over_segment(euros, actor=ada.as_actor(), owner=ada)
    assert names(Segment.objects.get(pk=euros.pk), ada) == ["Contoso"]


@pytest.mark.parametrize(
    ("where", "pointer"),
    [
        ({"field": "nothing", "op": "is", "value": 1}, "/field"),
        ({"field": "currency", "op": "any_of", "value": ["EUR"]}, "/op"),
        ({"and": [EUROS, {"field": "employees", "op": "gte", "value": "many"}]}, "/and/1/value"),
        ([], ""),
    ],
)
def test_it_refuses_a_filter_that_is_none(lena, where, pointer):
    with pytest.raises(Invalid) as refusal:
        save_segment("X", where, actor=lena.as_actor(), owner=lena)
    assert list(refusal.value.fields) == [pointer]
    assert not Segment.objects.exists()


def test_it_is_changed_by_its_owner_alone(euros, lena, max_, ada, victor):
    with pytest.raises(NotAllowed):
        change_segment(euros, {"name": "Mine"}, actor=max_.as_actor())
    with pytest.raises(NotAllowed):
        delete_segment(euros, actor=max_.as_actor())
    with pytest.raises(NotAllowed):
        save_segment("All", None, actor=victor.as_actor(), owner=victor)
    with pytest.raises(NotAllowed):
        save_segment("All", None, actor=max_.as_actor(), owner=max_, is_shared=True)
    with pytest.raises(Invalid, match="of this name"):
        save_segment("Euros", None, actor=lena.as_actor(), owner=lena)
    seen = euros.version
    change_segment(euros, {"filter": {"and": []}}, actor=lena.as_actor())
    with pytest.raises(Conflict):
        change_segment(euros, {"name": "Late"}, actor=lena.as_actor(), expected_version=seen)
    run_all_jobs()
    assert SegmentMember.objects.filter(left_at=None).count() == 2
    delete_segment(euros, actor=ada.as_actor())
    assert not SegmentMember.objects.exists()
