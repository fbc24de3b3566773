"""The roof as a Django app: plugs the engines in when Django is ready."""

from django.apps import AppConfig
from django.db import connection

from bottega.engines.outside import watch_transactions
from bottega.engines.wired import Engines, wire


class ConfigConfig(AppConfig):
    """Django's name for the roof."""

    name = "bottega.config"
    label = "config"

    def ready(self) -> None:
        """Say how engines are made; nothing is imported or opened until somebody asks."""
        wire(_make_engines)
        watch_transactions(lambda: connection.in_atomic_block)


def _make_engines() -> Engines:
    from bottega.config.wiring import make_engines

    return make_engines()
