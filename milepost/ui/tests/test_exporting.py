import pytest

from milepost.ui.lists.exporting import harmless

NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20a",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", NASTY)
def test_it_makes_no_formula_of_any_text(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["Ann", "a=b", "1-2", "…", "Ünal"])
def test_it_leaves_other_texts_alone(text):
    assert harmless(text) == text
