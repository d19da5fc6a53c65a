"""The addresses of the portal."""

from django.urls import path, re_path

from milepost.portal.views import answers, arrival, days, documents, entrance, own_sessions, requests, tasks

app_name = "portal"
urlpatterns = [
    path("portal/", documents.home, name="home"),
    path("portal/code/", arrival.code, name="code"),
    path("portal/devices/", own_sessions.devices, name="devices"),
    path("portal/devices/<int:pk>/end/", own_sessions.device_end, name="device-end"),
    path("portal/in/", arrival.arrive, name="arrive"),
    path("portal/in/<str:token>/", arrival.link, name="link"),
    path("portal/switch/<int:pk>/", own_sessions.switch, name="switch"),
    path("portal/looks.css", entrance.looks, name="looks"),
    path("portal/tasks/<int:pk>/", tasks.task_detail, name="task"),
    path("portal/tasks/<int:pk>/done/", tasks.task_report, name="task-report"),
    path("portal/tasks/<int:pk>/comments/", tasks.task_say, name="task-say"),
    path("portal/tasks/<int:pk>/files/", tasks.task_file, name="task-file"),
    path("portal/tasks/<int:pk>/day/", days.task_day, name="task-day"),
    path("portal/days/<int:pk>/withdraw/", days.day_withdraw, name="day-withdraw"),
    path("portal/steps/<int:pk>/", tasks.step_tick, name="step-tick"),
    path("portal/files/<int:pk>/", tasks.file_download, name="file"),
    path("portal/projects/<int:pk>/", documents.project, name="project"),
    path("portal/scopes/<int:pk>/", answers.scope, name="scope"),
    path("portal/deliverables/<int:pk>/", answers.delivery, name="delivery"),
    path("portal/changes/<int:pk>/", answers.change, name="change"),
    path("portal/requests/new/", requests.request_new, name="request-new"),
    path("portal/requests/<int:pk>/", requests.request_detail, name="request"),
    # Last: nothing below /portal/ is answered by a page of the staff.
    re_path(r"^portal/.+$", entrance.unknown, name="unknown"),
]
