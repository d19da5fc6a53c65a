"""What is known of an account, asked by the fields of the list of accounts."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.playbooks.reading.faults import Fault, WrongPlaybook, below
from milepost.playbooks.records import Asks, Condition, PlaybookDocument
from milepost.ui.public import Field, FieldType, ListSpec, Op, list_query, lists

_OPTIONS_MOST = 500


def holds(condition: Condition, account: Account, viewer: User) -> bool:
    """Say whether a fact of an account is as a condition asks; what is not known, or not the viewer's to see, is not.

    One query, and one for a field that is chosen from.
    """
    field = _accounts().fields_of(viewer).get(condition.key)
    if field is None:
        return False
    asked = list(_questions(condition, field, viewer))
    if any(each is None for each in asked):
        return False
    tree = {"and": asked}
    try:
        return list_query(_accounts(), viewer, tree).filter(pk=account.pk).exists()
    except Invalid:  # a value that the field cannot have is never reached
        return False


def refuse_unknown_facts(document: PlaybookDocument, viewer: User | None) -> None:
    """Raise `WrongPlaybook` for conditions on fields that the list of accounts does not have."""
    faults = list(unknown_facts(document, viewer))
    if faults:
        raise WrongPlaybook(faults)


def unknown_facts(document: PlaybookDocument, viewer: User | None) -> Iterator[Fault]:
    """Yield a fault for each condition on a field that the list of accounts does not have."""
    asked = [(phase, step, each) for phase in document.phases for step in phase.steps for each in step.when]
    facts = [(phase, step, each) for phase, step, each in asked if each.asks == Asks.FACT]
    if not facts:
        return
    known = known_facts(viewer)
    for phase, step, condition in facts:
        is_own = viewer is None and condition.key.startswith(("fact_", "custom_"))
        if condition.key not in known and not is_own:
            place = below("phases", phase.key, "steps", step.key, "when")
            yield Fault(place, _("“%(key)s” is no field of accounts.") % {"key": condition.key})


def known_facts(viewer: User | None) -> dict[str, str]:
    """Return the fields of accounts that a condition may ask for, with what they are called."""
    spec = _accounts()
    fields = spec.fields if viewer is None else spec.fields_of(viewer).values()
    return {field.key: str(field.label) for field in fields}


def _accounts() -> ListSpec:
    return lists["accounts"]


def _questions(condition: Condition, field: Field, viewer: User) -> Iterator[dict[str, Any] | None]:
    if condition.equals is not None:
        yield _is_one_of(field, (condition.equals,), viewer)
    if condition.one_of:
        yield _is_one_of(field, condition.one_of, viewer)
    for op, bound in ((Op.GTE, condition.at_least), (Op.LTE, condition.at_most)):
        if bound is not None:
            yield {"field": field.key, "op": op.value, "value": _plain(field, bound)}


def _is_one_of(field: Field, values: tuple[str, ...], viewer: User) -> dict[str, Any] | None:
    """Return the question whether a field is one of some values; None where it can be none of them."""
    if field.options is not None:
        keys = [key for value in values for key in _choices(field, value, viewer)]
        return {"field": field.key, "op": Op.ANY_OF.value, "value": keys} if keys else None
    op = Op.IN if field.type == FieldType.DATE else Op.IS
    return {"or": [{"field": field.key, "op": op.value, "value": _plain(field, value)} for value in values]}


def _choices(field: Field, value: str, viewer: User) -> list[str]:
    """Return the choices that a value names, by their own value or by what people call them."""
    if field.options is None:
        return []
    found = field.options.search(viewer, value, _OPTIONS_MOST)
    return [each.value for each in found if value.casefold() in {each.value.casefold(), each.label.casefold()}] or (
        [value] if field.options.labels(viewer, [value]) else []
    )


def _plain(field: Field, value: str) -> Any:
    if field.type == FieldType.YES_NO:
        return value == "yes"
    if field.type == FieldType.NUMBER:
        try:
            return float(value)
        except ValueError:
            return value
    return value
