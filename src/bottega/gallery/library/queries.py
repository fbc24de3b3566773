"""Questions about one's own library. Nobody else's: every one takes the owner's id and asks by it.

Pages are cut by key: by id, which is by date, or by distance and id where likeness is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django.db import connection

from bottega.gallery.cards import MadeImage
from bottega.gallery.library.cards import FolderCard, FolderLink, Shelf, ShelfItem
from bottega.gallery.library.filters import Filters, read_filters
from bottega.gallery.models import Image, Mark, Origin, SmartFolder
from bottega.gallery.queries import made_images
from bottega.gallery.words import search_terms
from bottega.kernel.ids import first_id_at
from bottega.kernel.paging import PAGE_MAX

SHELF_COUNT: Final = 36
COUNT_MAX: Final = 1_000  # counted no further: it costs, and nobody reads the difference
FOLDER_COUNT_MAX: Final = 99
FOLDERS_MAX: Final = 30
PAINTERS_MAX: Final = 50
SQUARE_SHARE: Final = 1.06  # a picture this much longer than wide still looks square


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """A WHERE clause over the alias {image}, and what it is executed with."""

    sql: str
    parameters: dict[str, Any]

    def over(self, alias: str) -> str:
        return self.sql.replace("{image}", alias)


def shelf(owner_id: int, filters: Filters, *, after: str = "", count_max: int = SHELF_COUNT) -> Shelf:
    """One page of what the filters let through, newest first unless they say otherwise.

    after: `Shelf.after` of the page before; anything else starts at the top. Nine queries at most.
    """
    count = min(count_max, PAGE_MAX)
    narrowed = _narrowed(owner_id, filters)
    looks = _looks(owner_id, filters.like)
    if filters.like and looks is None:
        like = made_images(owner_id, [filters.like]).get(filters.like)
        return Shelf((), "", 0, False, like, lacks_looks=like is not None)
    near = None if filters.is_narrow else _ALL_NEAR
    rows = _like(narrowed, looks, after, count, near) if looks else _by_date(narrowed, filters, after, count)
    shown = rows[:count]
    found, is_more = _count(narrowed)
    ids = [int(row[0]) for row in shown]
    items = _items(owner_id, ids, _stack_counts(narrowed, ids) if _is_stacked(filters) else {})
    like = made_images(owner_id, [filters.like]).get(filters.like) if filters.like else None
    return Shelf(items, _key(shown[-1]) if len(rows) > count else "", found, is_more, like)


def chosen_ids(owner_id: int, ids: Sequence[int]) -> list[int]:
    """Those of the ids that are one's own pictures and not erased, newest first."""
    mine = Image.objects.filter(maker_id=owner_id, erased_at=None, pk__in=list(ids))
    return list(mine.order_by("-id").values_list("id", flat=True))


_PAINTERS = """
    WITH RECURSIVE each AS (
        (SELECT painter FROM gallery_image WHERE maker_id = %(owner)s ORDER BY painter LIMIT 1)
        UNION ALL
        SELECT (SELECT image.painter FROM gallery_image AS image
                 WHERE image.maker_id = %(owner)s AND image.painter > each.painter
                 ORDER BY image.painter LIMIT 1)
          FROM each WHERE each.painter IS NOT NULL
    )
    SELECT painter FROM each WHERE painter <> '' LIMIT %(count)s
"""


def painters_used(owner_id: int) -> list[str]:
    """The names of all painters that one's pictures were made by, in order; a step of the index each."""
    with connection.cursor() as cursor:
        cursor.execute(_PAINTERS, {"owner": owner_id, "count": PAINTERS_MAX})
        return [row[0] for row in cursor.fetchall()]


def folder_links(owner_id: int) -> list[FolderLink]:
    """One's smart folders by name, at most FOLDERS_MAX; one query."""
    rows = SmartFolder.objects.filter(owner_id=owner_id, removed_at=None).order_by("name")[:FOLDERS_MAX]
    return [_folder_link(row) for row in rows]


def removed_folder(owner_id: int, folder_id: int) -> FolderLink | None:
    """A folder of one's own that was removed and can be brought back, or None."""
    row = SmartFolder.objects.filter(pk=folder_id, owner_id=owner_id, removed_at__isnull=False).first()
    return _folder_link(row) if row else None


