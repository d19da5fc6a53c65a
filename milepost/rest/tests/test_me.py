def test_it_says_who_one_is_and_what_one_may_do(calling, lena):
    me = calling(lena, "read").get("/api/v1/me").json()
    assert (me["email"], me["role"], me["scopes"]) == ("lena@example.com", "lead", ["read"])
    assert "manage-teams" in me["rights"]
    assert "manage-people" not in me["rights"]


def test_it_changes_preferences(calling, max_):
    client = calling(max_)
    response = client.patch(
        "/api/v1/me", {"timezone": "Europe/Zurich"}, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert (response.status_code, response.json()["timezone"], response["ETag"]) == (200, "Europe/Zurich", '"2"')


def test_it_refuses_a_time_zone_that_there_is_not(calling, max_):
    response = calling(max_).patch(
        "/api/v1/me", {"timezone": "Mars/Base"}, content_type="application/json", headers={"If-Match": "*"}
    )
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/timezone"


def test_it_does_not_let_one_promote_oneself(calling, max_):
    response = calling(max_).patch(
        "/api/v1/me", {"role": "admin"}, content_type="application/json", headers={"If-Match": "*"}
    )
    assert response.status_code == 422
    max_.refresh_from_db()
    assert max_.role == "member"
