"""The addresses of the room's pages."""

from django.urls import path

from milepost.flows.views import requests

app_name = "flows"
urlpatterns = [
    path("requests/<int:pk>/project/", requests.request_project, name="request-project"),
    path("requests/<int:pk>/task/", requests.request_task, name="request-task"),
]
