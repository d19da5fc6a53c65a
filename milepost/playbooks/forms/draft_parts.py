"""The forms of what belongs to a draft as a whole: its head, roles, questions, scope.

Each form knows the part as it was when it was drawn (`was`), so that two who write different fields lose nothing.
"""

import json
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from milepost.accounts.records import Stance, TeamRole
from milepost.playbooks.drafting.parts import Overlap
from milepost.playbooks.records import GO_LIVE, START, PlaybookDocument, QuestionType, anchor_sources
from milepost.projects.public import Method, Part, PartySide, ProjectKind

_WAS_MOST = 100_000
_MORE_DELIVERABLES = 2


def lines_field(label: Any, hint: Any = "") -> forms.CharField:
    """Return a field for several texts, one a line."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, required=False, max_length=20_000, help_text=hint or _("One a line."), widget=widget
    )


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines that say something."""
    return tuple(found for line in text.splitlines() if (found := " ".join(line.split())))


class PartForm(forms.Form):
    """A part of a draft. `said()` is what the form says of it, in the words of the file."""

    was = forms.CharField(widget=forms.HiddenInput, max_length=_WAS_MOST)

    def __init__(self, stored: dict[str, Any], data: Any = None) -> None:
        super().__init__(data)
        self.initial["was"] = json.dumps(stored)

    def clean_was(self) -> dict[str, Any]:
        try:
            found = json.loads(self.cleaned_data["was"])
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise forms.ValidationError(_("This page is out of date. Open it again."))
        return found

    def said(self) -> dict[str, Any]:
        raise NotImplementedError

    def show_overlap(self, error: Overlap) -> None:
        """Say what others wrote, and let the next saving write over it."""
        data = cast("QueryDict", self.data).copy()
        data["was"] = json.dumps(error.stored)
        self.data = data
        self.add_error(None, error.message)
        for name in error.names:
            words = _("Stored now in “%(name)s”: %(value)s")
            self.add_error(None, words % {"name": name, "value": _words(error.stored.get(name))})


