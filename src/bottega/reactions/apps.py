"""The reactions room: likes, saves and comments."""

from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    """Django's name for the room."""

    name = "bottega.reactions"
    label = "reactions"
