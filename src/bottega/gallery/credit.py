"""Whom a picture came from: the credit that every remix carries, computed from lineage at each reading.

Nothing here can be set or switched off. A name is said only where the rule of seeing lets this viewer see
the post; otherwise the credit keeps its shape and says "somebody".
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from bottega.gallery.cards import Credit, PostLink
from bottega.gallery.lineage import remixed_post_ids
from bottega.gallery.models import Image, Post
from bottega.gallery.visibility import may_see_sql, viewer_parameters
from bottega.people.cards import PersonCard

IMAGES_MAX = 1_000  # a full conversation's


def credit_of(root_id: int | None, parent_id: int, *, maker_id: int, links: Mapping[int, PostLink]) -> Credit:
    """The credit of what that maker made from the post `parent_id`, whose family began with `root_id`.

    root_id: None where the parent is itself the first. links: those of the two that the viewer may see.
    """
    after, via = links.get(root_id or parent_id), links.get(parent_id)
    if root_id in (None, parent_id) or (after is None and via is None):
        return Credit(after)
    if via and via.author.id in (maker_id, after.author.id if after else None):
        return Credit(after)
    return Credit(after, via, has_via=True)


def credits_of_images(image_ids: Sequence[int], *, viewer_id: int) -> dict[int, Credit]:
    """The credit that each of these images carries, published or not; images from no post are left out.

    image_ids: at most IMAGES_MAX. Ask only for images that this viewer may see. Four queries.
    """
    parents = remixed_post_ids(image_ids[:IMAGES_MAX])
    roots = dict(Post.objects.filter(pk__in=set(parents.values())).values_list("id", "remix_root_id"))
    links = post_links({*parents.values(), *filter(None, roots.values())}, viewer_id)
    makers = dict(Image.objects.filter(pk__in=parents).values_list("id", "maker_id"))
    return {
        image_id: credit_of(roots[parent], parent, maker_id=makers[image_id], links=links)
        for image_id, parent in parents.items()
    }


_LINKS = f"""
    SELECT post.id, author.id, author.handle, author.name, author.is_demo
      FROM gallery_post AS post JOIN people_person AS author ON author.id = post.author_id
     WHERE post.id = ANY(%(ids)s) AND {may_see_sql("post")}
"""  # noqa: S608


def post_links(ids: Iterable[int], viewer_id: int) -> dict[int, PostLink]:
    """Those of the posts that this viewer may see, without a link key, by id. One query."""
    ids = list(ids)
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LINKS, {"ids": ids, **viewer_parameters(viewer_id)})
        return {row[0]: PostLink(row[0], PersonCard(*row[1:])) for row in cursor.fetchall()}
