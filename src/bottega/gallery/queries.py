"""Questions about images and posts. None writes; each takes the viewer and asks the one rule.

Cards come in few queries however many they are: the posts with image and author in one, their
screen forms in a second, the posts they remix in a third.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db import connection

from bottega.gallery.actions import NoSuchImage, NoSuchPost
from bottega.gallery.cards import (
    ImageCard,
    LineageCard,
    MadeImage,
    MediaFile,
    PostCard,
    PostLink,
    RecipeCard,
    RenditionCard,
    download_name,
)
from bottega.gallery.credit import credit_of, credits_of_images, post_links
from bottega.gallery.models import Audience, Image, Lineage, Post, Rendition
from bottega.gallery.renditions import thumbhash_data_url
from bottega.gallery.visibility import NOBODY, may_see_sql, viewer_parameters
from bottega.gallery.words import search_terms
from bottega.kernel.paging import PAGE_MAX, Page
from bottega.people.cards import PersonCard

ANCESTORS_MAX = 12
REMIXES_MAX = 24
CARDS_MAX = 200
AS_OPENED_MAX = 24  # link posts loaded one by one; further ones are shown as what one cannot see
MADE_MAX = 1_000

_CARDS = f"""
    SELECT post.id, post.caption, post.alt_text, post.audience, post.published_at, post.edited_at,
           CASE WHEN post.prompt_shown THEN image.words ELSE '' END, image.painter, post.remix_of_id,
           author.id, author.handle, author.name, author.is_demo,
           image.id, image.width_px, image.height_px, image.thumbhash, image.colour,
           post.remix_terms, post.remix_root_id
      FROM gallery_post AS post
      JOIN people_person AS author ON author.id = post.author_id
      JOIN gallery_image AS image ON image.id = post.image_id
     WHERE post.id = ANY(%(ids)s) AND image.erased_at IS NULL AND {may_see_sql("post")}
"""  # noqa: S608 - no outside text in it


def post_cards(ids: Iterable[int], *, viewer_id: int, link_key: str = "") -> dict[int, PostCard]:
    """Cards of those posts that this viewer may see, by id; the others are simply not there.

    ids: at most CARDS_MAX. Three queries, whatever the content. link_key opens link posts.
    """
    asked = list(ids)[:CARDS_MAX]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, {"ids": asked, **viewer_parameters(viewer_id, link_key=link_key)})
        rows = cursor.fetchall()
    forms = _forms_by_image([row[13] for row in rows])
    remixed = post_links({row[place] for row in rows for place in (8, 19) if row[place]}, viewer_id)
    return {row[0]: _post_card(row, forms, remixed, link_key) for row in rows}


def post_cards_as_opened(ids: Iterable[int], *, viewer_id: int) -> dict[int, PostCard]:
    """As `post_cards`, for posts that this viewer came to once: link posts open too, they had the link.

    Only for what the viewer made or asked from those posts. Three queries more for each link post.
    """
    wanted = set(ids)
    cards = post_cards(wanted, viewer_id=viewer_id)
    closed = Post.objects.filter(pk__in=wanted - cards.keys(), audience=Audience.LINK)
    for post_id, key in closed.values_list("id", "link_key")[:AS_OPENED_MAX]:
        cards |= post_cards([post_id], viewer_id=viewer_id, link_key=key)
    return cards


def post_card(post_id: int, *, viewer_id: int, link_key: str = "") -> PostCard:
    """One post. Raises NoSuchPost: absent, withdrawn or not for this viewer, all the same."""
    card = post_cards([post_id], viewer_id=viewer_id, link_key=link_key).get(post_id)
    if card is None:
        raise NoSuchPost("There is no such post, or it is not for you to see.")
    return card


def recipe_of_post(
    post_id: int, *, viewer_id: int, link_key: str = "", seen: PostCard | None = None
) -> RecipeCard:
    """How the post's image was made.

    Where its author does not show the prompt, `words` is "" and `drew` and `missed`, which are
    pieces of the prompt, are empty. seen: the card, where this viewer was given it in this request.
    Raises NoSuchPost.
    """
    card = seen or post_card(post_id, viewer_id=viewer_id, link_key=link_key)
    recipe = _recipe(Image.objects.get(pk=card.image.id), words=card.words)
    return recipe if card.words else replace(recipe, drew=(), missed=())


_POSTS_BY = f"""
    SELECT post.id FROM gallery_post AS post
     WHERE post.author_id = %(author)s AND post.id < %(before)s AND post.audience <> 'link'
       AND {may_see_sql("post")}
     ORDER BY post.id DESC LIMIT %(count)s
"""  # noqa: S608

_OWN_POSTS = f"""
    SELECT post.id FROM gallery_post AS post
     WHERE post.author_id = %(viewer)s AND post.id < %(before)s AND {may_see_sql("post")}
     ORDER BY post.id DESC LIMIT %(count)s
