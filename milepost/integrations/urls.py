"""The addresses of the room's pages, a section for each foreign system."""

from django.urls import URLPattern, path

from milepost.integrations.csv.views import imports, setting_up
from milepost.integrations.feeds import views as feeds
from milepost.integrations.ics import views as ics
from milepost.integrations.mail import views as mail
from milepost.integrations.webhooks import views as webhooks

app_name = "integrations"
urlpatterns: list[URLPattern] = [
    # calendars
    path("calendars/<str:token>/milepost.ics", ics.calendar_read, name="calendar-read"),
    path("projects/<int:pk>/calendar/", ics.project_calendar, name="project-calendar"),
    path("settings/calendars/", ics.calendar_list, name="calendar-list"),
    path("settings/calendars/new/", ics.calendar_open, name="calendar-open"),
    path("settings/calendars/<int:pk>/close/", ics.calendar_close, name="calendar-close"),
    path("settings/calendars/<int:pk>/exchange/", ics.calendar_exchange, name="calendar-exchange"),
    # imports
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_new, name="import-new"),
    path("imports/<int:pk>/", imports.import_detail, name="import-detail"),
    path("imports/<int:pk>/act/", imports.import_act, name="import-act"),
    path("imports/<int:pk>/refused.csv", imports.import_refusals, name="import-refusals"),
    path("imports/<int:pk>/setup/", setting_up.import_setup, name="import-setup"),
    # repeated imports
    path("imports/repeated/", feeds.feed_list, name="feed-list"),
    path("imports/repeated/new/", feeds.feed_new, name="feed-new"),
    path("imports/repeated/<int:pk>/", feeds.feed_detail, name="feed-detail"),
    path("imports/repeated/<int:pk>/act/", feeds.feed_act, name="feed-act"),
    path("imports/repeated/<int:pk>/answer/", feeds.feed_answer, name="feed-answer"),
    path("imports/repeated/<int:pk>/delete/", feeds.feed_delete, name="feed-delete"),
    path("imports/repeated/<int:pk>/edit/", feeds.feed_edit, name="feed-edit"),
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
