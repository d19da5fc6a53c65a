"""Short messages that appear at the edge of the page and leave by themselves."""

import json
from enum import StrEnum

from django.http import HttpResponse
from django.utils.encoding import force_str

from milepost.ui.records import Words


class Tone(StrEnum):
    SUCCESS = "success"
    INFO = "info"
    DANGER = "danger"


def toast[R: HttpResponse](response: R, text: Words, tone: str = Tone.SUCCESS) -> R:
    """Make the answer to an htmx request show a toast as well; other triggers of the answer are kept.

    A full page says the same through `django.contrib.messages`.
    """
    return trigger(response, "toast", {"text": force_str(text), "tone": str(tone)})


def trigger[R: HttpResponse](response: R, event: str, detail: object = None) -> R:
    """Make htmx send `event` in the page when the answer arrives, beside what it triggers already."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps({**events, event: detail})
    return response
