"""The addresses of the room's pages, in alphabetical sections."""

from django.urls import path

from milepost.projects.views import (
    account_panel,
    baselines,
    history,
    nudges,
    people,
    plan_files,
    plans,
    projects,
    reports,
    tasks,
)
from milepost.ui.public import list_page

app_name = "projects"
urlpatterns = [
    # accounts
    path("accounts/<int:pk>/projects/", account_panel.account_projects, name="account-projects"),
    # baselines
    path("projects/<int:pk>/baselines/new/", baselines.baseline_new, name="baseline-new"),
    path("projects/<int:pk>/compare/", baselines.baseline_compare, name="baseline-compare"),
    # history
    path("projects/<int:pk>/forecast/", history.forecast_part, name="project-forecast"),
    path("projects/<int:pk>/history/", history.history_page, name="project-history"),
    path("plan-changes/<int:pk>/", history.change_detail, name="change-detail"),
    path("plan-changes/<int:pk>/explain/", history.change_explain, name="change-explain"),
    # people
    path("projects/<int:pk>/people/", people.people_page, name="project-people"),
    path("projects/<int:pk>/people/add/", people.member_add, name="member-add"),
    path("project-people/<int:pk>/change/", people.member_change, name="member-change"),
    path("project-people/<int:pk>/off/", people.member_off, name="member-off"),
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
    path("projects/<int:pk>/report/", reports.project_report, name="project-report"),
    # tasks
    path("tasks/", list_page("tasks"), name="task-list"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task-detail"),
    path("tasks/<int:pk>/nudge/", nudges.task_nudge, name="task-nudge"),
    path("tasks/<int:pk>/change/", tasks.task_change, name="task-change"),
]
