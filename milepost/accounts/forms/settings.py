"""Forms of what each installation says of its own: stages, values, tags, custom fields."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from milepost.accounts.forms.accounts import LinesField
from milepost.accounts.models import CustomField, Option, Stage, Tag
from milepost.accounts.records import RecordKind
from milepost.identity.records import RIGHT_WORDS


class _Guarded(forms.ModelForm[Any]):
    """A form that carries the version that it was drawn with; what is unique, the action says."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, instance: Any = None, **options: Any) -> None:
        initial = (
            {"version": instance.version, **options.pop("initial", {})} if instance else options.pop("initial", {})
        )
        super().__init__(data, instance=instance, initial=initial, **options)

    def validate_unique(self) -> None:
        """Leave it to the action, which compares without case."""


class StageSettingsForm(_Guarded):
    class Meta:
        model = Stage
        fields = ("name", "kind")


class OptionForm(_Guarded):
    class Meta:
        model = Option
        fields = ("name",)


class TagForm(_Guarded):
    class Meta:
        model = Tag
        fields = ("name",)


class LiftForm(forms.Form):
    """The address of somebody who was erased, and why it may be let in again."""

    address = forms.CharField(label=gettext_lazy("Mail address"), max_length=254)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, help_text=gettext_lazy("It stays in the log; no names.")
    )


class MergeTagForm(forms.Form):
    """The tag that takes another one's place."""

    into = forms.ModelChoiceField(
        Tag.objects.none(), label=gettext_lazy("Into"), empty_label=gettext_lazy("Choose a tag")
    )

    def __init__(self, tag: Tag, data: Any = None) -> None:
        super().__init__(data)
        others = Tag.objects.exclude(pk=tag.pk).order_by("name")
        self.fields["into"].queryset = others  # type: ignore[attr-defined] # a model choice field


class CustomFieldForm(_Guarded):
    """A custom field as it is changed; `type` is chosen once, when it is declared."""

    choices = LinesField(label=gettext_lazy("Choices"), help_text=gettext_lazy("One a line; for choice fields only."))

    class Meta:
        model = CustomField
        fields = ("label", "definition", "right")

    def __init__(self, data: Any = None, instance: CustomField | None = None) -> None:
        initial = {"choices": "\n".join(instance.choices)} if instance else {}
        super().__init__(data, instance, initial=initial)
        everyone = ("", gettext_lazy("Everyone who sees the record"))
        self.fields["right"] = forms.ChoiceField(
            label=gettext_lazy("Seen by"),
            choices=[
                everyone,
                *[
                    (right.value, format_lazy(gettext_lazy("Those who may {what}"), what=words))
                    for right, words in RIGHT_WORDS.items()
                ],
            ],
            required=False,
        )

    def _post_clean(self) -> None:
        """Leave the record as it is: the action writes it."""


class NewCustomFieldForm(CustomFieldForm):
    record_kind = forms.ChoiceField(label=gettext_lazy("Of"), choices=RecordKind.choices)

    class Meta(CustomFieldForm.Meta):
        fields = ("label", "type", "definition", "right")  # type: ignore[assignment] # one more than the parent's
