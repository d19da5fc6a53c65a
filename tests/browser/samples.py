"""Pages that exist only in tests: one of each mechanism, under /sample/, beside the product's own addresses."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from milepost.config.urls import handler400, handler403, handler404, handler500
from milepost.config.urls import urlpatterns as product
from milepost.lib.errors import Conflict
from milepost.ui.public import toast, trigger

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

PAGE = """
{% extends "ui/page.html" %}{% load ui %}
{% block page_title %}Samples{% endblock %}
{% block page_lede %}One of each{% endblock %}
{% block page_actions %}<a class="btn btn-primary" href="/sample/row/1/" data-drawer>First row</a>{% endblock %}
{% block content %}
<p><a class="btn" href="/sample/row/2/" data-drawer>Second row</a>
<a class="btn" href="/sample/row/404/" data-drawer>Missing row</a></p>
<button class="btn" hx-post="/sample/write/" hx-swap="none">Write</button>
<button class="btn" hx-post="/sample/refused/" hx-swap="none">Refused</button>
<button class="btn" hx-get="/sample/away/" hx-swap="none">Away</button>
<form method="post" action="/sample/delete/">{% csrf_token %}
  <button class="btn" data-confirm="Delete this view?" data-confirm-text="Three people use it."
    data-confirm-yes="Delete" data-confirm-tone="danger">Delete</button></form>
<form method="post" action="/sample/slow/">{% csrf_token %}
  <button class="btn" name="which" value="one">Slow</button></form>
<p id="written">{{ request.session.written|default:0 }}</p>
{% endblock %}
"""
ROW = """
{% extends frame %}
{% block page_title %}Row {{ number }}{% endblock %}
{% block content %}<label for="name">Name</label> <input id="name" class="form-control">
<a class="btn" href="/sample/row/3/" data-drawer>Next</a>
<button class="btn" hx-post="/sample/row/{{ number }}/" hx-swap="none">Save</button>{% endblock %}
"""


def show(request: HttpRequest, source: str, **values: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(values, request))


def page(request: HttpRequest) -> HttpResponse:
    return show(request, PAGE)


def row(request: HttpRequest, number: int) -> HttpResponse:
    if request.method == "POST":
        count(request)
        return trigger(toast(HttpResponse(), "Saved the row"), "drawer:changed")
    return HttpResponse(status=404) if number == 404 else show(request, ROW, number=number)


def count(request: HttpRequest) -> None:
    request.session["written"] = request.session.get("written", 0) + 1


def write(request: HttpRequest) -> HttpResponse:
    count(request)
    return toast(HttpResponse(), "Saved the view")


def refused(request: HttpRequest) -> HttpResponse:
    raise Conflict("stale", "Lena renamed it.")


def delete(request: HttpRequest) -> HttpResponse:
    count(request)
    messages.success(request, "Deleted the view")
    return page(request)


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(0.4)
    count(request)
    assert request.POST["which"] == "one"
    return page(request)


urlpatterns = [
    path("sample/", page),
    path("sample/row/<int:number>/", row),
    path("sample/write/", write),
    path("sample/refused/", refused),
    path("sample/delete/", delete),
    path("sample/slow/", slow),
    *product,
]
