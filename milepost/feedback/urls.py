"""The addresses of the room's pages."""

from django.urls import path

from milepost.feedback.views import requests
from milepost.ui.public import list_page

app_name = "feedback"
urlpatterns = [
    path("accounts/<int:pk>/requests/", requests.account_requests, name="account-requests"),
    path("requests/", list_page("requests"), name="request-list"),
    path("requests/<int:pk>/", requests.request_detail, name="request-detail"),
    path("requests/<int:pk>/step/", requests.request_step, name="request-step"),
    path("requests/new/", requests.request_new, name="request-new"),
    path("requests/times/", requests.request_times, name="request-times"),
    path("touchpoints/<int:pk>/request/", requests.request_of_touchpoint, name="touchpoint-request"),
]
