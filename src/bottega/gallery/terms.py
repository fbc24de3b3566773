"""What an author allows others to make of a post: the rule, and the verbs of asking and answering.

The rule is asked when a remix is asked for, never when it is shown: what exists stays, with its credit,
whatever its source's author decides later. Refuses to judge who may see a post; that is another rule.
"""

from datetime import datetime

from django.db import connection, transaction

from bottega.gallery.models import Lineage, Post, RemixAsk, RemixTerms
from bottega.gallery.queries import post_card
from bottega.kernel.errors import Conflict, NotAllowed, NotFound, OverLimit
from bottega.kernel.ids import new_id
from bottega.kernel.words import clean_text
from bottega.people.models import Person
from bottega.stream.actions import append_fact, ring
from bottega.stream.facts import Kind

ASK_WORDS_MAX = 300
OPEN_ASKS_MAX = 20  # of one person, everywhere: enough to be curious, too few to pester a town


class RemixRefused(NotAllowed):
    """The post's author does not allow this; `facts["terms"]` is "no" or "ask"."""

    code = "remix_refused"


class AskFirst(RemixRefused):
    """The post's author wants to be asked, and has not said yes to this person."""

    code = "ask_first"


class NothingToAsk(Conflict):
    """One's own post, or one whose author lets everybody or nobody remix it."""

    code = "nothing_to_ask"


class TooManyAsks(OverLimit):
    """OPEN_ASKS_MAX of this person's asks wait for an answer."""

    code = "too_many_asks"


class NoSuchAsk(NotFound):
    """No ask of that id that this person made, or that waits for their answer."""

    code = "no_such_ask"


class MadeAlready(Conflict):
    """Something was made on the strength of that yes; it cannot be unsaid."""

    code = "made_already"


# The share lock keeps the terms as they are until the asking commits: whoever changes them waits, and
# whoever changed them first is obeyed.
_TERMS = "SELECT author_id, remix_terms FROM gallery_post WHERE id = %s FOR SHARE"


def refuse_remix(post_id: int, *, person_id: int) -> None:
    """Return when this person may make something from that post now, else raise RemixRefused or AskFirst.

    Call it inside the transaction that asks for the remix: the post's row is locked against change until
    that ends. The caller has asked the rule of seeing already. Authors may always remix their own.
    """
    author_id, terms = _locked_terms(post_id)
    if author_id == person_id or terms in (RemixTerms.FREE, RemixTerms.CREDIT):
        return
    asked = RemixAsk.objects.filter(post_id=post_id, asker_id=person_id, state=RemixAsk.State.GRANTED)
    if terms == RemixTerms.ASK and asked.exists():
        return
    if terms == RemixTerms.ASK:
        raise AskFirst(
            "The author wants to be asked first. Ask on the post's page; your words are safe here.",
            terms="ask",
            post_id=post_id,
        )
    raise RemixRefused(
        "The author does not let this picture be remixed. Your words are safe; start from another picture.",
        terms="no",
        post_id=post_id,
    )


def ask_to_remix(
    asker: Person, post_id: int, words: str = "", *, link_key: str = "", at: datetime
) -> RemixAsk:
    """Ask a post's author whether one may remix it. Asking twice is asking once: the first ask stands.

    words: a note, up to ASK_WORDS_MAX characters, may be empty.

    Raises NoSuchPost (absent, hidden, or one of the two blocked the other), NothingToAsk, TooManyAsks,
    TooLong.
    """
    words = clean_text(words, characters_max=ASK_WORDS_MAX)
    post_card(post_id, viewer_id=asker.id, link_key=link_key)
    with transaction.atomic():
        # The asker's row is the lock: a double press waits here and finds the first one's ask.
        Person.objects.select_for_update(no_key=True).get(pk=asker.pk)
        earlier = RemixAsk.objects.filter(post_id=post_id, asker=asker).first()
        if earlier:
            return earlier
        author_id, terms = _locked_terms(post_id)
        if author_id == asker.id or terms != RemixTerms.ASK:
            raise NothingToAsk("There is nothing to ask: the author has said already what may be done.")
        _refuse_too_many_asks(asker)
        ask = RemixAsk.objects.create(
            id=new_id(at), post_id=post_id, author_id=author_id, asker=asker, words=words, asked_at=at
        )
        append_fact(Kind.REMIX_ASKED, actor_id=asker.id, subject_id=ask.id, at=at, post_id=post_id)
        _ring_both(ask)
    return ask


