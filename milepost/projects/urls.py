"""The addresses of the room's pages, in alphabetical sections."""

from django.urls import path

from milepost.projects.views import plan_files, plans, projects, tasks
from milepost.ui.public import list_page

app_name = "projects"
urlpatterns = [
    # plans
    path("projects/<int:pk>/", plans.plan_page, name="project-detail"),
    path("projects/<int:pk>/head/", plans.head_part, name="project-head"),
    path("projects/<int:pk>/plan.json", plans.plan_data, name="plan-data"),
    path("projects/<int:pk>/plan.xml", plan_files.plan_export, name="plan-export"),
    path("projects/import/", plan_files.plan_import, name="plan-import"),
    path("projects/<int:pk>/plan/", plans.plan_change, name="plan-change"),
    path("projects/<int:pk>/plan/undo/", plans.plan_undo, name="plan-undo"),
    # projects
    path("projects/", list_page("projects"), name="project-list"),
    path("projects/<int:pk>/change/", projects.project_change, name="project-change"),
    path("projects/new/", projects.project_new, name="project-new"),
    # tasks
    path("tasks/", list_page("tasks"), name="task-list"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task-detail"),
    path("tasks/<int:pk>/change/", tasks.task_change, name="task-change"),
]
