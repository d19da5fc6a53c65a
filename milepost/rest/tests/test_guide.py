"""The examples of docs/api.md, run in their order."""

import re
import shlex
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.identity.public import issue_token

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "api.md"
EXAMPLES = [block for block in re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL) if "curl" in block]
STATUSES = [200, 200, 200, 201, 200, 304, 422, 201]


def curl(line, url, token):
    """Send what a line of curl would send."""
    words = shlex.split(line.replace("\\\n", " ").replace("$URL", url).replace("$TOKEN", token))
    address, method, headers, body, query, form = "", "GET", {}, None, [], {}
    arguments = iter(words[1:])
    for word in arguments:
        if word == "-X":
            method = next(arguments)
        elif word == "-H":
            name, _colon, value = next(arguments).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(arguments)
        elif word == "--data-urlencode":
            query.append(tuple(next(arguments).split("=", 1)))
        elif word == "-F":
            name, _at, file = next(arguments).partition("=@")
            form[name] = SimpleUploadedFile(file, b"name\nAda\n")
            method = "POST"
        elif not word.startswith("-"):
            address = word
    parts = urlsplit(address)
    query += parse_qsl(parts.query)
    path = parts.path + (f"?{urlencode(query)}" if query else "")
    client = Client()
    if form:
        return client.post(path, form, headers=headers)
    return client.generic(method, path, body or "", headers.pop("Content-Type", ""), headers=headers)


@pytest.mark.django_db(reset_sequences=True, transaction=True)
def test_it_runs_every_example(make_user, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    ada = make_user("Ada", "admin")
    _token, secret = issue_token(ada, "Guide", ["read", "write"], None, ada.as_actor())
    answers = [curl(example, "http://testserver", secret) for example in EXAMPLES]
    assert [answer.status_code for answer in answers] == STATUSES, [answer.content for answer in answers]
    assert answers[3].json()["id"] == 1, "the examples after it name this team"


def test_it_stays_short():
    assert len(GUIDE.read_text().splitlines()) <= 100
