import pytest

from milepost.ui.lists.exporting import harmless
from milepost.ui.testing import FORMULAS


@pytest.mark.parametrize("text", FORMULAS)
def test_it_makes_no_formula_of_any_text(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["Ann", "a=b", "1-2", "…", "Ünal"])
def test_it_leaves_other_texts_alone(text):
    assert harmless(text) == text
