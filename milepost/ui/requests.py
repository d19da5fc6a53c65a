"""What the pages' views share: the signed-in person, forms that are saved or refused, answers to what was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm, BaseModelForm, Field
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from milepost.audit.public import Record, fields_written_since, plain
from milepost.identity.public import User
from milepost.lib.errors import Conflict, DomainError, Invalid
from milepost.ui.toasts import toast, trigger

REFUSED = 422  # htmx swaps it in; a browser shows it like any page


def person(request: HttpRequest) -> User:
    """Return who is signed in; every page but the few open ones is behind the sign-in."""
    return cast("User", request.user)


@dataclass(frozen=True, slots=True)
class BothValues:
    """A field that somebody else wrote meanwhile."""

    label: str
    theirs: str
    yours: str


def saved[R: Record](form: BaseModelForm[R], write: Callable[[dict[str, Any], int | None], R]) -> R | None:
    """Write a form's values through an action, guarded by the version that its page was drawn with.

    `write` takes the values and the expected version, and returns the record; None: it was refused, and the form says
    why. What others wrote meanwhile stands in the way only when it was one of these fields; then the form shows both
    values, and saving again writes its own.
    """
    if not form.is_valid():
        return None
    changes = dict(form.cleaned_data)
    seen = changes.pop("version", None)
    try:
        return write(changes, version_to_expect(form.instance, seen, changes))
    except DomainError as error:
        show_refusal(form, error)
        return None


def version_to_expect(record: Record, seen: int | None, changes: Mapping[str, Any]) -> int | None:
    """Return the version of now when all writes since `seen` were to other fields; whoever is quicker still wins."""
    if seen is None or seen >= record.version or fields_written_since(record, seen) & changes.keys():
        return seen
    return record.version


def show_refusal(form: BaseForm, error: DomainError) -> None:
    """Put an action's refusal where the person can mend it: beside the field, else above the form.

    What no input can mend (a right that is missing, a thing that is gone) is raised on.
    """
    if not isinstance(error, Invalid | Conflict):
        raise error
    if error.code == "stale":
        _show_both(form, error.details)
    fields: dict[str, Any] = getattr(error, "fields", {})
    known = {name: words for name, words in fields.items() if name in form.fields}
    for name, words in known.items():
        form.add_error(name, words)
    if not known:
        form.add_error(None, error.message)


def _show_both(form: BaseForm, details: Mapping[str, Any]) -> None:
    """Give the form what is stored now beside what it wants, and the version that it replaces when sent again."""
    data = cast("QueryDict", form.data).copy()
    data[form.add_prefix("version")] = str(details["version"])
    form.data = data
    current = {name: value for name, value in details["current"].items() if name in form.fields}
    form.both_values = [  # type: ignore[attr-defined] # read by components/form-errors.html
        BothValues(str(form[name].label), _words(form.fields[name], theirs), _words(form.fields[name], yours))
        for name, theirs in current.items()
        if (yours := plain(form.cleaned_data[name])) != theirs
    ]


def _words(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    return labels.get(str(value), str(field.prepare_value(value)))


def in_drawer(request: HttpRequest) -> bool:
    """Say whether the answer goes into the drawer instead of becoming a page."""
    return request.headers.get("HX-Target") == "drawer-body"


def is_fragment(request: HttpRequest) -> bool:
    """Say whether the answer goes into a piece of a page or drawer that is there."""
    is_whole = "HX-Boosted" in request.headers or "HX-History-Restore-Request" in request.headers
    return request.headers.get("HX-Request") == "true" and not in_drawer(request) and not is_whole


def done(request: HttpRequest, words: str, url: str, show: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a write that was made: in the drawer by showing the record anew, else by leading to `url`."""
    if not in_drawer(request):
        messages.success(request, words)
        return redirect(url)
    return trigger(toast(show(), words), "drawer:changed")


def leading_to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on to a page, out of the drawer as well."""
    return HttpResponse(headers={"HX-Redirect": url}) if in_drawer(request) else redirect(url)
