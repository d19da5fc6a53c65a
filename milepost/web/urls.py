"""The addresses of the staff's pages."""

from django.urls import path

from milepost.web import today

app_name = "web"
urlpatterns = [path("", today.today, name="today")]
