"""The addresses of the room's pages, a section for each foreign system."""

from django.urls import URLPattern

app_name = "integrations"
urlpatterns: list[URLPattern] = []
