"""The addresses of the room's pages, in alphabetical sections."""

from django.urls import path

from milepost.accounts.views import (
    account_page,
    account_people,
    accounts,
    action_items,
    contacts,
    escalations,
    meetings,
    new_entries,
    places,
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
    path("accounts/<int:pk>/contacts/", account_people.account_contacts, name="account-contacts"),
    path("accounts/<int:pk>/contacts/add/", account_people.account_contact_add, name="account-contact-add"),
    path("accounts/<int:pk>/contacts/known/", account_people.account_contacts_known, name="account-contacts-known"),
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
    # contacts
    path("contacts/", list_page("contacts"), name="contact-list"),
    path("contacts/<int:pk>/", contacts.contact_detail, name="contact-detail"),
    path("contacts/<int:pk>/act/", contacts.contact_act, name="contact-act"),
    path("contacts/<int:pk>/addresses/", contacts.contact_addresses, name="contact-addresses"),
    path("contacts/<int:pk>/boss/", contacts.contact_boss, name="contact-boss"),
    path("contacts/<int:pk>/place/", contacts.contact_place, name="contact-place"),
    path("contacts/accounts/", contacts.contact_accounts, name="contact-accounts"),
    path("contacts/archived/", list_page("archived-contacts"), name="contact-archive"),
    path("contacts/new/", contacts.contact_new, name="contact-new"),
    path("places/<int:pk>/change/", places.place_change, name="place-change"),
    path("places/<int:pk>/remove/", places.place_remove, name="place-remove"),
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
]
