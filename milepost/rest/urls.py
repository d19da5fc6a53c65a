"""Mounts the API, its document and the page that shows it."""

from django.urls import path

from milepost.rest import document
from milepost.rest.api import api

app_name = "rest"
urlpatterns = [
    path("openapi.json", document.openapi, name="openapi"),
    path("docs", document.page, name="docs"),
    *api.routes,
]
