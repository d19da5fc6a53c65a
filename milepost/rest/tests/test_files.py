from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.files.public import StoredFile


def upload(client, content=b"a,b\n1,2\n", name="numbers.csv"):
    return client.post("/api/v1/files", {"file": SimpleUploadedFile(name, content)})


def test_it_takes_a_file_and_gives_it_back(calling, world, lena):
    client = calling(lena)
    made = upload(client)
    assert (made.status_code, made.json()["name"], made.json()["size"]) == (201, "numbers.csv", 8)
    assert client.get(made["Location"]).json() == made.json()
    content = client.get(made["Location"] + "/content")
    assert content.getvalue() == b"a,b\n1,2\n"
    assert content["Content-Disposition"].startswith("attachment")
    assert content["X-Content-Type-Options"] == "nosniff"
    assert [item["id"] for item in client.get("/api/v1/files").json()["items"]] == [made.json()["id"]]


def test_it_refuses_what_is_not_fit_to_keep(calling, world, lena):
    response = upload(calling(lena), b"MZ\x90\x00\x03", "setup.exe")
    assert (response.status_code, response.json()["code"]) == (422, "file-type")


def test_it_asks_for_a_form(calling, world, lena):
    response = calling(lena).post("/api/v1/files", {"file": "x"}, content_type="application/json")
    assert (response.status_code, response["Accept"]) == (415, "multipart/form-data")


def test_it_deletes(calling, world, max_):
    client = calling(max_)
    path = f"/api/v1/files/{world.file.pk}"
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": client.get(path)["ETag"]}).status_code == 204
    assert not StoredFile.objects.filter(pk=world.file.pk).exists()
