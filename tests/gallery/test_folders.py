"""Smart folders: a search under a name, live, with a way back; nobody else's."""

from datetime import timedelta

import pytest

from bottega.gallery.library.filters import Filters
from bottega.gallery.library.folders import (
    FolderNameTaken,
    NoSuchFolder,
    TooManyFolders,
    make_smart_folder,
    remove_smart_folder,
    rename_smart_folder,
    restore_smart_folder,
    star_pictures,
    unstar_pictures,
)
from bottega.gallery.library.queries import FOLDERS_MAX, folder_cards, folder_links, removed_folder
from bottega.gallery.models import SmartFolder, Star
from bottega.kernel.words import Empty, TooLong
from bottega.people.models import Person
from tests import make

FOXES = Filters(words="fox", shape="square")


def test_a_folder_holds_what_its_search_finds_each_time(ada: Person) -> None:
    make_smart_folder(ada, "Foxes", FOXES, at=make.moment())
    assert [(card.count, card.cover) for card in folder_cards(ada.id)] == [(0, None)]
    make.image(ada, "an owl")
    newest = [make.image(ada, "a fox") for _ in range(2)][-1]
    card = folder_cards(ada.id)[0]
    assert (card.link.name, card.link.filters, card.count, card.is_more) == ("Foxes", FOXES, 2, False)
    assert card.cover
    assert card.cover.image.id == newest.id


def test_a_count_stops_at_its_limit(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bottega.gallery.library.queries.FOLDER_COUNT_MAX", 2)
    make_smart_folder(ada, "All", Filters(), at=make.moment())
    for _ in range(3):
        make.image(ada)
    card = folder_cards(ada.id)[0]
    assert (card.count, card.is_more) == (2, True)


def test_names_are_somebodys_own_and_taken_once(ada: Person, cleo: Person) -> None:
    first = make_smart_folder(ada, "  Foxes \n", FOXES, at=make.moment())
    with pytest.raises(FolderNameTaken):
        make_smart_folder(ada, "Foxes", Filters(), at=make.moment())
    make_smart_folder(cleo, "Foxes", Filters(), at=make.moment())
    other = make_smart_folder(ada, "Owls", Filters(words="owl"), at=make.moment())
    with pytest.raises(FolderNameTaken):
        rename_smart_folder(ada, other.id, "Foxes")
    rename_smart_folder(ada, first.id, "Foxes")
    rename_smart_folder(ada, other.id, "Birds")
    assert [link.name for link in folder_links(ada.id)] == ["Birds", "Foxes"]


@pytest.mark.parametrize(("name", "error"), [("", Empty), (" \x00 ", Empty), ("x" * 61, TooLong)])
def test_a_name_has_one_to_sixty_letters(ada: Person, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        make_smart_folder(ada, name, FOXES, at=make.moment())
    assert not SmartFolder.objects.exists()


def test_a_removed_folder_comes_back_as_it_was(ada: Person) -> None:
    folder = make_smart_folder(ada, "Foxes", FOXES, at=make.moment())
    remove_smart_folder(ada, folder.id, at=make.moment())
    assert folder_links(ada.id) == []
    assert removed_folder(ada.id, folder.id) == folder
    for _ in range(2):
        restore_smart_folder(ada, folder.id)
    assert folder_links(ada.id) == [folder]


def test_a_folder_whose_name_was_taken_meanwhile_does_not_come_back(ada: Person) -> None:
    folder = make_smart_folder(ada, "Foxes", FOXES, at=make.moment())
    remove_smart_folder(ada, folder.id, at=make.moment())
    make_smart_folder(ada, "Foxes", Filters(), at=make.moment())
    with pytest.raises(FolderNameTaken):
        restore_smart_folder(ada, folder.id)


def test_after_a_day_a_removed_folder_is_swept_by_the_next_one(ada: Person) -> None:
    folder = make_smart_folder(ada, "Foxes", FOXES, at=make.moment())
    remove_smart_folder(ada, folder.id, at=make.moment())
    make_smart_folder(ada, "Owls", FOXES, at=make.moment() + timedelta(days=2))
    assert not SmartFolder.objects.filter(pk=folder.id).exists()


def test_there_is_a_most(ada: Person) -> None:
    for number in range(FOLDERS_MAX):
        make_smart_folder(ada, f"Folder {number}", FOXES, at=make.moment())
    with pytest.raises(TooManyFolders):
        make_smart_folder(ada, "One more", FOXES, at=make.moment())


def test_a_stranger_reaches_no_folder_of_anothers(ada: Person, cleo: Person) -> None:
    folder = make_smart_folder(ada, "Foxes", FOXES, at=make.moment())
    with pytest.raises(NoSuchFolder):
        rename_smart_folder(cleo, folder.id, "Mine")
    with pytest.raises(NoSuchFolder):
        remove_smart_folder(cleo, folder.id, at=make.moment())
    remove_smart_folder(ada, folder.id, at=make.moment())
    with pytest.raises(NoSuchFolder):
        restore_smart_folder(cleo, folder.id)
    assert removed_folder(cleo.id, folder.id) is None
    assert folder_cards(cleo.id) == []


def test_stars_are_for_ones_own_pictures_and_count_once(ada: Person, cleo: Person) -> None:
    image = make.image(ada)
    assert star_pictures(cleo, [image.id], at=make.moment()) == []
    for _ in range(2):
        assert star_pictures(ada, [image.id], at=make.moment()) == [image.id]
    unstar_pictures(cleo, [image.id])
    assert Star.objects.count() == 1
    unstar_pictures(ada, [image.id])
    assert not Star.objects.exists()
