"""Questions about remix asks: what this viewer may make of a post, what waits for them, what they asked.

None writes. An ask whose post is gone, whose terms no longer want asking, or whose asker is blocked or
suspended, waits for nobody and is not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from bottega.gallery.cards import PostCard
from bottega.gallery.models import RemixAsk, RemixTerms
from bottega.gallery.queries import post_cards_as_opened
from bottega.people.cards import PersonCard

ASKS_MAX = 60  # shown of each list
COUNT_MAX = 99


@dataclass(frozen=True, slots=True)
class RemixStanding:
    """What one viewer may make of one post.

    terms: "free", "credit", "ask" or "no". may_remix: they may start from it now.
    ask_state: "" (not asked), "open", "granted" or "declined". ask_id: of that ask, or None.
    """

    terms: str
    may_remix: bool
    is_mine: bool = False
    ask_state: str = ""
    ask_id: int | None = None


@dataclass(frozen=True, slots=True)
class AskCard:
    """One ask. person: who asked, or, in the list of one's own asks, whose post it is.

    post: None where the viewer may no longer see it. may_undo: the answer given can still be unsaid.
    """

    id: int
    person: PersonCard
    post: PostCard | None
    words: str
    state: str
    asked_at: datetime
    may_undo: bool = False


def remix_standing(card: PostCard, *, viewer_id: int) -> RemixStanding:
    """What this viewer may make of a post whose card they were given. One query at most."""
    if card.author.id == viewer_id:
        return RemixStanding(card.terms, may_remix=True, is_mine=True)
    if card.terms != RemixTerms.ASK:
        return RemixStanding(card.terms, may_remix=card.terms != RemixTerms.NO)
    ask = RemixAsk.objects.filter(post_id=card.id, asker_id=viewer_id).first() if viewer_id else None
    if ask is None:
        return RemixStanding(card.terms, may_remix=False)
    may_remix = ask.state == RemixAsk.State.GRANTED
    return RemixStanding(card.terms, may_remix=may_remix, ask_state=ask.state, ask_id=ask.id)


_NOT_BLOCKED = """NOT EXISTS (SELECT 1 FROM people_block AS wall
                               WHERE (wall.blocker_id = ask.author_id AND wall.blocked_id = ask.asker_id)
                                  OR (wall.blocker_id = ask.asker_id AND wall.blocked_id = ask.author_id))"""

_LIVING = f"""
      FROM gallery_remixask AS ask
      JOIN gallery_post AS post ON post.id = ask.post_id AND post.withdrawn_at IS NULL
      JOIN people_person AS asker ON asker.id = ask.asker_id AND asker.suspended_at IS NULL
     WHERE ask.author_id = %(me)s AND {_NOT_BLOCKED}
"""

_OPEN_COUNT = f"""
    SELECT count(*) FROM (
        SELECT 1 {_LIVING} AND ask.state = 'open' AND post.remix_terms = 'ask' LIMIT %(count)s) AS waiting
"""  # noqa: S608

_OF_ME = f"""
    SELECT ask.id, ask.post_id, ask.words, ask.state, ask.asked_at,
           asker.id, asker.handle, asker.name, asker.is_demo,
           ask.state = 'declined' OR ask.state = 'granted' AND NOT EXISTS (
               SELECT 1 FROM gallery_lineage AS edge JOIN gallery_image AS made ON made.id = edge.child_id
                WHERE edge.via_post_id = ask.post_id AND made.maker_id = ask.asker_id)
    {_LIVING} AND (ask.state <> 'open' OR post.remix_terms = 'ask')
     ORDER BY ask.state <> 'open', ask.id DESC LIMIT %(count)s
"""  # noqa: S608

_BY_ME = """
    SELECT ask.id, ask.post_id, ask.words, ask.state, ask.asked_at,
           author.id, author.handle, author.name, author.is_demo, false
      FROM gallery_remixask AS ask JOIN people_person AS author ON author.id = ask.author_id
     WHERE ask.asker_id = %(me)s
     ORDER BY ask.id DESC LIMIT %(count)s
"""


def open_ask_count(author_id: int) -> int:
    """How many asks wait for this person's answer; at most COUNT_MAX."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_COUNT, {"me": author_id, "count": COUNT_MAX})
        count: int = cursor.fetchone()[0]
    return count


def asks_of(author_id: int) -> list[AskCard]:
    """What others asked this person: the open ones first, newest first; at most ASKS_MAX."""
    return _asks(_OF_ME, author_id)


def asks_by(asker_id: int) -> list[AskCard]:
    """What this person asked others, newest first; at most ASKS_MAX."""
    return _asks(_BY_ME, asker_id)


def _asks(sql: str, viewer_id: int) -> list[AskCard]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"me": viewer_id, "count": ASKS_MAX})
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    posts = post_cards_as_opened({row[1] for row in rows}, viewer_id=viewer_id)
    return [_card(row, posts.get(row[1])) for row in rows]


def _card(row: tuple[Any, ...], post: PostCard | None) -> AskCard:
    return AskCard(
        id=row[0],
        person=PersonCard(*row[5:9]),
        post=post,
        words=row[2],
        state=row[3],
        asked_at=row[4],
        may_undo=row[9],
    )
