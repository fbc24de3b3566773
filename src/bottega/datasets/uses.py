"""What somebody's works were used for: every version of every dataset that holds something of theirs.

Asked by the person themselves and answered to nobody else. A use is never forgotten: of a version that was
taken back its bytes are gone, and that it was there stays told, with who had fetched it before.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from bottega.consent.models import Purpose, Right
from bottega.datasets.models import Use
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.cards import ImageCard
from bottega.gallery.queries import made_images
from bottega.kernel.paging import PAGE_MAX, Page
from bottega.people.cards import PersonCard

WORKS_MAX: Final = 24
VERSIONS_MAX: Final = 200  # of all datasets, for one picture; newest first
TAKERS_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Say:
    """Whose say it was, for what, and the entry of the ledger that it stood on: `entry` is its `seq`."""

    right: Right
    purpose: Purpose
    entry: int


@dataclass(frozen=True, slots=True)
class VersionUse:
    """One version that holds it, or held it. voided_at: when its bytes were taken away, or None."""

    run_id: int
    version: str
    since: datetime
    voided_at: datetime | None
    samples: int
    says: Sequence[Say]


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who downloaded one of the versions. person: None for one whom the viewer may not see.

    answered_at: when they said that they have deleted what was withdrawn.
    """

    person: PersonCard | None
    use: str
    version: str
    at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class DatasetUse:
    """A dataset that a work is in, or was in. versions: newest first. takers: newest first."""

    slug: str
    title: str
    purpose: str
    is_open: bool
    versions: Sequence[VersionUse]
    takers: Sequence[Taker]

    @property
    def newest(self) -> VersionUse:
        """The last version that it was in."""
        return self.versions[0]

    @property
    def since(self) -> datetime:
        """When the first of the versions was finished."""
        return self.versions[-1].since

    @property
    def holds_it(self) -> bool:
        """Some version with it can still be fetched."""
        return any(each.voided_at is None for each in self.versions)


@dataclass(frozen=True, slots=True)
class WorkUses:
    """One picture and all it was used for. image: None where it was erased since, or is not theirs alone."""

    image_id: int
    image: ImageCard | None
    words: str
    post_id: int | None
    datasets: Sequence[DatasetUse]


@dataclass(frozen=True, slots=True)
class UsesHead:
    """All of it in four numbers: works in datasets now, datasets now, and people who downloaded any ever."""

    works: int
    datasets: int
    takers: int
    voided_versions: int


_HEAD: Final = """
    SELECT count(DISTINCT used.image_id) FILTER (WHERE run.state = 'finished'),
           count(DISTINCT run.dataset_id) FILTER (WHERE run.state = 'finished'),
           (SELECT count(DISTINCT taken.person_id) FROM datasets_fetch AS taken
             WHERE taken.run_id IN (SELECT mine.run_id FROM datasets_use AS mine
                                     WHERE mine.person_id = %(person)s)),
           count(DISTINCT run.id) FILTER (WHERE run.state = 'voided')
      FROM datasets_use AS used JOIN datasets_run AS run ON run.id = used.run_id
     WHERE used.person_id = %(person)s
"""


def uses_head(person_id: int) -> UsesHead:
    """What stands at the top of the page. One query."""
    return UsesHead(*_rows(_HEAD, {"person": person_id})[0])


def uses_by_work(
    person_id: int, *, before_id: int | None = None, count_max: int = WORKS_MAX
) -> Page[WorkUses]:
    """The person's works that were used for anything, the newest picture first. Seven queries at most."""
    count = min(count_max, PAGE_MAX)
    mine = Use.objects.filter(person_id=person_id, image_id__lt=before_id or 2**63 - 1)
    found = mine.order_by("-image_id").values_list("image_id", flat=True).distinct()[: count + 1]
    ids = list(found)
    works = _works(person_id, ids[:count])
    return Page(works, ids[count - 1] if len(ids) > count else None)


def uses_of_work(person_id: int, image_id: int) -> WorkUses:
    """All uses of one picture of theirs; none is an answer too. Raises NoSuchImage for somebody else's."""
    work = _works(person_id, [image_id])[0]
    if work.image is None and not work.datasets:
        raise NoSuchImage("There is no such picture, or it is not for you to see.")
    return work


