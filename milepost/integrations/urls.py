"""The addresses of the room's pages, a section for each foreign system."""

from django.urls import URLPattern, path

from milepost.integrations.mail import views as mail
from milepost.integrations.webhooks import views as webhooks

app_name = "integrations"
urlpatterns: list[URLPattern] = [
    # mail
    path("settings/mailbox/", mail.mailbox_state, name="mailbox"),
    path("settings/mailbox/read/", mail.mailbox_poll, name="mailbox-poll"),
    # webhooks
    path("webhooks/", webhooks.webhook_list, name="webhook-list"),
    path("webhooks/new/", webhooks.webhook_new, name="webhook-new"),
    path("webhooks/<int:pk>/", webhooks.webhook_detail, name="webhook-detail"),
    path("webhooks/<int:pk>/delete/", webhooks.webhook_delete, name="webhook-delete"),
    path("webhooks/<int:pk>/edit/", webhooks.webhook_edit, name="webhook-edit"),
    path("webhooks/<int:pk>/secret/", webhooks.webhook_secret, name="webhook-secret"),
    path("webhooks/<int:pk>/switch/", webhooks.webhook_switch, name="webhook-switch"),
    path("webhooks/<int:pk>/test/", webhooks.webhook_test, name="webhook-test"),
    path("webhooks/messages/<int:pk>/", webhooks.message_detail, name="webhook-message"),
    path("webhooks/messages/<int:pk>/again/", webhooks.message_again, name="webhook-message-again"),
]
