"""The stream room: what happened, in order, once."""

from django.apps import AppConfig


class StreamConfig(AppConfig):
    """Django's name for the room."""

    name = "bottega.stream"
    label = "stream"
