import pytest

from milepost.identity.public import Role, User, change_user


def url(person, field="title"):
    return f"/lists/people/rows/{person.pk}/{field}/"


def fresh(person):
    return User.objects.get(pk=person.pk)


def test_it_writes_a_cell_and_answers_with_the_row(signed_in, ada, max_):
    answer = signed_in(ada).post(url(max_), {"value": " CSM ", "version": "1", "seen": ""})
    assert answer.status_code == 200
    assert 'data-version="2"' in answer.content.decode()
    assert fresh(max_).title == "CSM"


def test_it_shows_both_values_when_somebody_was_quicker(signed_in, ada, max_):
    change_user(fresh(max_), {"title": "Theirs"}, actor=ada.as_actor())
    answer = signed_in(ada).post(url(max_), {"value": "Mine", "version": "1", "seen": ""})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Theirs" in text
    assert "Mine" in text
    assert fresh(max_).title == "Theirs"


def test_it_does_not_mind_a_change_of_another_field(signed_in, ada, max_):
    change_user(fresh(max_), {"role": Role.LEAD}, actor=ada.as_actor())
    assert signed_in(ada).post(url(max_), {"value": "CSM", "version": "1", "seen": ""}).status_code == 200
    assert (fresh(max_).title, fresh(max_).role) == ("CSM", "lead")


@pytest.mark.parametrize(("field", "value"), [("role", "boss"), ("active", "perhaps"), ("title", "a\x00b")])
def test_it_refuses_a_wrong_value(signed_in, ada, max_, field, value):
    answer = signed_in(ada).post(url(max_, field), {"value": value, "version": "1"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert fresh(max_).version == 1


def test_it_tells_the_rule_that_stands_in_the_way(signed_in, ada):
    answer = signed_in(ada).post(url(ada, "role"), {"value": "viewer", "version": "1", "seen": "admin"})
    assert answer.status_code == 422
    assert "only active admin" in answer.content.decode()


def test_it_refuses_those_who_may_not_edit(signed_in, max_, victor):
    assert signed_in(victor).post(url(max_), {"value": "x", "version": "1"}).status_code == 403
    assert fresh(max_).title == ""


def test_it_knows_no_field_that_cannot_be_edited(signed_in, ada, max_):
    assert signed_in(ada).get(url(max_, "email")).status_code == 404
    assert signed_in(ada).get(url(max_, "nothing")).status_code == 404
    assert signed_in(ada).get("/lists/people/rows/99999/title/").status_code == 404
    assert signed_in(ada).get("/lists/people/rows/x/title/").status_code == 404
