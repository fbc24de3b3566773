"""All addresses: the web door's pages, the accounts of allauth."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("bottega.doors.web.urls")),
]

# Also where the database is lost inside a middleware, before any page could catch it.
handler500 = "bottega.doors.web.refusals.server_error"
