"""Signs some people of a town in, as Django does after the password was right, and prints their cookies."""

import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from bottega.people.models import Person  # noqa: E402


def main(count: int, people: int) -> None:
    """One line for each of `count` people."""
    handles = [f"person_{1 + place * (people // count)}" for place in range(count)]
    for person in Person.objects.filter(handle__in=handles):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        print(f"Cookie: {settings.SESSION_COOKIE_NAME}={session.session_key}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
