"""What gathers around a task, by the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

JSON = "application/json"
MATCH = {"If-Match": "*"}


@pytest.fixture
def task_url(world) -> str:
    return f"/api/v1/tasks/{world.task.pk}"


@pytest.fixture
def client(calling, max_):
    return calling(max_)


def test_it_ticks_renames_and_moves_a_step(client, world, task_url):
    client.post(f"{task_url}/steps", {"text": "Clean"}, content_type=JSON)
    url = f"{task_url}/steps/{world.step.pk}"
    changes = {"is_done": True, "text": "Export all", "place": 1}
    answer = client.patch(url, changes, content_type=JSON, headers={"If-Match": client.get(url)["ETag"]}).json()
    assert (answer["text"], answer["is_done"], answer["position"]) == ("Export all", True, 1)
    assert client.patch(url, {"text": "X"}, content_type=JSON, headers={"If-Match": '"old"'}).status_code == 412
    listed = client.get(f"{task_url}/steps").json()["items"]
    assert [step["text"] for step in listed] == ["Clean", "Export all"]


def test_it_says_a_comment_once_by_its_key(client, task_url):
    for _attempt in range(2):
        sent = client.post(
            f"{task_url}/comments", {"text": "Ready"}, content_type=JSON, headers={"Idempotency-Key": "say-it-once-1"}
        )
        assert sent.status_code == 201
    texts = [comment["text"] for comment in client.get(f"{task_url}/comments").json()["items"]]
    assert texts == ["Ready", "It runs."]


def test_it_reaches_nothing_of_another_task(client, world):
    other = f"/api/v1/tasks/{world.later_task.pk}"
    for path in (f"steps/{world.step.pk}", f"comments/{world.comment.pk}"):
        assert client.get(f"{other}/{path}").status_code == 404
        assert client.delete(f"{other}/{path}", headers=MATCH).status_code == 404
    assert client.delete(f"{other}/files/{world.task_file.pk}", headers=MATCH).status_code == 404
    assert client.delete(f"{other}/watchers/{world.watcher.pk}").status_code == 404


def test_it_is_held_up_by_one_thing_at_a_time(client, task_url):
    block = {"why": "Again", "side": "ours"}
    assert client.post(f"{task_url}/blocks", block, content_type=JSON).status_code == 409
    assert client.post(f"{task_url}/unblock").json()["until"]
    assert client.post(f"{task_url}/unblock").status_code == 422
    later = {**block, "since": "2190-01-01T00:00:00Z"}
    assert client.post(f"{task_url}/blocks", later, content_type=JSON).status_code == 422


def test_nobody_ends_what_others_are_told(calling, lena, world, task_url):
    assert calling(lena).delete(f"{task_url}/watchers/{world.watcher.pk}").status_code == 403


def test_a_file_of_a_task_is_downloaded_like_any(client, task_url):
    sent = client.post(f"{task_url}/files", {"file": SimpleUploadedFile("b.csv", b"a,b\n3,4\n")}).json()
    assert b"".join(client.get(f"/api/v1/files/{sent['id']}/content").streaming_content) == b"a,b\n3,4\n"
