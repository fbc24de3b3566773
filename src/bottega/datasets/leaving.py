"""Which facts may leave the house, for which use, and as what: one rule for the live stream and for history.

Asked in SQL for every batch, at the moment it leaves, and never kept. A fact leaves only when everybody with
a say allows that use now: whoever did it, for what people choose, like, keep and are shown; the author of a
public post and of every picture it came from, for what is told of the post. Nothing else leaves, with one
exception: that something was taken back is told to everybody, because who obeys must know.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from django.conf import settings
from django.db import connection

from bottega.consent.models import PURPOSES_OF, Purpose, Right
from bottega.consent.rule import allows_sql
from bottega.gallery.usage import LINE_SQL, WORKS_OF_LINE_SQL, may_use_sql
from bottega.gallery.visibility import NOBODY, may_see_sql, viewer_parameters
from bottega.stream.facts import Kind

BATCH_MAX: Final = 500

# What is told of a public post: its author's work, and the works that it came from.
OF_WORKS: Final = (Kind.POST_PUBLISHED, Kind.POST_EDITED)
# What people do with others' posts.
WITH_POSTS: Final = (Kind.POST_LIKED, Kind.POST_UNLIKED, Kind.POST_SAVED, Kind.POST_UNSAVED)
# What people do with pictures of their own, the unpublished ones too: that is what the right says.
WITH_OWN: Final = (Kind.IMAGE_MADE, Kind.IMAGE_KEPT)
# What people ask for, and how it ended.
ASKED: Final = (
    Kind.IMAGES_ASKED,
    Kind.GENERATION_FINISHED,
    Kind.GENERATION_FAILED,
    Kind.GENERATION_STOPPED,
)
# What people were shown, and for how long.
SHOWN: Final = (Kind.SET_SHOWN, Kind.THING_SEEN)
CHOSEN: Final = (*WITH_POSTS, *WITH_OWN, *ASKED, *SHOWN)
# What was taken back. POST_EDITED is one of them where the post is public no longer.
TAKEN_BACK: Final = (
    Kind.CONSENT_CHANGED,
    Kind.POST_WITHDRAWN,
    Kind.IMAGE_ERASED,
    Kind.UPLOAD_ERASED,
    Kind.PERSON_SUSPENDED,
)

WITHDRAWN: Final = "withdrawn"  # the name under which all of those leave


@dataclass(frozen=True, slots=True)
class Say:
    """That the fact stands on somebody's answer. image_id: the picture it is about, None for a choice."""

    right: Right
    person_id: int
    image_id: int | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """One fact on its way out, still with the ids of people in it: `told_as` draws it.

    body: only what may be told; an id that may not is None. says: everybody whose answer it stands on.
    is_withdrawal: something was taken back; body then holds what to delete.
    """

    pos: int
    at: datetime
    kind: str
    actor_id: int | None
    subject_id: int | None
    body: Mapping[str, Any]
    says: Sequence[Say]
    is_withdrawal: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """What leaves of one stretch of the stream. read_to: the last position looked at, or `after`."""

    read_to: int
    facts: Sequence[Leaving]


