"""Every address: allauth's sign-in, the API, and the staff's pages."""

from django.urls import include, path

urlpatterns = [
    path("sign-in/", include("milepost.web.sign_in")),
    path("api/v1/", include("milepost.rest.urls")),
    path("lists/", include("milepost.ui.lists.urls")),
    path("", include("milepost.accounts.urls")),
    path("", include("milepost.feedback.urls")),
    path("", include("milepost.flows.urls")),
    path("", include("milepost.integrations.urls")),
    path("", include("milepost.playbooks.urls")),
    path("", include("milepost.portal.urls")),
    path("", include("milepost.projects.urls")),
    path("", include("milepost.web.urls")),
]

handler400 = "milepost.ui.errors.bad_request"
handler403 = "milepost.ui.errors.not_allowed"
handler404 = "milepost.ui.errors.not_found"
handler500 = "milepost.ui.errors.broken"
