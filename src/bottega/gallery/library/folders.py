"""Smart folders and stars: how people keep order in their own library. Nobody else ever sees either.

Housekeeping, so no fact is appended; what a star says about a picture's worth is the studio's to note.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from bottega.gallery.library.cards import FolderLink
from bottega.gallery.library.filters import Filters, read_filters
from bottega.gallery.library.queries import FOLDERS_MAX, chosen_ids
from bottega.gallery.models import SmartFolder, Star
from bottega.kernel.errors import Conflict, NotFound, OverLimit
from bottega.kernel.ids import new_id
from bottega.kernel.words import Empty, clean_line
from bottega.people.models import Person

NAME_MAX: Final = 60
RESTORABLE: Final = timedelta(days=1)


class NoSuchFolder(NotFound):
    """No smart folder of that id that belongs to this person."""

    code = "no_such_folder"


class FolderNameTaken(Conflict):
    """This person has a folder of that name; `facts`: name."""

    code = "folder_name_taken"


class TooManyFolders(OverLimit):
    """FOLDERS_MAX folders; `facts`: folders_max."""

    code = "too_many_folders"


def make_smart_folder(owner: Person, name: str, filters: Filters, *, at: datetime) -> FolderLink:
    """Keep a search under a name of 1 to NAME_MAX characters.

    Raises Empty, TooLong, FolderNameTaken, TooManyFolders.
    """
    name = _name(name)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=owner.pk)
        SmartFolder.objects.filter(owner=owner, removed_at__lt=at - RESTORABLE).delete()
        _refuse_too_many(owner)
        _refuse_taken(owner, name)
        folder = SmartFolder.objects.create(
            id=new_id(at), owner=owner, name=name, query=dict(filters.pairs), made_at=at
        )
    return FolderLink(folder.id, folder.name, filters)


def rename_smart_folder(owner: Person, folder_id: int, name: str) -> None:
    """Give a folder another name. Raises NoSuchFolder, Empty, TooLong, FolderNameTaken."""
    name = _name(name)
    with transaction.atomic():
        folder = _own_folder(owner, folder_id)
        if folder.name == name:
            return
        folder.name = name
        _save(folder, name, "name")


def remove_smart_folder(owner: Person, folder_id: int, *, at: datetime) -> FolderLink:
    """Take a folder away; its pictures stay, and for a day it can be brought back. Raises NoSuchFolder."""
    with transaction.atomic():
        folder = _own_folder(owner, folder_id)
        folder.removed_at = at
        folder.save(update_fields=["removed_at"])
    return FolderLink(folder.id, folder.name, read_filters(folder.query))


def restore_smart_folder(owner: Person, folder_id: int) -> None:
    """Bring back a removed folder; again is no error.

    Raises NoSuchFolder, FolderNameTaken, TooManyFolders.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=owner.pk)
        folder = SmartFolder.objects.select_for_update().filter(pk=folder_id, owner=owner).first()
        if folder is None:
            raise NoSuchFolder("There is no such folder of yours.")
        if folder.removed_at is None:
            return
        _refuse_too_many(owner)
        folder.removed_at = None
        _save(folder, folder.name, "removed_at")


def star_pictures(owner: Person, ids: Sequence[int], *, at: datetime) -> list[int]:
    """Star those of the pictures that are one's own; starring twice is once. Returns their ids."""
    mine = chosen_ids(owner.id, ids)
    Star.objects.bulk_create((Star(image_id=each, at=at) for each in mine), ignore_conflicts=True)
    return mine


def unstar_pictures(owner: Person, ids: Sequence[int]) -> None:
    """Take the stars of one's own pictures away."""
    Star.objects.filter(image_id__in=list(ids), image__maker=owner).delete()


def _name(name: str) -> str:
    tidy = clean_line(name, characters_max=NAME_MAX)
    if not tidy:
        raise Empty("A folder needs a name.")
    return tidy


def _own_folder(owner: Person, folder_id: int) -> SmartFolder:
    own = SmartFolder.objects.select_for_update().filter(owner=owner, removed_at=None)
    folder = own.filter(pk=folder_id).first()
    if folder is None:
        raise NoSuchFolder("There is no such folder of yours.")
    return folder


def _refuse_too_many(owner: Person) -> None:
    if SmartFolder.objects.filter(owner=owner, removed_at=None).count() >= FOLDERS_MAX:
        raise TooManyFolders(f"{FOLDERS_MAX} folders is the most. Remove one first.", folders_max=FOLDERS_MAX)


def _refuse_taken(owner: Person, name: str) -> None:
    if SmartFolder.objects.filter(owner=owner, name=name, removed_at=None).exists():
        raise _taken(name)


def _taken(name: str) -> FolderNameTaken:
    return FolderNameTaken(f"You have a folder called “{name}” already. Choose another name.", name=name)


def _save(folder: SmartFolder, name: str, field: str) -> None:
    try:
        with transaction.atomic():
            folder.save(update_fields=[field])
    except IntegrityError as twice:
        raise _taken(name) from twice
