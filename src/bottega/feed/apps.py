"""The feed room: timelines. It has no tables; everything in it can be rebuilt from PostgreSQL."""

from django.apps import AppConfig


class FeedConfig(AppConfig):
    """Django's name for the room."""

    name = "bottega.feed"
    label = "feed"
