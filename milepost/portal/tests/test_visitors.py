from milepost.portal.testing import let_in


def test_it_greets_whoever_has_an_open_session(access):
    answer = let_in(access).get("/portal/")
    assert answer.status_code == 200
    assert "Mona Lind" in answer.text
    assert "css/portal.css" in answer.text
    assert "tabler" not in answer.text


def test_it_tells_a_stranger_nothing(access, client):
    answer = client.get("/portal/")
    assert answer.status_code == 403
    assert "Northwind" not in answer.text
    assert "Mona" not in answer.text


def test_it_leads_a_fragment_of_a_stranger_to_the_page(client, db):
    answer = client.get("/portal/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (404, "/portal/")


def test_it_answers_an_unknown_address_with_a_page_of_its_own(access):
    answer = let_in(access).get("/portal/there/is/nothing/")
    assert answer.status_code == 404
    assert "tabler" not in answer.text