def leave_of(
    after: int, *, purposes: Iterable[Purpose], until: int | None = None, count_max: int = BATCH_MAX
) -> Leave:
    """Look at up to count_max facts behind `after` (and not behind `until`); keep those that may leave now.

    purposes: the uses that everybody must allow, all of them. One query. Raises ValueError for none.
    """
    query = _query(tuple(purposes))
    parameters = {
        **viewer_parameters(NOBODY),
        "after": after,
        "until": until if until is not None else 2**62,
        "count_max": min(count_max, BATCH_MAX),
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows = cursor.fetchall()
    facts = [fact for row in rows if (fact := _leaving(row)) is not None]
    return Leave(rows[-1][0] if rows else after, facts)


def told_as(fact: Leaving, pseudonym: Callable[[int], str]) -> dict[str, Any]:
    """The fact as it is told outside: plain JSON values, ids as words, people under their pseudonyms."""
    return {
        "pos": fact.pos,
        "at": fact.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "kind": WITHDRAWN if fact.is_withdrawal else fact.kind,
        "who": pseudonym(fact.actor_id) if fact.actor_id else None,
        "about": str(fact.subject_id) if fact.subject_id else None,
        "body": {_told_key(key): _told(key, value, pseudonym) for key, value in fact.body.items()},
        "says": [
            {
                "right": str(say.right),
                "who": pseudonym(say.person_id),
                "image": str(say.image_id) if say.image_id else None,
            }
            for say in fact.says
        ],
    }


def pseudonyms_for(token_id: int) -> Callable[[int], str]:
    """The names under which the holder of this token knows people: always the same, and no other token's."""
    key = hmac.digest(settings.SECRET_KEY.encode(), b"stream-pseudonyms:%d" % token_id, "sha256")

    def pseudonym(person_id: int) -> str:
        return "p_" + hmac.digest(key, b"%d" % person_id, "sha256").hex()[:24]

    return pseudonym


_PEOPLE_KEYS = {"author_id": "author", "person_id": "person"}


def _told_key(key: str) -> str:
    return _PEOPLE_KEYS.get(key, key)


def _told(key: str, value: Any, pseudonym: Callable[[int], str]) -> Any:
    if value is None:
        return None
    if key in _PEOPLE_KEYS:
        return pseudonym(value)
    if key == "ids":
        return [str(each) if each else None for each in value]
    return str(value) if key.endswith("_id") else value


def _leaving(row: Sequence[Any]) -> Leaving | None:
    pos, at, kind, actor_id, subject_id, raw, verdict, image_id, shown_ids, lines = row
    body = orjson.loads(raw) if isinstance(raw, (str, bytes)) else raw
    if kind in TAKEN_BACK or (kind == Kind.POST_EDITED and not verdict):
        return _taken_back(pos, at, kind, subject_id, body, image_id)
    if not verdict:
        return None
    told = _body_of(kind, body, set(shown_ids or ()))
    says = [Say(Right.CHOICE, actor_id)] if kind in CHOSEN else []
    says += [Say(Right(right), person_id, own_id) for right, person_id, own_id in _loaded(lines)]
    return Leaving(pos, at, kind, actor_id, subject_id, told, says)


def _loaded(lines: Any) -> list[Any]:
    return list(orjson.loads(lines) if isinstance(lines, (str, bytes)) else lines or ())


def _body_of(kind: str, body: Mapping[str, Any], usable: set[int]) -> dict[str, Any]:
    """The body with every id masked that names something which may not be told."""
    masked = dict(body)
    if "ids" in masked:
        masked["ids"] = [each if each in usable else None for each in masked["ids"]]
    for key in ("parent_image_id", "parent_post_id", "remix_of_post_id"):
        # A picture's own line is allowed as a whole, its parent with it.
        if (
            key in masked
            and masked[key] not in usable
            and (kind, key) != (Kind.IMAGE_MADE, "parent_image_id")
        ):
            masked[key] = None
    return masked


def _taken_back(
    pos: int, at: datetime, kind: str, subject_id: int | None, body: Mapping[str, Any], image_id: int | None
) -> Leaving | None:
    told: dict[str, Any] = {"why": kind, "person_id": None, "post_id": None, "image_id": None}
    if kind == Kind.CONSENT_CHANGED:
        if body["answer"] == "allow":
            return None
        told |= {"person_id": subject_id, "post_id": body["post_id"] or None, "image_id": image_id}
        told |= {"right": body["right"], "purpose": body["purpose"]}
    elif kind == Kind.PERSON_SUSPENDED:
        told["person_id"] = subject_id
    elif kind in (Kind.POST_WITHDRAWN, Kind.POST_EDITED):
        if kind == Kind.POST_EDITED and body["audience"] == "public":
            return None  # still to be seen, and only not allowed for this use: nobody took anything back
        told |= {"post_id": subject_id, "image_id": image_id}
    else:
        told["image_id"] = subject_id
    return Leaving(pos, at, kind, None, None, told, (), is_withdrawal=True)


def _names(kinds: Iterable[Kind]) -> str:
    return ", ".join(f"'{kind.value}'" for kind in kinds)


def _query(purposes: tuple[Purpose, ...]) -> str:
    # A use that choices are never asked for is a use that no choice leaves for.
    is_chosen = all(purpose in PURPOSES_OF[Right.CHOICE] for purpose in purposes)
    choice = allows_sql("batch.actor_id", "0", Right.CHOICE, purposes) if is_chosen else "false"
    return _QUERY.format(
        line=LINE_SQL.format(image="picture"),
        works=WORKS_OF_LINE_SQL,
        may_use=may_use_sql("picture", purposes),
        may_see=may_see_sql("shown"),
        choice=choice,
        of_works=_names(OF_WORKS),
        with_posts=_names(WITH_POSTS),
        with_own=_names(WITH_OWN),
        chosen=_names(CHOSEN),
        asked=_names(ASKED),
    )


# The actor's own say is asked first, because it costs least and is most often missing. Of each fact that may
# still leave, `things` holds every post and picture that it names and that may be told; a post stands for
# its picture. `lines` are the people with a say in those, each with the picture that it is about.
_QUERY: Final = """
    WITH batch AS MATERIALIZED (
        SELECT place.pos, fact.at, fact.kind, fact.actor_id, fact.subject_id, fact.body
          FROM stream_position AS place JOIN stream_fact AS fact ON fact.seq = place.seq
         WHERE place.pos > %(after)s AND place.pos <= %(until)s ORDER BY place.pos LIMIT %(count_max)s
    ),
    willing AS MATERIALIZED (
        SELECT batch.*, batch.kind IN ({of_works})
               OR batch.kind IN ({chosen})
                  AND NOT EXISTS (SELECT 1 FROM people_person AS actor
                                   WHERE actor.id = batch.actor_id AND actor.suspended_at IS NOT NULL)
                  AND {choice} AS is_willing
          FROM batch
    )
    SELECT willing.pos, willing.at, willing.kind, willing.actor_id, willing.subject_id, willing.body,
           willing.is_willing AND (
               willing.kind IN ({asked}, 'set_shown') OR willing.subject_id = ANY(things.ids)
           ) AS may_leave,
           (SELECT named.image_id FROM gallery_post AS named
             WHERE named.id = CASE WHEN willing.kind = 'consent_changed'
                                   THEN (willing.body ->> 'post_id')::bigint ELSE willing.subject_id END),
           things.ids, things.lines
      FROM willing
      LEFT JOIN LATERAL (
          SELECT array_agg(DISTINCT thing.id) AS ids,
                 jsonb_agg(DISTINCT jsonb_build_array(say.own, say.person_id, say.image_id))
                     FILTER (WHERE say.person_id IS NOT NULL) AS lines
            FROM (
                SELECT named.id, COALESCE(shown.image_id, named.id) AS image_id,
                       shown.id IS NULL AS is_picture
                  FROM (
                      SELECT willing.subject_id AS id
                       WHERE willing.kind IN ({of_works}, {with_posts}, {with_own}, 'thing_seen')
                      UNION
                      SELECT each.id::bigint FROM jsonb_array_elements_text(
                          CASE WHEN willing.kind = 'set_shown' THEN willing.body -> 'ids' ELSE '[]' END
                      ) AS each (id)
                      UNION
                      SELECT (willing.body ->> key.name)::bigint
                        FROM (VALUES ('parent_image_id'), ('parent_post_id'), ('remix_of_post_id'))
                             AS key (name)
                       WHERE willing.body ->> key.name IS NOT NULL
                  ) AS named (id)
                  LEFT JOIN gallery_post AS shown ON shown.id = named.id
                 WHERE shown.id IS NULL OR {may_see}
            ) AS thing
            JOIN gallery_image AS picture ON picture.id = thing.image_id
            LEFT JOIN LATERAL (
                {line}
                SELECT CASE WHEN work.maker_id = picture.maker_id THEN 'work' ELSE 'descent' END AS own,
                       work.maker_id AS person_id, work.id AS image_id
                  {works}
            ) AS say ON true
           WHERE willing.is_willing
             AND (NOT thing.is_picture OR picture.maker_id = willing.actor_id)
             AND {may_use}
      ) AS things ON true
     ORDER BY willing.pos
"""
