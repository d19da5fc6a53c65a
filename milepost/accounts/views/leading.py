"""What the room's views share."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from milepost.ui.public import in_drawer


def leading_to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on to a page, out of the drawer as well."""
    return HttpResponse(headers={"HX-Redirect": url}) if in_drawer(request) else redirect(url)


def moved[R](rows: Sequence[R], row: R, direction: str) -> list[R]:
    """Return the rows with one of them a place further up or down; at the end it stays."""
    order: list[Any] = [one for one in rows if one != row]
    place = list(rows).index(row) + (-1 if direction == "up" else 1)
    order.insert(max(0, place), row)
    return order
