"""Signing up: which handles there are to have, and the person's row written with its fact.

Everything else about accounts (passwords, passkeys, codes, mail) is django-allauth's.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from bottega.kernel.clock import now
from bottega.people.actions import welcome_person
from bottega.people.models import HANDLE_MAX, Person

HANDLE_MIN = 2
# Names of places, and names under which somebody could pass for the house.
RESERVED = frozenset(
    """
    about account accounts admin administrator api ban block bot bottega everyone explore feed help home
    library live login logout me media moderator newest nobody notices official owner p press publish root
    saved search security settings signup staff static studio support system team you
    """.split()  # noqa: SIM905 - a list of 45 quoted words is harder to read
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's seam: handles are plain lower-case ASCII, so that no two of them look alike."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Anybody may join."""
        return True

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """The handle in lower case. Raises ValidationError with what to do instead."""
        handle = username.strip().removeprefix("@").lower()
        if not HANDLE_MIN <= len(handle) <= HANDLE_MAX:
            raise ValidationError(_("A handle has 2 to 30 characters."))
        if not handle.isascii() or not handle.replace("_", "a").isalnum():
            raise ValidationError(_("A handle is made of a to z, 0 to 9 and _, so that no two look alike."))
        if handle in RESERVED and not shallow:
            raise ValidationError(_("That handle is kept free. Choose another."))
        if not shallow and Person.objects.filter(handle=handle).exists():
            raise ValidationError(_("Somebody has that handle already. Choose another."))
        return handle

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """Write the person's row and the fact that they joined, together or not at all."""
        if not commit:
            return self._filled(request, user, form)
        with transaction.atomic():
            person = self._filled(request, user, form)
            person.save()
            welcome_person(person, at=now())
        return person

    def _filled(self, request: HttpRequest, user: Person, form: Any) -> Person:
        filled: Person = super().save_user(request, user, form, commit=False)
        return filled
