"""Mounts the API."""

from django.urls import path

from milepost.rest.api import api

urlpatterns = [path("", api.urls)]
