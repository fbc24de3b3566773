"""Tests of the tests' own ground: each test finds the database that it needs, and leaves none of its rows."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_the_database_is_migrated_and_this_processes_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), count(*) FROM people_person")
        name, people = cursor.fetchone()
    assert name == connection.settings_dict["NAME"]
    assert name.startswith("bottega_tests_")
    assert people == 0
