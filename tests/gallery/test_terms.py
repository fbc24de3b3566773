"""Remix terms: decided when a remix is asked for; asking, answering; and the credit that nothing removes."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from bottega.gallery.actions import edit_post, publish_post, withdraw_post
from bottega.gallery.asks import asks_by, asks_of, open_ask_count, remix_standing
from bottega.gallery.cards import Credit, PostCard
from bottega.gallery.credit import credits_of_images
from bottega.gallery.lineage import remixed_post_id
from bottega.gallery.material import OnlyMaterial
from bottega.gallery.models import Audience, Edge, Lineage, Origin, Post, RemixAsk, RemixTerms
from bottega.gallery.queries import media_file, post_card
from bottega.gallery.terms import (
    OPEN_ASKS_MAX,
    AskFirst,
    MadeAlready,
    NoSuchAsk,
    NothingToAsk,
    RemixRefused,
    TooManyAsks,
    answer_remix_ask,
    ask_to_remix,
    take_back_ask,
)
from bottega.kernel.errors import NotFound
from bottega.people.actions import block_person, suspend_person
from bottega.people.models import Person
from bottega.stream.models import Fact
from bottega.studio.actions import open_conversation
from bottega.studio.models import Generation
from bottega.studio.queries import generation_of
from tests import make

Jobs = Callable[..., list[str]]


def asked_post(author: Person, terms: RemixTerms = RemixTerms.ASK, **rest: object) -> Post:
    return make.post(author, remix_terms=terms, **rest)


def change_terms(post: Post, terms: RemixTerms) -> None:
    words = {"caption": post.caption, "alt_text": post.alt_text, "prompt_shown": post.prompt_shown}
    edit_post(
        post.author, post.id, audience=Audience(post.audience), at=make.moment(), remix_terms=terms, **words
    )


def start(person: Person, post: Post, words: str = "make it night") -> Generation:
    talk = open_conversation(person, remix_of_post_id=post.id, link_key=post.link_key, at=make.moment())
    return make.ask(person, talk.id, words, count=1)


def ask(asker: Person, post: Post, words: str = "") -> RemixAsk:
    return ask_to_remix(asker, post.id, words, at=make.moment())


def answer(ask: RemixAsk, granted: bool | None) -> None:
    answer_remix_ask(ask.author, ask.id, granted=granted, at=make.moment())


def line_of(card: PostCard | Credit | None) -> tuple[str | None, str | None] | None:
    """Handles of the credit; "?" for somebody."""
    credit = card.credit if isinstance(card, PostCard) else card
    if credit is None:
        return None
    names = [link.author.handle if link else "?" for link in (credit.after, credit.via)]
    return names[0], names[1] if credit.has_via else None


@pytest.mark.parametrize("terms", [RemixTerms.FREE, RemixTerms.CREDIT])
def test_open_terms_let_a_stranger_start(ada: Person, cleo: Person, terms: RemixTerms) -> None:
    assert start(cleo, asked_post(ada, terms)).parent_post_id


@pytest.mark.parametrize(("terms", "refusal"), [(RemixTerms.ASK, AskFirst), (RemixTerms.NO, RemixRefused)])
def test_closed_terms_refuse_a_stranger_and_never_the_author(
    ada: Person, cleo: Person, terms: RemixTerms, refusal: type[RemixRefused]
) -> None:
    post = asked_post(ada, terms)
    with pytest.raises(refusal) as refused:
        start(cleo, post)
    assert refused.value.facts["terms"] == terms
    assert not Generation.objects.filter(owner=cleo).exists()
    assert start(ada, post).parent_post_id == post.id


def test_a_yes_opens_the_post_and_only_for_whoever_asked(ada: Person, ben: Person, cleo: Person) -> None:
    post = asked_post(ada)
    answer(ask(cleo, post), True)
    assert start(cleo, post).parent_post_id == post.id
    with pytest.raises(AskFirst):
        start(ben, post)


def test_a_no_closes_it_and_cannot_be_asked_away(ada: Person, cleo: Person) -> None:
    post = asked_post(ada)
    first = ask(cleo, post)
    answer(first, False)
    with pytest.raises(NoSuchAsk):
        take_back_ask(cleo, first.id, at=make.moment())
    assert ask(cleo, post, "Please?").state == RemixAsk.State.DECLINED
    with pytest.raises(AskFirst):
        start(cleo, post)


def test_terms_that_became_no_refuse_even_whoever_was_granted(ada: Person, cleo: Person) -> None:
    post = asked_post(ada)
    answer(ask(cleo, post), True)
    change_terms(post, RemixTerms.NO)
    with pytest.raises(RemixRefused):
        start(cleo, post)


@pytest.mark.django_db(transaction=True)
def test_what_was_asked_for_in_time_is_painted_whatever_the_terms_become(run_jobs: Jobs) -> None:
    ada, cleo = make.person("ada"), make.person("cleo")
    post = asked_post(ada, RemixTerms.FREE)
    generation = start(cleo, post)
    change_terms(post, RemixTerms.NO)
    run_jobs()
    assert Lineage.objects.get(child__maker=cleo).via_post_id == post.id
    assert generation.candidates.exclude(image=None).count() == 1
    with pytest.raises(RemixRefused):
        start(cleo, post)


@pytest.mark.django_db(transaction=True)
def test_whoever_asks_while_the_terms_change_waits_and_gets_the_new_ones() -> None:
    ada, cleo = make.person("ada"), make.person("cleo")
    post = asked_post(ada, RemixTerms.FREE)
    talk = open_conversation(cleo, remix_of_post_id=post.id, at=make.moment())
    begun, outcome = threading.Event(), []

    def asks() -> None:
        begun.set()
        try:
            outcome.append(make.ask(cleo, talk.id, "make it night", count=1))
        except RemixRefused as refusal:
            outcome.append(refusal)
        finally:
            connection.close()

    with transaction.atomic():
        change_terms(post, RemixTerms.NO)
        thread = threading.Thread(target=asks)
        thread.start()
        begun.wait(10)
        thread.join(0.5)
        assert outcome == []  # it waits for the row
    thread.join(10)
    assert [type(each) for each in outcome] == [RemixRefused]


def test_asking_twice_is_asking_once(ada: Person, cleo: Person) -> None:
    post = asked_post(ada)
    assert ask(cleo, post, "May I?") == ask(cleo, post, "Again: may I?")
    assert RemixAsk.objects.get().words == "May I?"
    assert Fact.objects.filter(kind="remix_asked").count() == open_ask_count(ada.id) == 1


def test_there_is_nothing_to_ask_where_the_terms_say_all(ada: Person, cleo: Person) -> None:
    for terms in (RemixTerms.FREE, RemixTerms.CREDIT, RemixTerms.NO):
        with pytest.raises(NothingToAsk):
            ask(cleo, asked_post(ada, terms))
    with pytest.raises(NothingToAsk):
        ask(ada, asked_post(ada))


def test_nobody_asks_about_a_post_they_may_not_see(ada: Person, cleo: Person) -> None:
    hidden = asked_post(ada, audience=Audience.FOLLOWERS)
    seen = asked_post(ada)
    block_person(ada, cleo, at=make.moment())
    for post in (hidden, seen):
        with pytest.raises(NotFound):
            ask(cleo, post)
    assert not RemixAsk.objects.exists()


def test_open_asks_have_a_limit_and_taking_one_back_makes_room(ada: Person, cleo: Person) -> None:
    asks = [ask(cleo, asked_post(ada)) for _ in range(OPEN_ASKS_MAX)]
    with pytest.raises(TooManyAsks):
        ask(cleo, asked_post(ada))
    take_back_ask(cleo, asks[0].id, at=make.moment())
    assert ask(cleo, asked_post(ada)).state == RemixAsk.State.OPEN


def test_only_the_author_answers_and_only_the_asker_takes_back(
    ada: Person, ben: Person, cleo: Person
) -> None:
    asked = ask(cleo, asked_post(ada))
    for other in (ben, cleo):
        with pytest.raises(NoSuchAsk):
            answer_remix_ask(other, asked.id, granted=True, at=make.moment())
    for other in (ada, ben):
        with pytest.raises(NoSuchAsk):
            take_back_ask(other, asked.id, at=make.moment())


def test_a_yes_can_be_undone_until_something_was_made(ada: Person, cleo: Person) -> None:
    post = asked_post(ada)
    asked = ask(cleo, post)
    answer(asked, True)
    assert asks_of(ada.id)[0].may_undo
    answer(asked, None)
    assert open_ask_count(ada.id) == 1
    answer(asked, True)
    make.image(cleo, parent=make.Parent(post.image_id, post.id))
    assert not asks_of(ada.id)[0].may_undo
    for change in (None, False):
        with pytest.raises(MadeAlready):
            answer(asked, change)


def test_asks_of_the_blocked_the_suspended_and_the_withdrawn_wait_for_nobody(
    ada: Person, ben: Person, cleo: Person, mo: Person
) -> None:
    post, gone = asked_post(ada), asked_post(ada)
    ask(cleo, post), ask(ben, post), ask(mo, gone)
    assert open_ask_count(ada.id) == 3
    block_person(cleo, ada, at=make.moment())
    suspend_person(ben, by=None, at=make.moment())
    withdraw_post(ada, gone.id, at=make.moment())
    assert (open_ask_count(ada.id), asks_of(ada.id)) == (0, [])


def test_the_askers_list_says_nothing_of_a_post_they_may_no_longer_see(ada: Person, cleo: Person) -> None:
    post, linked = asked_post(ada), asked_post(ada, audience=Audience.LINK)
    ask(cleo, post)
    ask_to_remix(cleo, linked.id, link_key=linked.link_key, at=make.moment())
    assert [card.post and card.post.id for card in asks_by(cleo.id)] == [linked.id, post.id]
    block_person(ada, cleo, at=make.moment())
    assert [card.post for card in asks_by(cleo.id)] == [None, None]


def test_the_standing_follows_the_answer(ada: Person, cleo: Person) -> None:
    post = asked_post(ada)

    def stands(viewer_id: int) -> tuple[bool, str]:
        standing = remix_standing(post_card(post.id, viewer_id=viewer_id), viewer_id=viewer_id)
        return standing.may_remix, standing.ask_state

    assert stands(0) == stands(cleo.id) == (False, "")
    asked = ask(cleo, post)
    assert stands(cleo.id) == (False, "open")
    answer(asked, True)
    assert (stands(cleo.id), stands(0), stands(ada.id)) == ((True, "granted"), (False, ""), (True, ""))


def test_a_long_chain_credits_its_first_and_its_nearest(ada: Person, ben: Person, cleo: Person) -> None:
    first = make.post(ada)
    second = make.remix(ben, first)
    third = make.remix(cleo, second)
    fourth = make.remix(cleo, third)
    cards = [post_card(post.id, viewer_id=0) for post in (first, second, third, fourth)]
    assert [line_of(card) for card in cards] == [None, ("ada", None), ("ada", "ben"), ("ada", None)]
    assert cards[2].download_name == f"bottega-{third.id}-after-ada-via-ben.png"
    assert fourth.remix_root_id == first.id


def test_a_hidden_a_withdrawn_and_an_unseen_ancestor_leave_the_credit_its_shape(
    ada: Person, ben: Person, cleo: Person, mo: Person
) -> None:
    first = make.post(ada)
    second = make.remix(ben, first)
    third = make.remix(cleo, second)
    block_person(ada, mo, at=make.moment())
    assert line_of(post_card(third.id, viewer_id=mo.id)) == ("?", "ben")
    withdraw_post(ben, second.id, at=make.moment())
    assert line_of(post_card(third.id, viewer_id=0)) == ("ada", "?")
    withdraw_post(ada, first.id, at=make.moment())
    assert line_of(post_card(third.id, viewer_id=0)) == ("?", None)


def test_the_credit_runs_through_ones_own_edits_however_many(ada: Person, cleo: Person) -> None:
    parent = make.post(ada)
    image = make.image(cleo, parent=make.Parent(parent.image_id, parent.id))
    for _ in range(203):
        image = make.image(cleo, parent=make.Parent(image.id))
    assert make.post(cleo, image).remix_of_id == parent.id
    assert line_of(credits_of_images([image.id], viewer_id=0)[image.id]) == ("ada", None)


@pytest.mark.django_db(transaction=True)
def test_a_reference_hands_its_credit_on(run_jobs: Jobs) -> None:
    ada, cleo = make.person("ada"), make.person("cleo")
    post = make.post(ada)
    plain, lent = make.image(cleo), make.image(cleo, parent=make.Parent(post.image_id, post.id))
    talk = open_conversation(cleo, at=make.moment())
    new = make.ask(cleo, talk.id, "a new one", count=1, reference_ids=(plain.id, lent.id))
    edit = make.ask(
        cleo, talk.id, "make it blue", count=1, change_image_id=plain.id, reference_ids=(lent.id,)
    )
    alone = make.ask(cleo, talk.id, "like this", count=1, reference_ids=(plain.id,))
    run_jobs()
    painted, changed, own = [each.candidates.get().image for each in (new, edit, alone)]
    edges = {each.child_id: (each.parent_id, each.edge) for each in Lineage.objects.all()}
    assert edges[painted.id] == (lent.id, Edge.REFERENCE)
    assert edges[changed.id] == (plain.id, Edge.REMIX)
    assert edges[own.id] == (plain.id, Edge.REFERENCE)
    assert remixed_post_id(painted.id) == remixed_post_id(changed.id) == post.id
    assert remixed_post_id(own.id) is None


def test_the_file_carries_the_credit_in_its_name(ada: Person, cleo: Person) -> None:
    parent = make.post(ada)
    image = make.image(cleo, parent=make.Parent(parent.image_id, parent.id))
    name = f"bottega-{image.id}-after-ada.png"
    assert media_file(image.id, kind="png", width_px=None, viewer_id=cleo.id).name == name


def test_a_conversation_still_names_the_link_post_it_began_with(ada: Person, cleo: Person) -> None:
    post = asked_post(ada, RemixTerms.FREE, audience=Audience.LINK)
    generation = start(cleo, post)
    talk_id = generation.turns.get().conversation_id
    turn = generation_of(cleo.id, talk_id, generation.id)
    assert turn.remix_of
    assert turn.remix_of.author.handle == "ada"


def test_an_uploaded_picture_is_material_and_no_post(ada: Person) -> None:
    upload = make.image(ada, origin=Origin.UPLOADED)
    with pytest.raises(OnlyMaterial):
        make.post(ada, upload)
    assert make.post(ada, make.image(ada, parent=make.Parent(upload.id))).id


def test_editing_without_terms_leaves_them(ada: Person) -> None:
    post = make.post(ada, remix_terms=RemixTerms.NO, prompt_marked=True)
    words = {"caption": "", "alt_text": "A fox", "prompt_shown": False}
    edit_post(ada, post.id, audience=Audience.PUBLIC, at=make.moment(), **words)
    post.refresh_from_db()
    assert (post.remix_terms, post.prompt_marked) == (RemixTerms.NO, True)


def test_publishing_again_from_the_same_picture_keeps_the_credit(ada: Person, cleo: Person) -> None:
    child = make.remix(cleo, make.post(ada))
    withdraw_post(cleo, child.id, at=make.moment())
    again = publish_post(
        cleo,
        child.image_id,
        audience=Audience.PUBLIC,
        caption="All mine",
        alt_text="A fox",
        prompt_shown=False,
        idempotency_key="again",
        at=make.moment(),
    )
    assert line_of(post_card(again.id, viewer_id=0)) == ("ada", None)