"""  # noqa: S608


def posts_by(
    author_id: int, *, viewer_id: int, before_id: int | None = None, count_max: int = 24
) -> Page[PostCard]:
    """An author's posts that this viewer may see, newest first; link posts only to the author."""
    sql = _OWN_POSTS if author_id == viewer_id else _POSTS_BY
    return _page_of_cards(sql, {"author": author_id}, viewer_id, before_id, count_max)


_REMIXES = f"""
    SELECT post.id FROM gallery_post AS post
     WHERE post.remix_of_id = %(parent)s AND post.id < %(before)s AND post.audience <> 'link'
       AND {may_see_sql("post")}
     ORDER BY post.id DESC LIMIT %(count)s
"""  # noqa: S608

_REMIX_COUNTS = f"""
    SELECT post.remix_of_id, count(*) FROM gallery_post AS post
     WHERE post.remix_of_id = ANY(%(ids)s) AND post.audience <> 'link' AND {may_see_sql("post")}
     GROUP BY post.remix_of_id
"""  # noqa: S608

_ANCESTOR_IDS = """
    WITH RECURSIVE chain AS (
        SELECT remix_of_id AS id, 1 AS step FROM gallery_post WHERE id = %(post)s AND remix_of_id IS NOT NULL
        UNION ALL
        SELECT post.remix_of_id, chain.step + 1 FROM chain JOIN gallery_post AS post ON post.id = chain.id
         WHERE post.remix_of_id IS NOT NULL AND chain.step < %(steps)s
    )
    SELECT id FROM chain ORDER BY step
"""


def remix_counts(ids: Iterable[int], *, viewer_id: int) -> dict[int, int]:
    """How many direct remixes of each post this viewer may see; posts without any are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_REMIX_COUNTS, {"ids": list(ids), **viewer_parameters(viewer_id)})
        return dict(cursor.fetchall())


def lineage_of(
    post_id: int, *, viewer_id: int, link_key: str = "", seen: PostCard | None = None
) -> LineageCard:
    """The posts this one came from and those made from it; seen as for a recipe. Raises NoSuchPost."""
    if seen is None:
        post_card(post_id, viewer_id=viewer_id, link_key=link_key)
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTOR_IDS, {"post": post_id, "steps": ANCESTORS_MAX})
        chain = [row[0] for row in cursor.fetchall()]
    above = post_cards(chain, viewer_id=viewer_id)
    remixes = _page_of_cards(_REMIXES, {"parent": post_id}, viewer_id, None, REMIXES_MAX)
    return LineageCard(
        ancestors=[above.get(ancestor) for ancestor in chain],
        remixes=remixes.items,
        remix_count=remix_counts([post_id], viewer_id=viewer_id).get(post_id, 0),
    )


def library(
    owner_id: int, *, words: str = "", before_id: int | None = None, count_max: int = 36
) -> Page[MadeImage]:
    """Everything a person ever made, newest first, whether published or not.

    words: when given, only images whose prompt holds every one of them (by the start of a word).
    """
    count = min(count_max, PAGE_MAX)
    mine = Image.objects.filter(maker_id=owner_id, erased_at=None)
    if before_id:
        mine = mine.filter(pk__lt=before_id)
    terms = search_terms(words)
    if terms:
        mine = mine.extra(where=["search @@ to_tsquery('simple', %s)"], params=[terms])
    rows = list(mine.order_by("-id")[: count + 1])
    made = _made(rows[:count])
    return Page(made, rows[count - 1].id if len(rows) > count else None)


def made_images(owner_id: int, ids: Iterable[int]) -> dict[int, MadeImage]:
    """Those of the images that this person made, by id. Four queries, whatever the number.

    ids: at most MADE_MAX, which is a full conversation's.
    """
    rows = Image.objects.filter(maker_id=owner_id, erased_at=None, pk__in=list(ids)[:MADE_MAX])
    return {made.image.id: made for made in _made(list(rows))}


_MEDIA = f"""
    SELECT image.sha256,
           EXISTS (SELECT 1 FROM gallery_post AS post
                    WHERE post.image_id = image.id AND post.audience = 'public' AND {may_see_sql("post")})
      FROM gallery_image AS image
     WHERE image.id = %(image)s AND image.erased_at IS NULL
       AND (image.maker_id = %(viewer)s
            OR EXISTS (SELECT 1 FROM gallery_post AS post
                        WHERE post.image_id = image.id AND {may_see_sql("post")}))
