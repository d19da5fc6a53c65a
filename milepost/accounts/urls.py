"""The addresses of the room's pages, in alphabetical sections."""

from django.urls import path

from milepost.ui.public import list_page

app_name = "accounts"
urlpatterns = [
    # accounts
    path("accounts/", list_page("accounts"), name="account-list"),
]
