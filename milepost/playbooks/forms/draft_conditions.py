"""The conditions of a step as rows of a form: what is looked at, how, and with what it is compared."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import User
from milepost.playbooks.queries.facts import known_facts
from milepost.playbooks.records import Asks, Condition, PlaybookDocument, Step

_OPS = (
    ("equals", _("is")),
    ("one_of", _("is one of")),
    ("at_least", _("is at least")),
    ("at_most", _("is at most")),
)
_MORE = 1


def condition_fields(document: PlaybookDocument, step: Step, viewer: User) -> dict[str, forms.Field]:
    """Return the fields of a step's conditions, one bound a row, and a row for another."""
    rows = [row for condition in step.when for row in _rows_of(condition)]
    asked = [(f"answer:{one.key}", one.ask) for one in document.questions]
    facts = sorted(((f"fact:{key}", label) for key, label in known_facts(viewer).items()), key=lambda pair: pair[1])
    known = {key for key, _label in (*asked, *facts)}
    unknown = [(of, of.partition(":")[2]) for of, _op, _value in rows if of not in known]
    choices = [
        ("", "–"),
        (_t("Answers"), asked),
        (_t("The account"), facts),
        *([(_t("Not known"), unknown)] if unknown else []),
    ]
    found: dict[str, forms.Field] = {}
    for at, (of, op, value) in enumerate([*rows, *([("", "equals", "")] * _MORE)]):
        found[f"when.{at}.of"] = forms.ChoiceField(label=_("What"), choices=choices, required=False, initial=of)
        found[f"when.{at}.op"] = forms.ChoiceField(label=_("How"), choices=_OPS, initial=op)
        found[f"when.{at}.value"] = forms.CharField(label=_("Value"), required=False, max_length=1000, initial=value)
    return found


def conditions_of(given: dict[str, Any]) -> tuple[Condition, ...]:
    """Return the conditions that the rows say; bounds of one thing are one condition."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    at = 0
    while f"when.{at}.of" in given:
        of, op, value = (given[f"when.{at}.{name}"] for name in ("of", "op", "value"))
        at += 1
        if not of or not value.strip():
            continue
        turn = 0
        while op in found.get((of, turn), {}):
            turn += 1
        said = tuple(filter(None, map(str.strip, value.split(",")))) if op == "one_of" else value.strip()
        found.setdefault((of, turn), {})[op] = said
    return tuple(_condition(of, bounds) for (of, _turn), bounds in found.items())


def _condition(of: str, bounds: dict[str, Any]) -> Condition:
    asks, _colon, key = of.partition(":")
    return Condition(asks=Asks(asks), key=key, **bounds)


def _rows_of(condition: Condition) -> list[tuple[str, str, str]]:
    of = f"{condition.asks}:{condition.key}"
    rows = [(of, name, getattr(condition, name)) for name, _label in _OPS if name != "one_of"]
    rows = [row for row in rows if row[2] is not None]
    return [*rows, (of, "one_of", ", ".join(condition.one_of))] if condition.one_of else rows