class AboutForm(PartForm):
    """What stands at the top of a playbook."""

    name = forms.CharField(label=_("Name"), max_length=200)
    purpose = forms.CharField(
        label=_("What it is for, and when to take it"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ProjectKind.choices)
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices)
    anchor = forms.ChoiceField(label=_("Days are counted from"))
    go_live = forms.ChoiceField(label=_("The go-live"), required=False)
    outcome = forms.CharField(
        label=_("It succeeded when"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    project_name = forms.CharField(
        label=_("Name of its projects"), required=False, max_length=200, help_text=_("The playbook's name if left out.")
    )

    def __init__(self, document: PlaybookDocument, stored: dict[str, Any], data: Any = None) -> None:
        super().__init__(stored, data)
        self.initial.update({name.replace("-", "_"): value for name, value in stored.items()})
        self.initial.setdefault("anchor", START)
        dates = [(START, _("Start of the project")), *((one.key, one.label) for one in anchor_sources)]
        milestones = [(step.key, step.title) for step in document.steps if step.is_milestone]
        self._choices("anchor", [*dates, (GO_LIVE, _("Go-live"))])
        self._choices("go_live", [("", "–"), *milestones])

    def said(self) -> dict[str, Any]:
        given = {name.replace("_", "-"): value.strip() for name, value in self.cleaned_data.items() if name != "was"}
        return {name: value.replace("\r\n", "\n") for name, value in given.items() if value}

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        now = self.initial.get(name, "")
        if now not in {key for key, _label in choices}:
            choices = [*choices, (now, now)]
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a field of choices


class RoleForm(PartForm):
    """A slot for somebody of either side."""

    name = forms.CharField(label=_("Name"), max_length=80)
    side = forms.ChoiceField(
        label=_("Side"), choices=[(PartySide.OURS, _("Ours")), (PartySide.THEIRS, _("The customer's"))]
    )
    source = forms.ChoiceField(
        label=_("Filled by"),
        required=False,
        choices=[
            ("", _("whom one names at the start")),
            (_("From the account's team"), TeamRole.choices),
            (_("By what a contact is to us"), [(f"their-{key}", label) for key, label in Stance.choices]),
        ],
    )
    part = forms.ChoiceField(label=_("Part in the project"), choices=Part.choices)
    expected = forms.CharField(label=_("What is expected"), required=False, max_length=300)

    def __init__(self, stored: dict[str, Any], data: Any = None) -> None:
        super().__init__(stored, data)
        is_theirs = stored.get("side") == PartySide.THEIRS
        source = stored.get("from", "")
        self.initial.update(
            {
                "part": Part.CONTRIBUTES,
                **stored,
                "source": f"their-{source}" if source and is_theirs else source,
            }
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        source = given.get("source", "")
        is_theirs = given.get("side") == PartySide.THEIRS
        if source and source.startswith("their-") != is_theirs:
            self.add_error("source", _("This fills a role of the other side."))
        given["source"] = source.removeprefix("their-")
        return given

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        named = {"name": "name", "side": "side", "from": "source", "part": "part", "expected": "expected"}
        found = {name: given[field].strip() for name, field in named.items()}
        return {"key": given["was"].get("key", ""), **{name: value for name, value in found.items() if value}}


class QuestionForm(PartForm):
    """What is asked before the start."""

    ask = forms.CharField(label=_("Question"), max_length=300)
    type = forms.ChoiceField(label=_("Answer"), choices=QuestionType.choices)
    choices = lines_field(_("Choices"), _("One a line, for an answer that is chosen."))
    default = forms.CharField(
        label=_("Answer if nobody says otherwise"),
        required=False,
        max_length=300,
        help_text=_("yes or no, a choice, a number, a text, or a date like 2027-03-31."),
    )

    def __init__(self, stored: dict[str, Any], data: Any = None) -> None:
        super().__init__(stored, data)
        self.initial.update({**stored, "choices": "\n".join(stored.get("choices", []))})

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        choices = list(lines_of(given["choices"])) if given["type"] == QuestionType.CHOICE else []
        found = {"ask": given["ask"].strip(), "type": given["type"], "default": given["default"].strip()}
        said = {name: value for name, value in found.items() if value}
        return {"key": given["was"].get("key", ""), **said, **({"choices": choices} if choices else {})}


class ScopeForm(PartForm):
    """The scope that its projects begin with."""

    goals = lines_field(_("Goals"))
    within = lines_field(_("In scope"))
    out = lines_field(_("Out of scope"))
    assumptions = lines_field(_("Assumptions"))

    def __init__(self, stored: dict[str, Any], data: Any = None) -> None:
        super().__init__(stored, data)
        self.initial.update(
            {
                "within" if name == "in" else name: _lines(stored.get(name))
                for name in ("goals", "in", "out", "assumptions")
            }
        )
        rows = [*stored.get("deliverables", []), *([{}] * _MORE_DELIVERABLES)]
        for at, row in enumerate(rows):
            self.fields[f"deliverable.{at}"] = forms.CharField(
                label=_("Deliverable"), required=False, max_length=300, initial=row.get("title", "")
            )
            self.fields[f"accepted.{at}"] = lines_field(_("Accepted when"))
            self.fields[f"accepted.{at}"].initial = _lines(row.get("accepted-when"))
        self.count = len(rows)

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        named = {"goals": "goals", "in": "within", "out": "out", "assumptions": "assumptions"}
        found: dict[str, Any] = {name: list(lines_of(given[field])) for name, field in named.items()}
        found["deliverables"] = [
            {"title": title, **({"accepted-when": list(criteria)} if criteria else {})}
            for at in range(self.count)
            if (title := given[f"deliverable.{at}"].strip())
            for criteria in [lines_of(given[f"accepted.{at}"])]
        ]
        return {name: value for name, value in found.items() if value}


def _lines(value: Any) -> str:
    return "\n".join(value or [])


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(one)}" for name, one in value.items())
    return str(value if value is not None else "–")
