"""How a field is drawn: tied to its label, help and errors."""

import pytest
from django import forms


class Sample(forms.Form):
    name = forms.CharField(help_text="As on the contract")
    note = forms.CharField(required=False, widget=forms.Textarea)
    role = forms.ChoiceField(choices=[("a", "Admin"), ("m", "Member")])
    tone = forms.ChoiceField(choices=[("x", "Loud"), ("y", "Calm")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree", required=False)


def test_it_ties_help_and_errors_to_the_widget():
    html = str(Sample({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(
    ("name", "css"),
    [("name", "form-control"), ("note", "form-control"), ("role", "form-select"), ("agreed", "form-check-input")],
)
def test_it_gives_each_widget_its_class(name, css):
    assert f'class="{css}"' in str(Sample()[name])


def test_it_says_what_may_be_left_out():
    assert "optional" in Sample()["note"].as_field_group()
    assert "optional" not in Sample()["name"].as_field_group()
    assert "optional" not in Sample()["agreed"].as_field_group()


def test_it_groups_choices_under_a_legend():
    html = Sample()["tone"].as_field_group()
    assert "<legend" in html
    assert 'for="id_tone_0"' in html
    assert html.count('type="radio"') == 2


def test_it_escapes_what_people_wrote():
    assert "<script>" not in str(Sample({"name": "<script>"}))
