"""The assistant room: talk that leads to pictures."""

from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """Django's name for the room."""

    name = "bottega.assistant"
    label = "assistant"