def folder_cards(owner_id: int) -> list[FolderCard]:
    """One's smart folders, each with its newest picture and a live count; a query each, and five more."""
    links = folder_links(owner_id)
    held = {link.id: _held(owner_id, link.filters) for link in links}
    covers = made_images(owner_id, [ids[0] for ids in held.values() if ids])
    return [
        FolderCard(
            link,
            covers.get(held[link.id][0]) if held[link.id] else None,
            min(len(held[link.id]), FOLDER_COUNT_MAX),
            len(held[link.id]) > FOLDER_COUNT_MAX,
        )
        for link in links
    ]


def _folder_link(row: SmartFolder) -> FolderLink:
    return FolderLink(row.id, row.name, read_filters(row.query))


def _held(owner_id: int, filters: Filters) -> list[int]:
    narrowed = _narrowed(owner_id, replace(filters, stacks=False))
    rows = _by_date(narrowed, replace(filters, stacks=False), "", FOLDER_COUNT_MAX)
    return [int(row[0]) for row in rows]


def _narrowed(owner_id: int, filters: Filters) -> _Narrowed:
    clauses = ["{image}.maker_id = %(owner)s", "{image}.erased_at IS NULL"]
    parameters: dict[str, Any] = {"owner": owner_id}
    terms = search_terms(filters.words)
    if terms:
        clauses.append("{image}.search @@ to_tsquery('simple', %(terms)s)")
        parameters["terms"] = terms
    if filters.painter:
        clauses.append("{image}.painter = %(painter)s")
        parameters["painter"] = filters.painter
    if filters.stack:
        clauses.append("{image}.stack = %(stack)s")
        parameters["stack"] = filters.stack
    # Ids hold their moment, so that a span of days is a span of the index.
    if filters.from_day:
        clauses.append("{image}.id >= %(from_id)s")
        parameters["from_id"] = first_id_at(datetime.combine(filters.from_day, time(), UTC))
    if filters.to_day:
        clauses.append("{image}.id < %(to_id)s")
        parameters["to_id"] = first_id_at(datetime.combine(filters.to_day + timedelta(days=1), time(), UTC))
    clauses += [clause for clause in (_SHAPES.get(filters.shape), _KINDS.get(filters.kind)) if clause]
    return _Narrowed(" AND ".join(clauses), parameters)


_SHAPES: Final = {
    "wide": f"{{image}}.width_px > {{image}}.height_px * {SQUARE_SHARE}",
    "tall": f"{{image}}.height_px > {{image}}.width_px * {SQUARE_SHARE}",
    "square": f"GREATEST({{image}}.width_px, {{image}}.height_px)"
    f" <= LEAST({{image}}.width_px, {{image}}.height_px) * {SQUARE_SHARE}",
}
_KINDS: Final = {
    "made": f"{{image}}.origin = '{Origin.PAINTED}'",
    "uploaded": f"{{image}}.origin = '{Origin.UPLOADED}'",
    "published": "EXISTS (SELECT 1 FROM gallery_post AS post"
    " WHERE post.image_id = {image}.id AND post.withdrawn_at IS NULL)",
    "starred": "EXISTS (SELECT 1 FROM gallery_star AS star WHERE star.image_id = {image}.id)",
}


def _by_date(narrowed: _Narrowed, filters: Filters, after: str, count: int) -> list[tuple[Any, ...]]:
    order, beyond = ("ASC", ">") if filters.sort == "oldest" else ("DESC", "<")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    clauses = [narrowed.over("image")]
    if start:
        clauses.append(f"image.id {beyond} %(after)s")
    if _is_stacked(filters):
        # The newest of a stack stands for it: the index finds a newer one in a step.
        newer = f"newer.stack = image.stack AND newer.id > image.id AND {narrowed.over('newer')}"
        clauses.append(f"NOT EXISTS (SELECT 1 FROM gallery_image AS newer WHERE {newer})")  # noqa: S608
    sql = f"""SELECT image.id FROM gallery_image AS image WHERE {" AND ".join(clauses)}
               ORDER BY image.id {order} LIMIT %(count)s"""  # noqa: S608 - no outside text in it
    return _rows(sql, {**narrowed.parameters, "after": start, "count": count + 1})


# Of a whole library nothing is read but one index; narrowed, each picture's row decides.
_ALL_NEAR: Final = """SELECT mark.image_id AS id, mark.looks <=> %(looks)s::halfvec AS distance
                        FROM gallery_mark AS mark WHERE mark.maker_id = %(owner)s"""


