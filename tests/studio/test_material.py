"""Whose upload it is decides who may go on from it: asked when something is made, through any chain."""

from collections.abc import Callable

import pytest

from bottega.engines.wired import Engines
from bottega.gallery.actions import NoSuchImage, Parent
from bottega.gallery.models import Grant, Image, Post
from bottega.gallery.uploading import change_grant, erase_upload, upload_picture
from bottega.gallery.uploads import UploadNotGranted
from bottega.people.models import Person
from bottega.studio.actions import open_conversation
from bottega.studio.models import Generation, State
from tests import make

painted = pytest.mark.django_db(transaction=True)  # painters refuse to be called inside a transaction


@pytest.fixture
def brought(ada: Person, engines: Engines) -> Image:
    """A picture that Ada brought in and lends to nobody."""
    return upload_picture(
        ada,
        make.png(width_px=256, height_px=256),
        file_name="window.png",
        shows_person=False,
        attested=False,
        grant=Grant.NOBODY,
        idempotency_key="brought",
        at=make.moment(),
        blobs=engines.blobs,
        engines=engines,
    )


def edits_of(owner: Person, image: Image, *, deep: int) -> Image:
    """An edit of an edit of an edit."""
    for _ in range(deep):
        image = make.image(owner, parent=Parent(image.id))
    return image


def remix(person: Person, post: Post) -> Generation:
    """Press Make mine and ask, as people do."""
    talk = open_conversation(person, remix_of_post_id=post.id, at=make.moment())
    return make.ask(person, talk.id, "make it winter")


def change(person: Person, image: Image) -> Generation:
    talk = open_conversation(person, at=make.moment())
    return make.ask(person, talk.id, "make it winter", change_image_id=image.id)


def refer(person: Person, image: Image) -> Generation:
    talk = open_conversation(person, at=make.moment())
    return make.ask(person, talk.id, "a fox like this", reference_ids=(image.id,))


@painted
@pytest.mark.parametrize("use", [change, refer])
def test_ones_own_upload_is_free_to_use(
    ada: Person,
    brought: Image,
    use: Callable[[Person, Image], Generation],
    run_jobs: Callable[..., list[str]],
) -> None:
    generation = use(ada, brought)
    run_jobs()
    generation.refresh_from_db()
    assert generation.state == State.FINISHED


@pytest.mark.parametrize("use", [change, refer])
@pytest.mark.parametrize("grant", Grant.values)
def test_nobody_names_anothers_upload_even_when_it_is_lent(
    ada: Person, cleo: Person, brought: Image, use: Callable[[Person, Image], Generation], grant: str
) -> None:
    change_grant(ada, brought.id, Grant(grant), at=make.moment())
    with pytest.raises(NoSuchImage):
        use(cleo, brought)
    assert not Generation.objects.exists()


@pytest.mark.parametrize("deep", [1, 2, 30])
def test_what_came_from_an_upload_is_remixed_by_grant_alone(
    ada: Person, ben: Person, brought: Image, deep: int
) -> None:
    post = make.post(ada, edits_of(ada, brought, deep=deep))
    with pytest.raises(UploadNotGranted):
        remix(ben, post)
    assert not Generation.objects.exists()
    change_grant(ada, brought.id, Grant.EVERYONE, at=make.moment())
    assert remix(ben, post).parent_post_id == post.id


def test_a_grant_taken_back_ends_remixes_of_remixes_and_spares_what_is_made(
    ada: Person, ben: Person, cleo: Person, brought: Image
) -> None:
    change_grant(ada, brought.id, Grant.EVERYONE, at=make.moment())
    first = make.post(ada, edits_of(ada, brought, deep=2))
    second = make.remix(ben, first)
    further = make.post(ben, edits_of(ben, make.image(ben, parent=Parent(second.image_id)), deep=3))
    change_grant(ada, brought.id, Grant.NOBODY, at=make.moment())
    for post in (first, second, further):
        with pytest.raises(UploadNotGranted):
            remix(cleo, post)
    with pytest.raises(UploadNotGranted):
        change(ben, second.image)
    assert remix(ada, further)  # it came from her own
    assert Post.objects.filter(withdrawn_at=None).count() == 3


@painted
def test_an_erased_upload_stays_a_bound_on_what_came_from_it(
    ada: Person, ben: Person, brought: Image, engines: Engines, run_jobs: Callable[..., list[str]]
) -> None:
    edit = edits_of(ada, brought, deep=1)
    post = make.post(ada, edit)
    erase_upload(ada, brought.id, at=make.moment(), blobs=engines.blobs)
    with pytest.raises(UploadNotGranted):
        remix(ben, post)
    generation = change(ada, edit)  # what was made from it lives on
    run_jobs()
    generation.refresh_from_db()
    assert generation.state == State.FINISHED
    with pytest.raises(NoSuchImage):
        change(ada, brought)


@painted
def test_a_request_whose_picture_is_erased_meanwhile_fails_in_words(
    ada: Person, brought: Image, engines: Engines, run_jobs: Callable[..., list[str]]
) -> None:
    generation = change(ada, brought)
    erase_upload(ada, brought.id, at=make.moment(), blobs=engines.blobs)
    run_jobs(tolerant=True)
    generation.refresh_from_db()
    assert generation.state == State.FAILED
    assert generation.failure != ""
