"""The addresses of the staff's pages, in alphabetical sections."""

from django.urls import path

from milepost.web import palette, today, work
from milepost.web.settings import index

app_name = "web"
urlpatterns = [
    # palette
    path("palette/", palette.palette, name="palette"),
    # settings
    path("settings/", index.settings_index, name="settings"),
    # today
    path("", today.today, name="today"),
    # work
    path("work/", work.work_tray, name="work-tray"),
    path("work/<int:work_id>/", work.work_detail, name="work-detail"),
    path("work/<int:work_id>/cancel/", work.work_cancel, name="work-cancel"),
]
