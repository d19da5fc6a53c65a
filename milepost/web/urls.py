"""The addresses of the staff's pages, in alphabetical sections."""

from django.urls import path

from milepost.ui.public import list_page
from milepost.web import (
    audit,
    files,
    invitations,
    notifications,
    palette,
    people,
    profile,
    search,
    security,
    teams,
    today,
    tokens,
    work,
)
from milepost.web.settings import index, jobs

app_name = "web"
urlpatterns = [
    # audit
    path("settings/audit/<int:pk>/", audit.audit_entry, name="audit-entry"),
    path("history/<str:kind>/<str:key>/", audit.record_history, name="record-history"),
    # files
    path("files/<int:pk>/", files.file_download, name="file-download"),
    path("settings/files/", files.file_list, name="file-list"),
    path("settings/files/upload/", files.file_upload, name="file-upload"),
    path("settings/files/<int:pk>/delete/", files.file_delete, name="file-delete"),
    # invitations
    path("invitation/<str:secret>/", invitations.invitation_accept, name="invitation-accept"),
    path("settings/invitations/", invitations.invitation_list, name="invitation-list"),
    path("settings/invitations/new/", invitations.invitation_new, name="invitation-new"),
    path("settings/invitations/<int:pk>/resend/", invitations.invitation_resend, name="invitation-resend"),
    path("settings/invitations/<int:pk>/revoke/", invitations.invitation_revoke, name="invitation-revoke"),
    # jobs
    path("settings/jobs/", jobs.job_list, name="job-list"),
    path("settings/jobs/retry-all/", jobs.job_retry_all, name="job-retry-all"),
    path("settings/jobs/<uuid:job_id>/discard/", jobs.job_discard, name="job-discard"),
    path("settings/jobs/<uuid:job_id>/retry/", jobs.job_retry, name="job-retry"),
    # lists
    path("settings/all-tokens/", list_page("tokens"), name="token-list-all"),
    path("settings/audit/", list_page("audit"), name="audit-list"),
    path("settings/jobs/all/", list_page("jobs"), name="job-list-all"),
    path("settings/people/", list_page("people"), name="person-list"),
    path("settings/teams/", list_page("teams"), name="team-list"),
    # notifications
    path("notifications/", notifications.notification_list, name="notification-list"),
    path("notifications/read/", notifications.notification_read_all, name="notification-read-all"),
    path("notifications/<int:pk>/open/", notifications.notification_open, name="notification-open"),
    # palette
    path("palette/", palette.palette, name="palette"),
    # people
    path("settings/people/<int:pk>/", people.person_detail, name="person-detail"),
    path("settings/people/<int:pk>/activate/", people.person_activate, name="person-activate"),
    path("settings/people/<int:pk>/change/", people.person_change, name="person-change"),
    path("settings/people/<int:pk>/deactivate/", people.person_deactivate, name="person-deactivate"),
    path("settings/people/<int:pk>/drop-2fa/", people.person_drop_second_factor, name="person-drop-second-factor"),
    path("settings/people/<int:pk>/sign-out/", people.person_sign_out, name="person-sign-out"),
    # search
    path("search/", search.search_page, name="search"),
    # settings
    path("settings/profile/", profile.profile, name="profile"),
    path("settings/preferences/", profile.preferences, name="preferences"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/sessions/end-others/", security.session_end_others, name="session-end-others"),
    path("settings/security/sessions/<int:pk>/end/", security.session_end, name="session-end"),
    path("settings/", index.settings_index, name="settings"),
    # teams
    path("settings/teams/new/", teams.team_new, name="team-new"),
    path("settings/teams/<int:pk>/", teams.team_detail, name="team-detail"),
    path("settings/teams/<int:pk>/change/", teams.team_change, name="team-change"),
    path("settings/teams/<int:pk>/delete/", teams.team_delete, name="team-delete"),
    path("settings/teams/<int:pk>/members/add/", teams.team_member_add, name="team-member-add"),
    path("settings/teams/<int:pk>/members/<int:membership_pk>/lead/", teams.team_member_lead, name="team-member-lead"),
    path(
        "settings/teams/<int:pk>/members/<int:membership_pk>/remove/",
        teams.team_member_remove,
        name="team-member-remove",
    ),
    # tokens
    path("settings/tokens/", tokens.token_list, name="token-list"),
    path("settings/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    # today
    path("", today.today, name="today"),
    path("today/mark/", today.today_mark, name="today-mark"),
    # work
    path("work/", work.work_tray, name="work-tray"),
    path("work/<int:work_id>/", work.work_detail, name="work-detail"),
    path("work/<int:work_id>/cancel/", work.work_cancel, name="work-cancel"),
]
