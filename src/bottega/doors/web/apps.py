"""The web door: pages for people."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Django's name for the door."""

    name = "bottega.doors.web"
    label = "web"
