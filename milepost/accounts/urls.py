"""The addresses of the room's pages, in alphabetical sections."""

from django.urls import path

from milepost.accounts.views import account_page, accounts
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
]