def _like(narrowed: _Narrowed, looks: str, after: str, count: int, near: str | None) -> list[tuple[Any, ...]]:
    distance, _, last_id = after.partition("~")
    is_on = last_id.isdigit() and len(last_id) < 19 and _is_number(distance)
    if near is None:
        near = f"""
            SELECT image.id, mark.looks <=> %(looks)s::halfvec AS distance
              FROM gallery_image AS image JOIN gallery_mark AS mark ON mark.image_id = image.id
             WHERE {narrowed.over("image")}"""  # noqa: S608 - no outside text in it
    # Exact: within one person's library no index of neighbours is quicker than looking at all of it once.
    sql = f"""
        SELECT near.id, near.distance FROM ({near}) AS near
         WHERE {"(near.distance, near.id) > (%(distance)s, %(last)s)" if is_on else "TRUE"}
         ORDER BY near.distance, near.id LIMIT %(count)s"""  # noqa: S608
    place = {"distance": float(distance), "last": int(last_id)} if is_on else {}
    return _rows(sql, {**narrowed.parameters, **place, "looks": looks, "count": count + 1})


def _looks(owner_id: int, image_id: int | None) -> str | None:
    """The looks of one's own picture as pgvector writes them; None where they were never measured."""
    if image_id is None:
        return None
    sql = """SELECT mark.looks::text FROM gallery_mark AS mark JOIN gallery_image AS image
                 ON image.id = mark.image_id
              WHERE image.id = %(image)s AND image.maker_id = %(owner)s AND image.erased_at IS NULL"""
    rows = _rows(sql, {"image": image_id, "owner": owner_id})
    return rows[0][0] if rows else None


def _count(narrowed: _Narrowed) -> tuple[int, bool]:
    sql = f"""SELECT count(*) FROM (SELECT 1 FROM gallery_image AS image
               WHERE {narrowed.over("image")} LIMIT %(most)s) AS found"""  # noqa: S608
    found = _rows(sql, {**narrowed.parameters, "most": COUNT_MAX + 1})[0][0]
    return min(found, COUNT_MAX), found > COUNT_MAX


def _stack_counts(narrowed: _Narrowed, ids: Sequence[int]) -> dict[int, int]:
    sql = f"""SELECT image.stack, count(*) FROM gallery_image AS image
               WHERE {narrowed.over("image")} AND image.stack = ANY(
                     SELECT shown.stack FROM gallery_image AS shown WHERE shown.id = ANY(%(ids)s))
               GROUP BY image.stack"""  # noqa: S608
    return dict(_rows(sql, {**narrowed.parameters, "ids": list(ids)}))


def _items(owner_id: int, ids: Sequence[int], counts: dict[int, int]) -> list[ShelfItem]:
    made = made_images(owner_id, ids)
    held = Image.objects.filter(pk__in=ids).values_list("id", "stack", "upload__file_name", "star__at")
    items = {
        image_id: _item(made[image_id], stack, file_name, starred_at, counts)
        for image_id, stack, file_name, starred_at in held
        if image_id in made
    }
    return [items[each] for each in ids if each in items]


def _item(
    made: MadeImage, stack: int, file_name: str | None, starred_at: datetime | None, counts: dict[int, int]
) -> ShelfItem:
    return ShelfItem(
        made=made,
        is_upload=file_name is not None,
        is_starred=starred_at is not None,
        file_name=file_name or "",
        stack=stack,
        stack_count=counts.get(stack, 1),
    )


def _is_stacked(filters: Filters) -> bool:
    return filters.stacks and not filters.like and not filters.stack


def _key(row: Sequence[Any]) -> str:
    return str(row[0]) if len(row) == 1 else f"{row[1]!r}~{row[0]}"


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) <= 2.0  # the widest that cosine distance goes; refuses nan as well
    except ValueError:
        return False


def _rows(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def has_looks(owner_id: int, image_id: int) -> bool:
    """Whether likeness to this picture of one's own can be asked for."""
    return Mark.objects.filter(image_id=image_id, image__maker_id=owner_id).exists()


def own_item(owner_id: int, image_id: int) -> ShelfItem | None:
    """One picture of one's own as the shelf shows it, or None."""
    items = _items(owner_id, [image_id], {})
    return items[0] if items else None


def recent_made(owner_id: int, words: str, *, count_max: int = 24) -> list[MadeImage]:
    """One's newest pictures and uploads whose words match, for choosing one of them."""
    return [item.made for item in shelf(owner_id, Filters(words=words), count_max=count_max).items]
