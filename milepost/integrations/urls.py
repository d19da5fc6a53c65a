"""The addresses of the room's pages, a section for each foreign system."""

from django.urls import URLPattern, path

from milepost.integrations.mail import views as mail

app_name = "integrations"
urlpatterns: list[URLPattern] = [
    # mail
    path("settings/mailbox/", mail.mailbox_state, name="mailbox"),
    path("settings/mailbox/read/", mail.mailbox_poll, name="mailbox-poll"),
]
