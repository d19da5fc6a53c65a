"""What the forms of the portal send along."""

from django.http import HttpRequest

_DIGITS_MOST = 18


def posted_version(request: HttpRequest) -> int | None:
    """Return the version of what somebody saw; None where the form says none."""
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= _DIGITS_MOST else None