"""  # noqa: S608

_ON_PAGES = ("avif", "webp")
_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}


def media_file(
    image_id: int, *, kind: str, width_px: int | None, viewer_id: int, link_key: str = ""
) -> MediaFile:
    """The blob behind a media URL: the whole picture (kind "png") or one screen form, with its marks.

    Pictures made before there were marks have no whole form; of those it is the bare master.
    width_px: None takes the widest of its kind. Raises NoSuchImage: absent, erased, no such form,
    or neither made by this viewer nor in a post they may see.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MEDIA, {"image": image_id, **viewer_parameters(viewer_id, link_key=link_key)})
        row = cursor.fetchone()
    if row is None:
        raise NoSuchImage("There is no such picture, or it is not for you to see.")
    sha256, is_public = row
    forms = Rendition.objects.filter(image_id=image_id, kind=kind)
    if kind == "png":
        # What anybody may keep is named as anybody sees it: shared caches hand it to the next one.
        credit = credits_of_images([image_id], viewer_id=NOBODY if is_public else viewer_id).get(image_id)
        whole = forms.values_list("sha256", flat=True).first()
        return MediaFile(whole or sha256, "image/png", is_public, download_name(image_id, credit))
    if width_px is not None:
        forms = forms.filter(width_px=width_px)
    form = forms.order_by("-width_px").values_list("sha256", flat=True).first()
    if form is None or kind not in _TYPES:
        raise NoSuchImage("There is no such form of this picture.")
    return MediaFile(form, _TYPES[kind], is_public)


def own_post(author_id: int, post_id: int) -> Post:
    """The row of one of the author's own posts, for the edit form. Raises NoSuchPost."""
    post = Post.objects.filter(pk=post_id, author_id=author_id, withdrawn_at=None).first()
    if post is None:
        raise NoSuchPost("There is no such post of yours.")
    return post


def _page_of_cards(
    sql: str, parameters: Mapping[str, Any], viewer_id: int, before_id: int | None, count_max: int
) -> Page[PostCard]:
    count = min(count_max, PAGE_MAX)
    bounds = {"before": before_id or 2**63 - 1, "count": count + 1}
    with connection.cursor() as cursor:
        cursor.execute(sql, {**parameters, **bounds, **viewer_parameters(viewer_id)})
        ids = [row[0] for row in cursor.fetchall()]
    cards = post_cards(ids[:count], viewer_id=viewer_id)
    shown = [cards[post_id] for post_id in ids[:count] if post_id in cards]
    return Page(shown, ids[count - 1] if len(ids) > count else None)


def _post_card(
    row: tuple[Any, ...],
    forms: Mapping[int, Sequence[RenditionCard]],
    remixed: Mapping[int, PostLink],
    link_key: str,
) -> PostCard:
    post_id, caption, alt_text, audience, published_at, edited_at, words, painter, remix_of_id = row[:9]
    key = link_key if audience == "link" else ""
    return PostCard(
        id=post_id,
        author=PersonCard(*row[9:13]),
        image=_image_card(row[13:18], forms.get(row[13], ()), key),
        caption=caption,
        alt_text=alt_text,
        audience=audience,
        words=words,
        painter=painter,
        published_at=published_at,
        edited_at=edited_at,
        remix_of=remixed.get(remix_of_id),
        remix_hidden=bool(remix_of_id) and remix_of_id not in remixed,
        link_key=key,
        terms=row[18],
        credit=credit_of(row[19], remix_of_id, maker_id=row[9], links=remixed) if remix_of_id else None,
    )


def _image_card(row: Sequence[Any], forms: Sequence[RenditionCard], key: str = "") -> ImageCard:
    image_id, width_px, height_px, thumbhash, colour = row
    return ImageCard(image_id, width_px, height_px, _placeholder(thumbhash), colour, forms, key)


@lru_cache(maxsize=20_000)
def _placeholder(thumbhash: str) -> str:
    return thumbhash_data_url(thumbhash)


def _forms_by_image(image_ids: Sequence[int]) -> dict[int, list[RenditionCard]]:
    forms: dict[int, list[RenditionCard]] = defaultdict(list)
    rows = Rendition.objects.filter(image_id__in=image_ids, kind__in=_ON_PAGES).order_by("width_px")
    for image_id, kind, width_px, height_px in rows.values_list("image_id", "kind", "width_px", "height_px"):
        forms[image_id].append(RenditionCard(kind, width_px, height_px))
    return forms


def _made(rows: Sequence[Image]) -> list[MadeImage]:
    ids = [image.id for image in rows]
    forms = _forms_by_image(ids)
    posts = dict(Post.objects.filter(image_id__in=ids, withdrawn_at=None).values_list("image_id", "id"))
    parents = dict(Lineage.objects.filter(child_id__in=ids).values_list("child_id", "parent_id"))
    return [
        MadeImage(
            image=_image_card(
                (image.id, image.width_px, image.height_px, image.thumbhash, image.colour),
                forms.get(image.id, ()),
            ),
            recipe=_recipe(image, words=image.words),
            post_id=posts.get(image.id),
            parent_image_id=parents.get(image.id),
        )
        for image in rows
    ]


def _recipe(image: Image, *, words: str) -> RecipeCard:
    return RecipeCard(words, image.painter, image.model, image.seed, image.drew, image.missed, image.made_at)
