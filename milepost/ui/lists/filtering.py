"""Adding a condition: the little form behind "Filter" and behind each chip, and what its answer means."""

from dataclasses import replace
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.identity.public import User
from milepost.lib.text import key_of
from milepost.ui.filters.fields import Choice, Field, FieldType, FixedOptions, Op, op_words
from milepost.ui.filters.parse import filter_json, parse_filter, wrong_filter
from milepost.ui.filters.periods import COMMON_PERIODS, period_words
from milepost.ui.filters.tree import Condition
from milepost.ui.lists.access import page_of, spec_for
from milepost.ui.lists.spec import ListSpec
from milepost.ui.lists.state import NO_VIEW, ListState, read_state

_SHOWN_OPTIONS = 30
_COUNTED = {"ago": "%s-days-ago", "ahead": "in-%s-days", "last": "last-%s-days", "next": "next-%s-days"}
_NO_VALUE = {Op.KNOWN.value, Op.UNKNOWN.value}


def added_condition(spec: ListSpec, viewer: User, state: ListState, form: QueryDict) -> ListState:
    """Return the list with the condition that the form describes; raises `Invalid` when it says nothing usable."""
    fields = spec.fields_of(viewer)
    key, op = form.get("add", ""), form.get("op", "")
    field = fields.get(key)
    if field is None:
        raise wrong_filter("add", _("There is no field “%(key)s” to filter by.") % {"key": key[:60]})
    data: dict[str, Any] = {"field": key, "op": op}
    if op not in _NO_VALUE:
        data["value"] = _form_value(field, op, form)
    node = parse_filter(data, fields, viewer)
    changed = state.with_condition(node, instead_of=_place(form, "replace"), joined_to=_place(form, "join"))
    return replace(changed, view=state.view or NO_VIEW)


def _place(form: QueryDict, name: str) -> int | None:
    text = form.get(name, "")
    return key_of(text) if text.isdecimal() else None  # 0 is the first place


def _form_value(field: Field, op: str, form: QueryDict) -> Any:
    match field.type:
        case FieldType.CHOICE | FieldType.PERSON | FieldType.MANY:
            return [value for value in form.getlist("value") if value]
        case FieldType.YES_NO:
            return {"yes": True, "no": False}.get(form.get("value", ""))
        case FieldType.NUMBER if op == Op.BETWEEN:
            return [_number(form.get("value", "")), _number(form.get("upto", ""))]
        case FieldType.NUMBER:
            return _number(form.get("value", ""))
        case FieldType.DATE:
            return _form_period(form)
    return form.get("value", "")


def _number(text: str) -> str:
    return text.strip().replace(" ", "").replace("\u2009", "")


def _form_period(form: QueryDict) -> str:
    chosen, days = form.get("value", ""), form.get("days", "").strip()
    if chosen in _COUNTED:
        return _COUNTED[chosen] % days
    if chosen != "between":
        return chosen
    first, last = form.get("first", ""), form.get("last", "")
    return first if first == last else f"{first}..{last}"


@require_safe
def condition_form(request: HttpRequest, key: str, field_key: str) -> HttpResponse:
    """Show the form of one condition; with `replace` in the address it opens filled as that chip is."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    field = spec.fields_of(viewer).get(field_key)
    if field is None or not field.is_filter:
        raise Http404
    state = read_state(spec, viewer, _without_form(request.GET))
    present = _present(state, field, request.GET)
    context = {
        "field": field,
        "url": page_of(request, spec),
        "ops": [(op.value, op_words(field.type, op), present is not None and present.op is op) for op in field.ops],
        "no_value": " ".join(sorted(_NO_VALUE)),
        "hidden": state.pairs(spec.fields_of(viewer)),
        "replace": request.GET.get("replace", ""),
        "join": request.GET.get("join", ""),
        "spec": spec,
        **_inputs(field, viewer, present),
    }
    return render(request, "ui/condition.html", context)


def _without_form(params: QueryDict) -> QueryDict:
    rest = params.copy()
    for name in ("replace", "join", "after", "search"):
        rest.pop(name, None)
    return rest


def _present(state: ListState, field: Field, params: QueryDict) -> Condition | None:
    place = _place(params, "replace")
    part = state.parts[place] if place is not None and place < len(state.parts) else None
    return part if isinstance(part, Condition) and part.field == field.key else None


def _inputs(field: Field, viewer: User, present: Condition | None) -> dict[str, Any]:
    value = None if present is None else filter_json(present).get("value")
    match field.type:
        case FieldType.CHOICE | FieldType.PERSON | FieldType.MANY:
            chosen = [str(one) for one in value or []]
            return {
                "options": _options(field, viewer, chosen, ""),
                "can_search": not isinstance(field.options, FixedOptions),
            }
        case FieldType.DATE:
            return _date_inputs(str(value or "last-30-days"))
        case FieldType.NUMBER if isinstance(value, list):
            return {"value": value[0], "upto": value[1]}
    return {"value": "" if value is None else value}


def _options(field: Field, viewer: User, chosen: list[str], text: str) -> list[dict[str, Any]]:
    """Return the chosen ones first, then the first of the others."""
    if field.options is None:
        return []
    labels = field.options.labels(viewer, chosen) if chosen else {}
    found = [Choice(value, labels.get(value, value)) for value in chosen if value != "me"]
    found += [choice for choice in field.options.search(viewer, text, _SHOWN_OPTIONS) if choice.value not in chosen]
    if field.type is FieldType.PERSON:
        found.insert(0, Choice("me", _("Me")))
    return [{"value": one.value, "label": one.label, "on": one.value in chosen} for one in found]


def _date_inputs(value: str) -> dict[str, Any]:
    kinds = [
        ("last", _("in the last … days")),
        ("next", _("in the next … days")),
        ("ago", _("… days ago")),
        ("ahead", _("in … days")),
        ("between", _("a day, or from … to …")),
    ]
    first, _dots, last = value.partition("..")
    kind, days = _counted(value)
    is_named = value in COMMON_PERIODS
    return {
        "periods": [(name, period_words(name), is_named and name == value) for name in COMMON_PERIODS],
        "kinds": [(name, words, not is_named and name == kind) for name, words in kinds],
        "days": days,
        "first": "" if is_named or days else first,
        "last": "" if is_named or days else (last or first),
    }


def _counted(value: str) -> tuple[str, str]:
    for kind, pattern in _COUNTED.items():
        before, after = pattern.split("%s")
        days = value.removeprefix(before).removesuffix(after)
        if value.startswith(before) and value.endswith(after) and days.isdecimal():
            return kind, days
    return "between", ""


@require_safe
def option_list(request: HttpRequest, key: str, field_key: str) -> HttpResponse:
    """Return the choices whose name has the searched text in it; those already chosen stay."""
    spec, viewer = spec_for(request, key), cast("User", request.user)
    field = spec.fields_of(viewer).get(field_key)
    if field is None or field.options is None:
        raise Http404
    text, chosen = request.GET.get("search", "").replace("\x00", "")[:100], request.GET.getlist("value")[:200]
    context = {"options": _options(field, viewer, chosen, text), "field": field}
    return render(request, "ui/condition.html#options", context)
