"""The addresses of the portal."""

from django.urls import path, re_path

from milepost.portal.views import entrance, home

app_name = "portal"
urlpatterns = [
    path("portal/", home.home, name="home"),
    path("portal/looks.css", entrance.looks, name="looks"),
    # Last: nothing below /portal/ is answered by a page of the staff.
    re_path(r"^portal/.+$", entrance.unknown, name="unknown"),
]
