"""Whether pictures and choices may be in a dataset, on whose answers that stands, and why not where not.

The decision is the one rule's (`gallery.usage`, `consent.rule`); this file only asks it for many things at
once and reads the answers that it stood on. Refuses answers newer than the horizon: a run that is made again
must not find more than it found before.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from bottega.consent.models import Purpose, Right
from bottega.consent.rule import allows_sql, entry_sql
from bottega.datasets.cards import Party, Picture
from bottega.datasets.samples.asking import Asking, rows_of
from bottega.gallery.usage import LINE_SQL, WORKS_OF_LINE_SQL, may_use_sql

# WebP is what leaves most often and stands for the whole picture at up to 1,024 pixels; the PNG is ten
# times its size. The JPEG is drawn for link previews, at a width that is not the picture's own.
_FORM: Final = """
    LEFT JOIN LATERAL (
        SELECT kind, width_px, height_px, sha256 FROM gallery_rendition
         WHERE image_id = image.id AND kind IN ('webp', 'png', 'jpeg')
         ORDER BY array_position(ARRAY['webp', 'png', 'jpeg'], kind::text), width_px DESC LIMIT 1
    ) AS form ON TRUE
"""

# OFFSET 0, here and below: looked up by key for each row. The planner expects ten thousand ancestors of a
# picture (`WORKS_OF_LINE_SQL`) and would read whole tables for every page.
_ANSWERS: Final = """
    CROSS JOIN LATERAL (VALUES {entries}) AS said (entry_id)
    LEFT JOIN LATERAL (
        SELECT seq, answer, receipt_sha256, fact_seq FROM consent_consententry
         WHERE seq = said.entry_id OFFSET 0
    ) AS entry ON TRUE
    LEFT JOIN LATERAL (SELECT pos FROM stream_position WHERE seq = entry.fact_seq OFFSET 0) AS place ON TRUE
"""

_WORKS: Final = """
    WITH asked AS MATERIALIZED (
        SELECT image.id, image.maker_id, {may_use} AS may_use,
               form.kind, form.width_px, form.height_px, form.sha256
          FROM gallery_image AS image {form}
         WHERE image.id = ANY(%(ids)s)
    )
    SELECT asked.id, asked.may_use, asked.kind, asked.width_px, asked.height_px, asked.sha256,
           member.maker_id = asked.maker_id, member.erased_at IS NOT NULL, member.origin,
           member.maker_id, member.id, COALESCE(shown.id, 0),
           entry.seq, entry.answer, entry.receipt_sha256, place.pos
      FROM asked
     CROSS JOIN LATERAL ({line} SELECT work.id, work.maker_id, work.erased_at, work.origin {works}) AS member
      LEFT JOIN LATERAL (SELECT id FROM gallery_post WHERE image_id = member.id OFFSET 0) AS shown ON TRUE
      {answers}
     ORDER BY asked.id, member.id, shown.id, entry.seq
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A picture or a choice, and who has a say in it. reason: "" where it may be used, else a stable code.

    picture: the form that leaves, its role still to be named; None for a choice, or where no file leaves.
    """

    parties: tuple[Party, ...]
    reason: str
    picture: Picture | None = None


def works_of(image_ids: Collection[int], asking: Asking) -> dict[int, Standing]:
    """How each of these pictures stands, by its id; at most a page of them. One query."""
    found: dict[int, list[tuple[Any, ...]]] = {image_id: [] for image_id in image_ids}
    if found:
        statement = _works_sql(asking.recipe.purposes)
        for row in rows_of(statement, {"ids": list(found)}):
            found[row[0]].append(row)
    return {image_id: _standing(rows, asking.horizon) for image_id, rows in found.items()}


def _works_sql(purposes: tuple[Purpose, ...]) -> str:
    entries = ", ".join(
        "(CASE WHEN member.maker_id = asked.maker_id THEN "
        f"{entry_sql('member.maker_id', 'COALESCE(shown.id, 0)', Right.WORK, purpose)} ELSE "
        f"{entry_sql('member.maker_id', 'COALESCE(shown.id, 0)', Right.DESCENT, purpose)} END)"
        for purpose in purposes
    )
    return _WORKS.format(
        may_use=may_use_sql("image", purposes),
        form=_FORM,
        line=LINE_SQL.format(image="asked"),
        works=WORKS_OF_LINE_SQL,
        answers=_ANSWERS.format(entries=entries),
    )


def _standing(rows: list[tuple[Any, ...]], horizon: int) -> Standing:
    if not rows:
        return Standing((), "erased")
    _, may_use, kind, width_px, height_px, sha256, *_ = rows[0]
    if not may_use:
        return Standing((), _why_not(rows))
    # Nobody asked the people who may be seen in an uploaded photograph, nor whoever took it.
    if any(row[8] == "uploaded" for row in rows):
        return Standing((), "from_upload")
    if any(row[15] is None or row[15] > horizon for row in rows):
        return Standing((), "too_new")
    if sha256 is None:
        return Standing((), "no_file")
    parties = dict.fromkeys(
        Party(row[9], Right.WORK if row[6] else Right.DESCENT, row[10], row[11], row[12], row[14])
        for row in rows
    )
    return Standing(tuple(parties), "", Picture("", rows[0][0], sha256, kind, width_px, height_px))


def _why_not(rows: list[tuple[Any, ...]]) -> str:
    if any(row[7] or row[10] is None for row in rows):
        return "erased"
    return "no_work" if any(row[6] and row[13] != "allow" for row in rows) else "no_descent"


def choice_sql(generation: str, owner: str, purposes: Iterable[Purpose]) -> str:
    """A boolean SQL expression: who asked for that generation allows what they chose among it to be used.

    generation, owner: SQL expressions of ids. An answer for a post binds the whole set that its picture was
    chosen from; a set of which nothing was ever shown is bound by the answer for everything.
    """
    wanted = tuple(purposes)
    shown = f"""studio_candidate AS of_set JOIN gallery_post AS shown ON shown.image_id = of_set.image_id
                 WHERE of_set.generation_id = {generation}"""
    return f"""(
        NOT EXISTS (SELECT 1 FROM {shown} AND NOT {allows_sql(owner, "shown.id", Right.CHOICE, wanted)})
        AND (EXISTS (SELECT 1 FROM {shown}) OR {allows_sql(owner, "0", Right.CHOICE, wanted)})
        AND NOT EXISTS (SELECT 1 FROM people_person AS chooser
                         WHERE chooser.id = {owner} AND chooser.suspended_at IS NOT NULL)
    )"""  # noqa: S608


_CHOICES: Final = """
    SELECT asked.id, {may_choose}, asked.owner_id, posts.id, entry.seq, entry.receipt_sha256, place.pos
      FROM studio_generation AS asked
     CROSS JOIN LATERAL (
            SELECT shown.id FROM studio_candidate AS of_set JOIN gallery_post AS shown
                ON shown.image_id = of_set.image_id WHERE of_set.generation_id = asked.id
            UNION ALL
            SELECT 0 WHERE NOT EXISTS (
                SELECT 1 FROM studio_candidate AS of_set JOIN gallery_post AS shown
                    ON shown.image_id = of_set.image_id WHERE of_set.generation_id = asked.id)
     ) AS posts (id)
     {answers}
     WHERE asked.id = ANY(%(ids)s)
     ORDER BY asked.id, posts.id, entry.seq
