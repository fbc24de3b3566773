"""Candidates: which posts could stand in a timeline, newest first, seen and unmuted, by SQL alone.

Each source asks the one rule of seeing inside its own query, so a page of twenty is twenty.
"""

from django.db import connection

from bottega.feed.cards import Timeline
from bottega.gallery.visibility import may_see_sql, viewer_parameters

_LISTED = "post.audience IN ('public', 'followers')"  # never "only me", never "link", not even one's own
_NOT_MUTED = """NOT EXISTS (SELECT 1 FROM people_mute AS mute
                             WHERE mute.muter_id = %(viewer)s AND mute.muted_id = post.author_id)"""

# What the rule says about a whole author is asked once for each author, not for each of their posts.
# It only spares work: the rule itself has the last word, below.
_OPEN_AUTHORS = """
    SELECT author_id FROM (
        SELECT %(viewer)s::bigint AS author_id
         UNION ALL
        SELECT followee_id FROM people_follow WHERE follower_id = %(viewer)s
    ) AS source
    WHERE NOT EXISTS (SELECT 1 FROM people_person AS gone
                       WHERE gone.id = author_id AND gone.suspended_at IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM people_mute AS mute
                       WHERE mute.muter_id = %(viewer)s AND mute.muted_id = author_id)
      AND NOT EXISTS (SELECT 1 FROM people_block AS wall
                       WHERE (wall.blocker_id = author_id AND wall.blocked_id = %(viewer)s)
                          OR (wall.blocker_id = %(viewer)s AND wall.blocked_id = author_id))
"""

# One short walk of the index (author, newest first, audience included) for each followed author: the
# cost grows with follows, not with posts. Then the rule, on the few that are left.
_FOLLOWING = f"""
    SELECT post.id FROM (
        SELECT recent.id FROM ({_OPEN_AUTHORS}) AS source
        CROSS JOIN LATERAL (
            SELECT post.id FROM gallery_post AS post
             WHERE post.author_id = source.author_id AND post.withdrawn_at IS NULL AND {_LISTED}
               AND post.id < %(before)s AND post.id > %(after)s
             ORDER BY post.id DESC LIMIT %(count)s
        ) AS recent
        ORDER BY recent.id DESC LIMIT %(count)s
    ) AS newest
    JOIN gallery_post AS post ON post.id = newest.id
    WHERE {may_see_sql("post")}
    ORDER BY post.id DESC
"""  # noqa: S608 - no outside text in it

_PUBLIC = f"""
    SELECT post.id FROM gallery_post AS post
     WHERE post.audience = 'public' AND post.withdrawn_at IS NULL
       AND post.id < %(before)s AND post.id > %(after)s
       AND {may_see_sql("post")} AND {_NOT_MUTED}
"""  # noqa: S608

_NEWEST = f"{_PUBLIC} ORDER BY post.id DESC LIMIT %(count)s"

_EXPLORE = f"""{_PUBLIC}
       AND post.author_id <> %(viewer)s
       AND NOT EXISTS (SELECT 1 FROM people_follow AS tie
                        WHERE tie.follower_id = %(viewer)s AND tie.followee_id = post.author_id)
     ORDER BY post.id DESC LIMIT %(count)s
"""  # noqa: S608

_SOURCES = {Timeline.FOLLOWING: _FOLLOWING, Timeline.NEWEST: _NEWEST, Timeline.EXPLORE: _EXPLORE}


def candidates(
    timeline: Timeline, *, viewer_id: int, before_id: int | None = None, after_id: int = 0, count: int
) -> list[int]:
    """Ids of posts this viewer may see in this timeline, newest first, older than `before_id`."""
    parameters = {"before": before_id or 2**63 - 1, "after": after_id, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES[timeline], {**parameters, **viewer_parameters(viewer_id)})
        return [row[0] for row in cursor.fetchall()]
