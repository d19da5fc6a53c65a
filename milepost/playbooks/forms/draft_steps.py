"""The form of a step of a draft, in plain words: its result is the step in the words of the file."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import User
from milepost.playbooks.forms.draft_conditions import condition_fields, conditions_of
from milepost.playbooks.forms.draft_parts import PartForm, lines_field, lines_of
from milepost.playbooks.forms.lengths import LengthTextField
from milepost.playbooks.reading.measures import KEY_MOST, OFFSET_DAYS_MOST, length_text
from milepost.playbooks.reading.writing import step_data
from milepost.playbooks.records import GO_LIVE, START, DayKind, Offset, PlaybookDocument, Step, StepLink, anchor_sources

_LETTERS = (
    ("does", _("Does it")),
    ("answers", _("Answers for it")),
    ("asked", _("Is asked")),
    ("told", _("Is told")),
)
_TYPES = (
    ("FS", _("starts after it ends")),
    ("SS", _("starts with it")),
    ("FF", _("ends with it")),
    ("SF", _("ends when it starts")),
)
_SIDES = (("internal", _("Only us")), ("customer", _("The customer, too")))
_MORE_LINKS = 2
_WAYS = (("after", _("after")), ("before", _("before")))


class StepForm(PartForm):
    """One step: what, how long, when, after what, who, and when it is done."""

    title = forms.CharField(label=_("Title"), max_length=300)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    is_milestone = forms.BooleanField(label=_("A milestone: it takes no time"), required=False)
    lasts = LengthTextField(label=_("Takes"), required=False, help_text=_("Working time: 30m, 4h, 2d or 1w."))
    effort = LengthTextField(label=_("Estimated effort"), required=False, help_text=_("How long people work on it."))
    seen_by = forms.ChoiceField(label=_("Who sees it"), choices=_SIDES)
    is_meeting = forms.BooleanField(label=_("A meeting of both sides"), required=False)
    is_optional = forms.BooleanField(label=_("Optional: offered at the start, on by default"), required=False)
    checklist = lines_field(_("Checklist"))
    accepted_when = lines_field(_("Accepted when"))

    def __init__(self, document: PlaybookDocument, step: Step, viewer: User, data: Any = None) -> None:
        self.document, self.step = document, step
        super().__init__(step_data(step), data)
        self._set_initial()
        for name, label in (("starts", _("Does not start before")), ("due", _("Is due"))):
            self._add_offset(name, str(label), getattr(step, name))
        self._add_links()
        self._add_roles()
        self.fields |= condition_fields(document, step, viewer)

    @property
    def when_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("when.")]

    @property
    def conditions(self) -> list[tuple[forms.BoundField, ...]]:
        """Return the rows of conditions, three fields each."""
        found = self.when_fields
        return [tuple(found[at : at + 3]) for at in range(0, len(found), 3)]

    @property
    def links(self) -> list[tuple[forms.BoundField, ...]]:
        count = sum(name.endswith(".step") for name in self.fields)
        return [tuple(self[f"after.{at}.{name}"] for name in ("step", "type", "lag")) for at in range(count)]

    @property
    def offsets(self) -> list[tuple[str, tuple[forms.BoundField, ...]]]:
        labels = {"starts": _t("Does not start before"), "due": _t("Is due")}
        return [
            (label, tuple(self[f"{name}.{part}"] for part in ("days", "kind", "way", "anchor")))
            for name, label in labels.items()
        ]

    @property
    def roles(self) -> list[tuple[str, forms.BoundField]]:
        return [(role.name, self[f"role.{role.key}"]) for role in self.document.roles]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("is_milestone") and not given.get("lasts") and "lasts" not in self.errors:
            self.add_error("lasts", _("Say how long it takes, or that it is a milestone."))
        return given

    def said(self) -> dict[str, Any]:
        """Return the step in the words of the file."""
        given = self.cleaned_data
        is_milestone = bool(given["is_milestone"])
        return step_data(
            Step(
                key=self.step.key,
                title=" ".join(given["title"].split()),
                description=given["description"].replace("\r\n", "\n").strip(),
                **{letter: self._of_letter(letter) for letter, _label in _LETTERS},
                is_milestone=is_milestone,
                lasts_minutes=0 if is_milestone else given["lasts"],
                effort_minutes=None if is_milestone else given["effort"],
                starts=self._offset("starts"),
                due=self._offset("due"),
                after=tuple(self._links()),
                checklist=lines_of(given["checklist"]),
                accepted_when=lines_of(given["accepted_when"]),
                seen_by=given["seen_by"],
                is_meeting=given["is_meeting"],
                is_optional=given["is_optional"],
                when=conditions_of(given),
            )
        )

    def _set_initial(self) -> None:
        step = self.step
        self.initial.update(
            {
                "title": step.title,
                "description": step.description,
                "is_milestone": step.is_milestone,
                "lasts": step.lasts_minutes or None,
                "effort": step.effort_minutes,
                "seen_by": step.seen_by,
                "is_meeting": step.is_meeting,
                "is_optional": step.is_optional,
                "checklist": "\n".join(step.checklist),
                "accepted_when": "\n".join(step.accepted_when),
            }
        )

    def _add_offset(self, name: str, label: str, offset: Offset | None) -> None:
        anchors = [("", _("the playbook's anchor")), *anchor_choices(self.document, offset, without=self.step.key)]
        days = None if offset is None else abs(offset.days)
        kind = offset.kind if offset else DayKind.WORKING
        part = {
            "days": forms.IntegerField(
                label=label, required=False, min_value=0, max_value=OFFSET_DAYS_MOST, initial=days
            ),
            "kind": forms.ChoiceField(label=_("Days"), choices=DayKind.choices, initial=kind),
            "way": forms.ChoiceField(
                label=_("Way"), choices=_WAYS, initial="before" if offset and offset.days < 0 else "after"
            ),
            "anchor": forms.ChoiceField(
                label=_("Of"), choices=anchors, required=False, initial=offset.anchor if offset else ""
            ),
        }
        self.fields |= {f"{name}.{key}": field for key, field in part.items()}

    def _offset(self, name: str) -> Offset | None:
        given = self.cleaned_data
        days = given.get(f"{name}.days")
        if days is None:
            return None
        is_before = given[f"{name}.way"] == "before"
        # No days are no days of any kind.
        kind = DayKind(given[f"{name}.kind"]) if days else DayKind.WORKING
        return Offset(-days if is_before else days, kind, given[f"{name}.anchor"])

    def _add_links(self) -> None:
        titles = {step.key: step.title for step in self.document.steps if step.key != self.step.key}
        links: list[StepLink | None] = [*self.step.after, *([None] * _MORE_LINKS)]
        for at, link in enumerate(links):
            choices = [("", "–"), *titles.items()]
            if link is not None and link.key not in titles:
                choices.append((link.key, link.key))
            lag = link.lag_minutes if link else 0
            words = f"{'-' if lag < 0 else ''}{length_text(abs(lag))}" if lag else ""
            self.fields[f"after.{at}.step"] = forms.ChoiceField(
                label=_("Step"), choices=choices, required=False, initial=link.key if link else ""
            )
            self.fields[f"after.{at}.type"] = forms.ChoiceField(
                label=_("How"), choices=_TYPES, initial=link.type if link else "FS"
            )
            self.fields[f"after.{at}.lag"] = LengthTextField(
                label=_("Wait"), required=False, may_be_less=True, initial=words
            )

    def _links(self) -> Iterator[StepLink]:
        count = sum(name.startswith("after.") and name.endswith(".step") for name in self.fields)
        seen = set()
        for at in range(count):
            key, kind, lag = (self.cleaned_data[f"after.{at}.{name}"] for name in ("step", "type", "lag"))
            if key and (key, kind) not in seen:
                seen.add((key, kind))
                yield StepLink(key[:KEY_MOST], kind, lag or 0)

    def _add_roles(self) -> None:
        for role in self.document.roles:
            initial = [letter for letter, _label in _LETTERS if role.key in getattr(self.step, letter)]
            self.fields[f"role.{role.key}"] = forms.MultipleChoiceField(
                label=role.name,
                choices=_LETTERS,
                required=False,
                initial=initial,
                widget=forms.CheckboxSelectMultiple,
            )

    def _of_letter(self, letter: str) -> tuple[str, ...]:
        chosen = {role.key for role in self.document.roles if letter in self.cleaned_data[f"role.{role.key}"]}
        kept = [key for key in getattr(self.step, letter) if key in chosen]
        return (*kept, *(role.key for role in self.document.roles if role.key in chosen - set(kept)))


def anchor_choices(document: PlaybookDocument, offset: Offset | None, *, without: str) -> list[tuple[str, str]]:
    """Return what an offset can count from: dates, and milestones of the playbook."""
    found = [(START, _t("Start of the project")), *((source.key, str(source.label)) for source in anchor_sources)]
    found.append((GO_LIVE, _t("Go-live")))
    known = {key for key, _label in found}
    milestones = [step for step in document.steps if step.is_milestone and step.key not in known | {without}]
    found += [(step.key, f"“{step.title}”") for step in milestones]
    if offset is not None and offset.anchor and offset.anchor not in {key for key, _label in found}:
        found.append((offset.anchor, offset.anchor))
    return found
