def texts(response):
    return [item["text"] for item in response.json()["items"]]


def test_it_lists_and_marks_read(calling, world, max_):
    client = calling(max_)
    before = texts(client.get("/api/v1/notifications?state=unread"))
    assert "Look at this" in before
    assert client.post(f"/api/v1/notifications/{world.notification.pk}/read").json()["read_at"]
    assert texts(client.get("/api/v1/notifications?state=unread")) == [one for one in before if one != "Look at this"]
    assert texts(client.get("/api/v1/notifications")) == before


def test_it_marks_all_of_ones_own_read(calling, world, max_, ada):
    assert calling(ada).post("/api/v1/notifications/read").json() == {"marked": 0}
    unread = texts(calling(max_).get("/api/v1/notifications?state=unread"))
    assert unread
    assert calling(max_).post("/api/v1/notifications/read").json() == {"marked": len(unread)}
    assert texts(calling(max_).get("/api/v1/notifications?state=unread")) == []


def test_it_shows_nobody_elses(calling, world, ada):
    assert texts(calling(ada).get("/api/v1/notifications")) == []
