import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.files.names import LONGEST, safe_name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/absolute/plan.pdf", "plan.pdf"),
        ("plan.pdf/", "plan.pdf"),
        ("..", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("a\0b.txt", "ab.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("in\u200bvisible.txt", "invisible.txt"),
        ('quo"te<>.txt', "quo_te__.txt"),
        ("CON.txt", "_CON.txt"),
        ("Übersicht – März.xlsx", "Übersicht – März.xlsx"),
        ("U\u0308bersicht.txt", "Übersicht.txt"),
        ("a" * 300 + ".docx", "a" * 115 + ".docx"),
    ],
)
def test_it_makes_a_name_fit(given_name, name):
    assert safe_name(given_name) == name


@given(st.text(max_size=400))
def test_it_always_gives_a_harmless_name(text):
    name = safe_name(text)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\\0\r\n"<>:|?*\u202e')
    assert not name.startswith(".")
    assert safe_name(name) == name
