def test_it_shows_ones_own_work(calling, world, max_, ada):
    assert [item["title"] for item in calling(max_).get("/api/v1/work").json()["items"]] == ["Export"]
    assert calling(ada).get("/api/v1/work").json()["items"] == []


def test_it_stops_what_waits(calling, world, max_):
    client = calling(max_)
    assert client.post(f"/api/v1/work/{world.work.pk}/cancel").json()["state"] == "cancelled"
    assert client.get(f"/api/v1/work/{world.work.pk}").json()["cancel_requested"] is True
