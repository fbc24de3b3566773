"""All addresses: the web door's pages, the accounts of allauth."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("bottega.doors.web.urls")),
]
