"""Today, while nothing needs anybody."""


def test_it_says_that_nothing_needs_the_person(signed_in, max_):
    answer = signed_in(max_).get("/")
    assert "Nothing needs you now" in answer.text
    assert "Invite a colleague" not in answer.text


def test_it_offers_an_admin_the_first_step(signed_in, ada):
    assert "Invite a colleague" in signed_in(ada).get("/").text


def test_it_counts_what_is_unread(signed_in, max_):
    from milepost.identity.public import notify

    notify(max_, "test", "One", "/")
    notify(max_, "test", "Two", "/")
    assert "2 unread" in signed_in(max_).get("/").text


def test_it_sends_a_stranger_to_sign_in(client, db):
    assert client.get("/")["Location"].startswith("/sign-in/login/")


def test_it_knows_no_post(signed_in, max_):
    assert signed_in(max_).post("/").status_code == 405
