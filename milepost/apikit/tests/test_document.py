from milepost.apikit.tests.urls import api


def operation(path, method):
    return api.document["paths"][f"/api{path}"][method]


def test_it_is_openapi_31():
    assert api.document["openapi"].startswith("3.1")


def test_it_says_what_an_operation_needs():
    admin = operation("/admin", "get")
    assert admin["security"] == [{"token": ["admin"]}, {"session": []}]
    assert "Needs the scope `admin` and the right `read-audit`." in admin["description"]


def test_it_says_what_every_operation_may_answer():
    for item in api.document["paths"].values():
        for described in item.values():
            assert {401, 403, 422, 429} <= set(described["responses"])
    assert {400, 409, 412, 413, 415, 428} <= set(operation("/teams/{team_id}", "patch")["responses"])


def test_it_refers_only_to_what_is_there():
    components = api.document["components"]

    def walk(node):
        if isinstance(node, dict):
            for name, value in node.items():
                if name == "$ref":
                    _hash, _components, kind, key = value.split("/")
                    assert key in components[kind], value
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(api.document)


def test_it_names_the_headers_that_an_operation_reads():
    names = {parameter["name"] for parameter in operation("/teams/{team_id}", "patch")["parameters"]}
    assert {"team_id", "If-Match", "Idempotency-Key"} <= names
    names = {parameter["name"] for parameter in operation("/teams/{team_id}", "get")["parameters"]}
    assert {"team_id", "If-None-Match", "fields", "expand"} <= names
