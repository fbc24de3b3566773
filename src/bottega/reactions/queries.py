"""Questions about likes, saves and comments. Ask only about posts that the rule let through."""

from collections.abc import Iterable

from django.db import connection

from bottega.gallery.cards import PostCard
from bottega.gallery.queries import post_card, post_cards
from bottega.kernel.paging import PAGE_MAX, Page
from bottega.people.cards import PersonCard
from bottega.reactions.cards import CommentCard, Tally
from bottega.reactions.models import Save

COMMENTS_MAX = 200

# Blocked and suspended people are counted out: a count must not tell what a list would hide.
_HIDDEN = """
    EXISTS (SELECT 1 FROM people_block AS wall
             WHERE (wall.blocker_id = {person} AND wall.blocked_id = %(viewer)s)
                OR (wall.blocker_id = %(viewer)s AND wall.blocked_id = {person}))
 OR EXISTS (SELECT 1 FROM people_person AS gone WHERE gone.id = {person} AND gone.suspended_at IS NOT NULL)
"""

_TALLIES = f"""
    SELECT post.id,
           (SELECT count(*) FROM reactions_like WHERE post_id = post.id),
           (SELECT count(*) FROM reactions_save WHERE post_id = post.id),
           (SELECT count(*) FROM reactions_comment AS said
             WHERE said.post_id = post.id AND said.removed_at IS NULL
               AND NOT ({_HIDDEN.format(person="said.author_id")})),
           EXISTS (SELECT 1 FROM reactions_like WHERE post_id = post.id AND person_id = %(viewer)s),
           EXISTS (SELECT 1 FROM reactions_save WHERE post_id = post.id AND person_id = %(viewer)s)
      FROM unnest(%(ids)s::bigint[]) AS post(id)
"""  # noqa: S608 - no outside text in it


def tallies(ids: Iterable[int], *, viewer_id: int) -> dict[int, Tally]:
    """How each post was answered, in one query; every id asked for is there."""
    with connection.cursor() as cursor:
        cursor.execute(_TALLIES, {"ids": list(ids), "viewer": viewer_id})
        return {row[0]: Tally(*row[1:]) for row in cursor.fetchall()}


_COMMENTS = f"""
    SELECT said.id, author.id, author.handle, author.name, author.is_demo, said.words, said.made_at,
           said.author_id = %(viewer)s OR post.author_id = %(viewer)s
      FROM reactions_comment AS said
      JOIN people_person AS author ON author.id = said.author_id
      JOIN gallery_post AS post ON post.id = said.post_id
     WHERE said.post_id = %(post)s AND said.removed_at IS NULL
       AND NOT ({_HIDDEN.format(person="said.author_id")})
     ORDER BY said.id DESC LIMIT %(count)s
"""  # noqa: S608


def comments_on(
    post_id: int, *, viewer_id: int, link_key: str = "", seen: PostCard | None = None
) -> list[CommentCard]:
    """The latest COMMENTS_MAX comments below a post, oldest first.

    seen: its card, where this viewer was given it in this request. Raises NoSuchPost.
    """
    if seen is None:
        post_card(post_id, viewer_id=viewer_id, link_key=link_key)
    with connection.cursor() as cursor:
        cursor.execute(_COMMENTS, {"post": post_id, "viewer": viewer_id, "count": COMMENTS_MAX})
        rows = cursor.fetchall()
    return [CommentCard(row[0], PersonCard(*row[1:5]), *row[5:]) for row in reversed(rows)]


def saved_posts(viewer_id: int, *, before_id: int | None = None, count_max: int = 24) -> Page[PostCard]:
    """What the viewer keeps and may still see, latest saved first. `before_id` is the save's id."""
    count = min(count_max, PAGE_MAX)
    kept = Save.objects.filter(person_id=viewer_id)
    if before_id:
        kept = kept.filter(pk__lt=before_id)
    rows = list(kept.order_by("-id").values_list("id", "post_id")[: count + 1])
    cards = post_cards([post_id for _, post_id in rows[:count]], viewer_id=viewer_id)
    shown = [cards[post_id] for _, post_id in rows[:count] if post_id in cards]
    return Page(shown, rows[count - 1][0] if len(rows) > count else None)
