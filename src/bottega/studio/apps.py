"""The studio room: asking for images and making them."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    """Django's name for the room."""

    name = "bottega.studio"
    label = "studio"
