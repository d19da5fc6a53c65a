from milepost.apikit.limits import SlidingWindow


def at(monkeypatch, seconds):
    monkeypatch.setattr("milepost.apikit.limits.time.monotonic", lambda: seconds)


def test_it_counts_down_and_refuses(monkeypatch):
    at(monkeypatch, 600.0)
    window = SlidingWindow()
    assert [window.spend("a", 3).remaining for _ in range(3)] == [2, 1, 0]
    assert window.spend("a", 3).is_exceeded
    assert not window.spend("b", 3).is_exceeded


def test_it_slides(monkeypatch):
    window = SlidingWindow()
    at(monkeypatch, 600.0)
    for _ in range(10):
        window.spend("a", 10)
    at(monkeypatch, 660.0)
    assert window.look("a", 10).is_exceeded, "the whole minute before still counts"
    at(monkeypatch, 690.0)
    assert window.look("a", 10).remaining == 5, "half of it has gone"
    at(monkeypatch, 780.0)
    assert window.look("a", 10).remaining == 10


def test_it_costs_nothing_to_look(monkeypatch):
    at(monkeypatch, 600.0)
    window = SlidingWindow()
    for _ in range(5):
        window.look("a", 2)
    assert window.spend("a", 2).remaining == 1


def test_it_limits_a_key(calling, ada, settings):
    settings.API_RATE_PER_MINUTE = 3
    client = calling(ada)
    first = client.get("/api/teams")
    assert first["RateLimit-Policy"] == '"key";q=3;w=60'
    assert first["RateLimit"].startswith('"key";r=2;t=')
    client.get("/api/teams")
    client.get("/api/teams")
    refused = client.get("/api/teams")
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
    assert int(refused["Retry-After"]) > 0
    assert calling(ada).get("/api/teams").status_code == 200, "another token has its own limit"


def test_it_shares_the_limit_among_the_processes(calling, ada, settings):
    settings.API_RATE_PER_MINUTE, settings.WEB_PROCESSES = 10, 4
    assert calling(ada).get("/api/teams")["RateLimit-Policy"] == '"key";q=2;w=60'
