"""How forms are drawn: every form of the product, allauth's too, goes through `components/form.html` and `field.html`.

Nothing is asked of a form class. `{{ form }}` draws all its fields, `{{ form.name.as_field_group }}` one.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Widget

_CHECKS = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


def css_class(widget: Widget) -> str:
    """Return the class that Tabler wants on the widget's element."""
    if isinstance(widget, _CHECKS):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


class Field(BoundField):
    """A bound field whose widget carries Tabler's class; Django ties help and errors to it by aria-describedby."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Add the class to what Django adds."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        wrong = " is-invalid" if self.errors else ""
        built["class"] = f"{css_class(widget)}{wrong} {widget.attrs.get('class', '')}".strip()
        return built

    @property
    def is_check(self) -> bool:
        """Say whether it is one box with its words behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_optional(self) -> bool:
        """Say whether the label should tell that nothing need be given; boxes never need to."""
        return not self.field.required and not isinstance(self.field.widget, _CHECKS)


class FormRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = Field
