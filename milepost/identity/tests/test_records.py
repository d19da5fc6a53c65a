from pathlib import Path

from milepost.identity.records import RIGHT_WORDS, RIGHTS_OF_ROLE, Right, Role, rights_table

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "people-and-rights.md"


def test_it_says_in_the_document_what_each_role_may():
    assert rights_table() in DOCUMENT.read_text(), "put this there:\n" + rights_table()


def test_it_has_words_for_every_right_and_rights_for_every_role():
    assert set(RIGHT_WORDS) == set(Right)
    assert set(RIGHTS_OF_ROLE) == set(Role.values)


def test_it_gives_only_admins_what_concerns_everyone():
    for role in set(Role.values) - {Role.ADMIN}:
        assert not RIGHTS_OF_ROLE[role] & {Right.MANAGE_PEOPLE, Right.READ_AUDIT, Right.MANAGE_JOBS}


def test_it_lets_a_contributor_see_only_what_they_are_named_on_and_a_viewer_change_nothing():
    assert Right.READ_ALL not in RIGHTS_OF_ROLE[Role.CONTRIBUTOR]
    assert Right.EXPORT not in RIGHTS_OF_ROLE[Role.CONTRIBUTOR]
    assert Right.WRITE not in RIGHTS_OF_ROLE[Role.VIEWER]
