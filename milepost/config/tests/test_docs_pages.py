import pytest

from milepost.config import docs


@pytest.mark.parametrize("name", docs.PAGES)
def test_the_reference_pages_say_what_the_code_says(name):
    assert docs.PAGES[name]() == (docs.DOCS / name).read_text(), "run: bin/docs"


def test_it_names_every_command_and_setting():
    assert "## milepost token create" in docs.commands_page()
    assert "Exit codes" in docs.commands_page()
    assert "`MILEPOST_DATA_DIR`" in docs.settings_page()
    assert "`DATABASE_URL`" in docs.settings_page()


def test_it_notices_a_page_that_is_out_of_date(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    assert docs.main(["--check"]) == 1
    assert "settings.md is out of date" in capsys.readouterr().err
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
