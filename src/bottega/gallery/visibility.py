"""Who may see a post: one rule, in SQL, used by every surface.

A page, a fragment, the JSON API, a live count, a media URL and a cached timeline all ask this rule
and no other. It is SQL text because it must be evaluated where the rows are: a rule in Python would
see rows that its viewer may not.

The viewer is a number: the person's id, or 0 for nobody. Never None: `= NULL` is neither true nor
false and would open or close doors by accident.
"""

from typing import Final

NOBODY: Final = 0

# {post} is the alias of gallery_post; %(viewer)s and %(link_key)s are parameters.
_RULE = """(
    {post}.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM people_person AS author
                     WHERE author.id = {post}.author_id AND author.suspended_at IS NOT NULL)
    AND (
        {post}.author_id = %(viewer)s
        OR (
            (
                {post}.audience = 'public'
                OR ({post}.audience = 'link' AND {post}.link_key = %(link_key)s)
                OR ({post}.audience = 'followers'
                    AND EXISTS (SELECT 1 FROM people_follow AS tie
                                 WHERE tie.follower_id = %(viewer)s AND tie.followee_id = {post}.author_id))
            )
            AND NOT EXISTS (SELECT 1 FROM people_block AS wall
                             WHERE (wall.blocker_id = {post}.author_id AND wall.blocked_id = %(viewer)s)
                                OR (wall.blocker_id = %(viewer)s AND wall.blocked_id = {post}.author_id))
        )
    )
)"""


def may_see_sql(post: str = "gallery_post") -> str:
    """The rule as a boolean SQL expression over the table alias `post`.

    Execute it with the parameters of `viewer_parameters`.
    """
    if not post.isidentifier():
        raise ValueError(f"{post!r} is no alias")
    return _RULE.format(post=post)


def viewer_parameters(viewer_id: int, *, link_key: str = "") -> dict[str, int | str]:
    """The named parameters of the rule. link_key: what a shared link carries; opens link posts only."""
    # An empty key must match nothing, and no stored key is this long.
    return {"viewer": viewer_id, "link_key": link_key or "-" * 40}
