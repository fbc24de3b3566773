"""Tables: foreign keys point downwards, and no room grows attributes in another."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey

from tests.architecture.source import ROOMS, floors


def keys() -> Iterator[tuple[str, str, "ForeignKey[object, object]"]]:
    """Room, the room pointed at, and the field (one-to-one as well); Django's tables are below everything."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, ForeignKey) and field.model is model:
                    yield room, field.related_model._meta.app_label, field


def test_no_foreign_key_points_upwards() -> None:
    upwards = [
        f"{field} → {target}" for room, target, field in keys() if floors().get(target, -1) > floors()[room]
    ]
    assert upwards == []


def test_a_key_into_another_room_leaves_no_name_there() -> None:
    named = [
        str(field)
        for room, target, field in keys()
        if target in ROOMS and target != room and not (field.remote_field.related_name or "").endswith("+")
    ]
    assert named == []


def test_the_two_tests_above_look_at_something() -> None:
    crossing = [field for room, target, field in keys() if room != target]
    assert len(crossing) >= 10


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