"""


def choices_of(generation_ids: Collection[int], asking: Asking) -> dict[int, Standing]:
    """How each of these choices stands, by the generation's id; at most a page of them. One query.

    Their parties name no picture yet: whoever makes a sample says which one was chosen.
    """
    purposes = asking.recipe.purposes
    entries = ", ".join(
        f"({entry_sql('asked.owner_id', 'posts.id', Right.CHOICE, purpose)})" for purpose in purposes
    )
    statement = _CHOICES.format(
        may_choose=choice_sql("asked.id", "asked.owner_id", purposes),
        answers=_ANSWERS.format(entries=entries),
    )
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows_of(statement, {"ids": list(generation_ids)}) if generation_ids else ():
        found.setdefault(row[0], []).append(row)
    return {generation_id: _choice(rows, asking.horizon) for generation_id, rows in found.items()}


def _choice(rows: list[tuple[Any, ...]], horizon: int) -> Standing:
    if not rows[0][1]:
        return Standing((), "no_choice")
    if any(row[6] is None or row[6] > horizon for row in rows):
        return Standing((), "too_new")
    parties = dict.fromkeys(Party(row[2], Right.CHOICE, 0, row[3], row[4], row[5]) for row in rows)
    return Standing(tuple(parties), "")


def chosen(standing: Standing, image_id: int) -> tuple[Party, ...]:
    """The parties of a choice, about the picture that was chosen."""
    return tuple(replace(party, image_id=image_id) for party in standing.parties)


def in_role(picture: Picture, role: str) -> Picture:
    """The picture in that column. Written out, because `replace` takes four times as long, for each row."""
    sizes = picture.width_px, picture.height_px
    return Picture(role, picture.image_id, picture.blob, picture.kind, *sizes)


def standing_on_post(party: Party) -> Party:
    """The party of a sample that also needs the post to be there for everybody."""
    ids = party.image_id, party.post_id, party.entry
    return Party(party.person_id, party.right, *ids, party.receipt_sha256, by_post=True)


def joined(*standings: tuple[Party, ...]) -> tuple[Party, ...]:
    """All who have a say, each answer once, in an order that is the same at every run."""
    every = dict.fromkeys(party for parties in standings for party in parties)
    return tuple(sorted(every, key=lambda party: (party.right, party.entry, party.image_id, party.post_id)))