def answer_remix_ask(author: Person, ask_id: int, *, granted: bool | None, at: datetime) -> RemixAsk:
    """Say yes (True) or no (False) to an ask, or undo what was said (None).

    A yes can be undone or turned into a no only while its asker has made nothing from the post. The same
    answer twice is one. Raises NoSuchAsk, MadeAlready.
    """
    state = {True: RemixAsk.State.GRANTED, False: RemixAsk.State.DECLINED, None: RemixAsk.State.OPEN}[granted]
    with transaction.atomic():
        ask = _ask_of_author(author, ask_id)
        if ask.state == state:
            return ask
        _refuse_if_made(ask)
        ask.state = state
        ask.answered_at = None if granted is None else at
        ask.save(update_fields=["state", "answered_at"])
        append_fact(
            Kind.REMIX_ANSWERED,
            actor_id=author.id,
            subject_id=ask.id,
            at=at,
            post_id=ask.post_id,
            granted=granted,
        )
        _ring_both(ask)
    return ask


def take_back_ask(asker: Person, ask_id: int, *, at: datetime) -> None:
    """Take back one's own ask while it is open, as if it had not been asked. Raises NoSuchAsk.

    What was declined stays declined: nobody is asked the same thing over and over.
    """
    with transaction.atomic():
        mine = RemixAsk.objects.select_for_update().filter(asker=asker, state=RemixAsk.State.OPEN)
        ask = mine.filter(pk=ask_id).first()
        if ask is None:
            raise NoSuchAsk("There is no such ask of yours that still waits.")
        append_fact(
            Kind.REMIX_ASK_TAKEN_BACK, actor_id=asker.id, subject_id=ask.id, at=at, post_id=ask.post_id
        )
        _ring_both(ask)
        ask.delete()


def _locked_terms(post_id: int) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, [post_id])
        author_id, terms = cursor.fetchone()
    return author_id, terms


def _refuse_too_many_asks(asker: Person) -> None:
    if RemixAsk.objects.filter(asker=asker, state=RemixAsk.State.OPEN).count() >= OPEN_ASKS_MAX:
        raise TooManyAsks(
            f"{OPEN_ASKS_MAX} of your asks wait for an answer. Wait for one, or take one back.",
            asks_max=OPEN_ASKS_MAX,
        )


def _ask_of_author(author: Person, ask_id: int) -> RemixAsk:
    post_id = RemixAsk.objects.filter(pk=ask_id, author=author).values_list("post_id", flat=True).first()
    # The post before the ask, as everywhere: whoever is asking for a remix just now is waited for.
    Post.objects.select_for_update().filter(pk=post_id or 0).first()
    ask = RemixAsk.objects.select_for_update().filter(pk=ask_id, author=author).first()
    if ask is None:
        raise NoSuchAsk("There is no such ask any more. It may have been taken back.")
    return ask


def _refuse_if_made(ask: RemixAsk) -> None:
    made = Lineage.objects.filter(via_post_id=ask.post_id, child__maker_id=ask.asker_id)
    if ask.state == RemixAsk.State.GRANTED and made.exists():
        raise MadeAlready("Something was made from it already. Your yes stands; you can change the terms.")


def _ring_both(ask: RemixAsk) -> None:
    ring(f"asks:{ask.author_id}")
    ring(f"asks:{ask.asker_id}")
