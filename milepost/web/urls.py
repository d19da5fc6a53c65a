"""The addresses of the staff's pages, in alphabetical sections."""

from django.urls import path

from milepost.web import palette, today
from milepost.web.settings import index

app_name = "web"
urlpatterns = [
    # palette
    path("palette/", palette.palette, name="palette"),
    # settings
    path("settings/", index.settings_index, name="settings"),
    # today
    path("", today.today, name="today"),
]
