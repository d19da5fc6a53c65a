def fields(client, key):
    return {field["key"]: field for field in client.get(f"/api/v1/lists/{key}").json()["fields"]}


def test_it_says_what_a_list_can_be_asked(calling, ada):
    role = fields(calling(ada), "people")["role"]
    assert role == {
        "key": "role",
        "label": "Role",
        "type": "choice",
        "ops": ["any_of", "none_of", "unknown", "known"],
        "is_sortable": True,
    }


def test_it_hides_fields_and_lists_that_are_not_for_the_caller(calling, ada, max_):
    assert "last_login" in fields(calling(ada), "people")
    assert "last_login" not in fields(calling(max_), "people")
    assert calling(max_).get("/api/v1/lists/audit").status_code == 404
    keys = [item["key"] for item in calling(max_).get("/api/v1/lists").json()["items"]]
    assert "people" in keys
    assert "audit" not in keys
