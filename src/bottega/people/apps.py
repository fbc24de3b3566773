"""The people room: accounts, profiles and how people stand to each other."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Django's name for the room."""

    name = "bottega.people"
    label = "people"
