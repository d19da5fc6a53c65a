"""The addresses of the room's pages, in alphabetical sections."""

from django.urls import path

from milepost.accounts.views import (
    account_page,
    accounts,
    action_items,
    custom_fields,
    escalations,
    meetings,
    new_entries,
    options,
    stages,
    tags,
    timeline,
    touchpoints,
)
from milepost.ui.public import list_page

app_name = "accounts"
urlpatterns = [
    # accounts
    path("accounts/", list_page("accounts"), name="account-list"),
    path("accounts/<int:pk>/", account_page.account_detail, name="account-detail"),
    path("accounts/<int:pk>/brief/", account_page.account_brief, name="account-brief"),
    path("accounts/<int:pk>/details/", account_page.account_details, name="account-details"),
    path("accounts/<int:pk>/sentence/", account_page.account_sentence, name="account-sentence"),
    path("accounts/<int:pk>/team/", account_page.account_team, name="account-team"),
    path("accounts/new/", accounts.account_new, name="account-new"),
    path("accounts/<int:pk>/change/", accounts.account_change, name="account-change"),
    path("accounts/<int:pk>/put-away/", accounts.account_put_away, name="account-put-away"),
    path("accounts/<int:pk>/restore/", accounts.account_restore, name="account-restore"),
    path("accounts/<int:pk>/stage/", accounts.account_stage, name="account-stage"),
    path("accounts/<int:pk>/team/change/", accounts.team_change, name="team-change"),
    path("accounts/<int:pk>/team/<int:member_pk>/leave/", accounts.team_leave, name="team-leave"),
    path("accounts/archive/", list_page("archived-accounts"), name="account-archive"),
    # action items
    path("accounts/<int:pk>/actions/", action_items.account_actions, name="account-actions"),
    path("accounts/<int:pk>/actions/new/", action_items.action_new, name="action-new"),
    path("actions/<int:pk>/", action_items.action_edit, name="action-edit"),
    path("actions/<int:pk>/delete/", action_items.action_delete, name="action-delete"),
    path("actions/<int:pk>/done/", action_items.action_done, name="action-done"),
    # escalations
    path("accounts/<int:pk>/escalations/new/", escalations.escalation_new, name="escalation-new"),
    path("escalations/<int:pk>/", escalations.escalation_detail, name="escalation-detail"),
    path("escalations/<int:pk>/change/", escalations.escalation_change, name="escalation-change"),
    path("escalations/<int:pk>/close/", escalations.escalation_close, name="escalation-close"),
    path("escalations/<int:pk>/reopen/", escalations.escalation_reopen, name="escalation-reopen"),
    path("escalations/new/", new_entries.new_escalation, name="escalation-begin"),
    # meetings
    path("accounts/<int:pk>/meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<int:pk>/hold/", meetings.meeting_hold, name="meeting-hold"),
    path("meetings/<int:pk>/plan-again/", meetings.meeting_replan, name="meeting-replan"),
    path("meetings/new/", new_entries.new_meeting, name="meeting-begin"),
    # timeline
    path("accounts/<int:pk>/timeline/", timeline.account_timeline, name="account-timeline"),
    path("accounts/<int:pk>/timeline/log/", timeline.account_log, name="account-log"),
    path("accounts/<int:pk>/timeline/people/", timeline.account_people, name="account-people"),
    # touchpoints
    path("accounts/<int:pk>/touchpoints/new/", touchpoints.touchpoint_new, name="touchpoint-new"),
    path("accounts/<int:pk>/touchpoints/restore/", touchpoints.touchpoint_restore, name="touchpoint-restore"),
    path("touchpoints/<int:pk>/", touchpoints.touchpoint_detail, name="touchpoint-detail"),
    path("touchpoints/<int:pk>/delete/", touchpoints.touchpoint_delete, name="touchpoint-delete"),
    path("touchpoints/<int:pk>/edit/", touchpoints.touchpoint_edit, name="touchpoint-edit"),
    path("touchpoints/<int:pk>/files/", touchpoints.touchpoint_attach, name="touchpoint-attach"),
    path("touchpoints/<int:pk>/files/<int:file_pk>/delete/", touchpoints.touchpoint_detach, name="touchpoint-detach"),
    path("touchpoints/<int:pk>/pin/", touchpoints.touchpoint_pin, name="touchpoint-pin"),
    path("touchpoints/new/", new_entries.new_touchpoint, name="touchpoint-begin"),
    # settings
    path("settings/custom-fields/", custom_fields.field_list, name="field-list"),
    path("settings/custom-fields/new/", custom_fields.field_new, name="field-new"),
    path("settings/custom-fields/<int:pk>/", custom_fields.field_edit, name="field-edit"),
    path("settings/custom-fields/<int:pk>/archive/", custom_fields.field_archive, name="field-archive"),
    path("settings/custom-fields/<int:pk>/move/", custom_fields.field_move, name="field-move"),
    path("settings/custom-fields/<int:pk>/restore/", custom_fields.field_restore, name="field-restore"),
    path("settings/stages/", stages.stage_list, name="stage-list"),
    path("settings/stages/new/", stages.stage_new, name="stage-new"),
    path("settings/stages/<int:pk>/", stages.stage_edit, name="stage-edit"),
    path("settings/stages/<int:pk>/default/", stages.stage_default, name="stage-default"),
    path("settings/stages/<int:pk>/delete/", stages.stage_delete, name="stage-delete"),
    path("settings/stages/<int:pk>/move/", stages.stage_move, name="stage-move"),
    path("settings/tags/", tags.tag_list, name="tag-list"),
    path("settings/tags/<int:pk>/", tags.tag_edit, name="tag-edit"),
    path("settings/tags/<int:pk>/delete/", tags.tag_delete, name="tag-delete"),
    path("settings/tags/<int:pk>/merge/", tags.tag_merge, name="tag-merge"),
    path("settings/values/", options.option_list, name="option-list"),
    path("settings/values/<slug:kind>/new/", options.option_new, name="option-new"),
    path("settings/values/<int:pk>/", options.option_edit, name="option-edit"),
    path("settings/values/<int:pk>/delete/", options.option_delete, name="option-delete"),
    path("settings/values/<int:pk>/move/", options.option_move, name="option-move"),
]