_USES: Final = """
    SELECT ranked.* FROM (
        SELECT used.image_id, dataset.slug, dataset.title, dataset.purpose, dataset.is_open,
               run.id, run.version, run.ended_at, run.voided_at, count(DISTINCT used.sample),
               array_agg(DISTINCT ARRAY[used.right, entry.purpose, used.entry_id::text]),
               row_number() OVER (PARTITION BY used.image_id ORDER BY run.id DESC) AS place
          FROM datasets_use AS used
          JOIN datasets_run AS run ON run.id = used.run_id
          JOIN datasets_dataset AS dataset ON dataset.id = run.dataset_id
          JOIN consent_consententry AS entry ON entry.seq = used.entry_id
         WHERE used.person_id = %(person)s AND used.image_id = ANY(%(images)s)
           AND run.state IN ('finished', 'voided')
         GROUP BY used.image_id, dataset.id, run.id) AS ranked
     WHERE ranked.place <= %(versions)s
     ORDER BY ranked.image_id DESC, ranked.id DESC
"""

_TAKERS: Final = """
    SELECT taken.run_id, taker.id, taker.handle, taker.name, taker.is_demo,
           taker.suspended_at IS NULL AND NOT EXISTS (
               SELECT 1 FROM people_block AS wall
                WHERE (wall.blocker_id = taker.id AND wall.blocked_id = %(person)s)
                   OR (wall.blocker_id = %(person)s AND wall.blocked_id = taker.id)),
           taken.use, run.version, taken.at, taken.answered_at
      FROM datasets_fetch AS taken
      JOIN datasets_run AS run ON run.id = taken.run_id
      JOIN people_person AS taker ON taker.id = taken.person_id
     WHERE taken.run_id = ANY(%(runs)s)
     ORDER BY taken.id DESC LIMIT %(takers)s
"""


def _works(person_id: int, image_ids: Sequence[int]) -> list[WorkUses]:
    if not image_ids:
        return []
    rows = _rows(_USES, {"person": person_id, "images": list(image_ids), "versions": VERSIONS_MAX})
    takers = _takers({row[5] for row in rows}, person_id)
    made = made_images(person_id, image_ids)
    by_image: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_image[row[0]].append(row)
    works = []
    for image_id in image_ids:
        mine = made.get(image_id)
        datasets = _datasets(by_image[image_id], takers)
        words = mine.recipe.words if mine else ""
        works.append(
            WorkUses(image_id, mine.image if mine else None, words, mine.post_id if mine else None, datasets)
        )
    return works


def _datasets(rows: Iterable[tuple[Any, ...]], takers: dict[int, list[Taker]]) -> list[DatasetUse]:
    """The rows of one picture, newest version first, as datasets: those with the newest version first."""
    heads: dict[str, tuple[str, str, bool]] = {}
    versions: dict[str, list[VersionUse]] = defaultdict(list)
    for _, slug, title, purpose, is_open, run_id, version, since, voided_at, samples, says, _ in rows:
        heads[slug] = (title, purpose, is_open)
        said = [Say(Right(right), Purpose(purpose), int(entry)) for right, purpose, entry in says]
        versions[slug].append(VersionUse(run_id, version, since, voided_at, samples, said))
    return [
        DatasetUse(
            slug,
            *head,
            versions[slug],
            sorted(
                (taker for each in versions[slug] for taker in takers.get(each.run_id, ())),
                key=lambda taker: taker.at,
                reverse=True,
            ),
        )
        for slug, head in heads.items()
    ]


def _takers(run_ids: Iterable[int], person_id: int) -> dict[int, list[Taker]]:
    found: dict[int, list[Taker]] = defaultdict(list)
    asked = {"runs": list(run_ids), "person": person_id, "takers": TAKERS_MAX}
    for run_id, *card, is_seen, use, version, at, answered_at in _rows(_TAKERS, asked):
        person = PersonCard(*card) if is_seen else None
        found[run_id].append(Taker(person, use, version, at, answered_at))
    return found


def _rows(sql: str, parameters: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows
