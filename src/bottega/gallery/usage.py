"""Which uses of a picture everybody with a say in it allows: its author and the author of every ancestor.

One rule in SQL, evaluated where the rows are and never kept: exports, streams, headers, marks and answers
ask it at the moment they use the picture. Refuses what was erased, anywhere along the line.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import connection

from bottega.consent.models import Purpose, Right
from bottega.consent.rule import allows_sql

# What one picture of a line was made from: what was changed or remixed, and what was given beside the words.
_ABOVE: Final = """
                SELECT edge.parent_id FROM gallery_lineage AS edge WHERE edge.child_id = line.id
                UNION ALL
                SELECT named.id::bigint
                  FROM gallery_mark AS mark
                 CROSS JOIN LATERAL jsonb_array_elements_text(mark.reference_ids) AS named (id)
                 WHERE mark.image_id = line.id
"""

# Every picture that the image was made from, and itself.
# UNION, not UNION ALL: a picture that was reached twice is walked once.
LINE_SQL: Final = f"""
    WITH RECURSIVE line (id) AS (
        SELECT {{image}}.id
        UNION
        SELECT above.id
          FROM line CROSS JOIN LATERAL (
                {_ABOVE}
          ) AS above (id)
    )
"""  # noqa: S608 - our own words

# What is known of each of them; all NULL where there is no such picture any more.
# OFFSET 0, here and below: the walk finds few rows, and whoever plans cannot know it; whole tables must not
# be joined.
WORKS_OF_LINE_SQL: Final = """
    FROM line LEFT JOIN LATERAL (
        SELECT id, maker_id, erased_at, origin FROM gallery_image WHERE id = line.id OFFSET 0
    ) AS work ON TRUE
"""

_RULE: Final = """
    NOT EXISTS (
        {line}
        SELECT 1 {works}
         WHERE work.id IS NULL
            OR work.erased_at IS NOT NULL
            OR EXISTS (SELECT 1 FROM gallery_post AS shown
                        WHERE shown.image_id = work.id
                          AND NOT CASE WHEN work.maker_id = {image}.maker_id THEN {work} ELSE {descent} END)
            OR NOT CASE WHEN work.maker_id = {image}.maker_id THEN {work_any} ELSE {descent_any} END
               AND NOT EXISTS (SELECT 1 FROM gallery_post AS shown WHERE shown.image_id = work.id)
    )
"""


# The same rule for every use at once: one walk for all of them, and a tenth of the words, because telling
# machines asks it with each picture. tests/gallery/test_usage.py holds the two to one answer.
_EVERY_USE: Final = f"""
    WITH RECURSIVE line (image_id, id) AS (
        SELECT image.id, image.id FROM gallery_image AS image WHERE image.id = ANY(%(images)s)
        UNION
        SELECT line.image_id, above.id
          FROM line CROSS JOIN LATERAL (
                {_ABOVE}
          ) AS above (id)
    ), say AS MATERIALIZED (
    SELECT line.image_id, work.maker_id AS person_id, COALESCE(shown.id, 0) AS post_id,
           CASE WHEN work.maker_id = image.maker_id THEN '{Right.WORK}' ELSE '{Right.DESCENT}' END AS whose
      FROM line
     CROSS JOIN LATERAL (SELECT maker_id FROM gallery_image WHERE id = line.image_id OFFSET 0) AS image
      LEFT JOIN LATERAL (
           SELECT id, maker_id FROM gallery_image WHERE id = line.id AND erased_at IS NULL OFFSET 0
           ) AS work ON TRUE
      LEFT JOIN LATERAL (SELECT id FROM gallery_post WHERE image_id = work.id OFFSET 0) AS shown ON TRUE
    ), said AS (
    SELECT say.image_id, asked.purpose, bool_and(COALESCE(
               (SELECT one.answer FROM consent_consentnow AS one
                 WHERE one.person_id = say.person_id AND one.right = say.whose AND one.purpose = asked.purpose
                   AND one.post_id = say.post_id AND say.post_id <> 0 AND one.answer <> 'unset'),
               (SELECT every.answer FROM consent_consentnow AS every
                 WHERE every.person_id = say.person_id AND every.right = say.whose
                   AND every.purpose = asked.purpose AND every.post_id = 0),
               'unset') = 'allow') AS holds
      FROM say CROSS JOIN unnest(%(purposes)s::text[]) AS asked (purpose)
     GROUP BY say.image_id, asked.purpose)
    SELECT said.image_id, COALESCE(array_agg(said.purpose) FILTER (WHERE said.holds), ARRAY[]::text[])
      FROM said GROUP BY said.image_id
"""  # noqa: S608 - our own words


def may_use_sql(image: str, purposes: Iterable[Purpose]) -> str:
    """A boolean SQL expression over the alias of a gallery_image: all of these uses are allowed, now.

    Its own author must allow them for their works, and so for their other pictures along the line; every
    other ancestor's author for what is made from theirs. An answer for a post binds the picture in it.
    """
    if not image.isidentifier():
        raise ValueError(f"{image!r} is no alias")
    wanted = tuple(purposes)
    return _RULE.format(
        line=LINE_SQL.format(image=image),
        works=WORKS_OF_LINE_SQL,
        image=image,
        work=allows_sql("work.maker_id", "shown.id", Right.WORK, wanted),
        descent=allows_sql("work.maker_id", "shown.id", Right.DESCENT, wanted),
        work_any=allows_sql("work.maker_id", "0", Right.WORK, wanted),
        descent_any=allows_sql("work.maker_id", "0", Right.DESCENT, wanted),
    )


def allowed_uses(image_ids: Sequence[int]) -> dict[int, frozenset[Purpose]]:
    """What everybody with a say allows, for each of these pictures that exists; one query.

    An answer for now: ask again before the next use.
    """
    if not image_ids:
        return {}
    with connection.cursor() as cursor:
        purposes = [purpose.value for purpose in Purpose]
        cursor.execute(_EVERY_USE, {"images": list(image_ids), "purposes": purposes})
        return {
            image_id: frozenset(Purpose(purpose) for purpose in allowed)
            for image_id, allowed in cursor.fetchall()
        }
