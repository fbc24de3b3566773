"""Exports: 100,000 pictures into one folder, beside a plain loop that reads and writes the same bytes.

The plain loop is the limit: it opens each file, puts its bytes into Parquet in groups of 1,000, and waits
for the disk. It knows no consent, no proofs, no checksums and no card. Both run in a process of their own, in
turn, so that each one's memory can be told. Before each run the pictures are put out of the system's memory,
where those of a network would not be either; once both also run with all of them in it.
"""

import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg

from bench import cluster

DATABASE = "exports"
VERSION = "1"
PICTURES = 100_000
FEW = 10_000
PEOPLE = 300
BLOB_BYTES = 80_000  # what a picture of 1,024 pixels takes as WebP: 50 to 250 kB
GOAL_SHARE = 0.6
ROUNDS = 2
_AT = "2026-10-01T00:00:00+00:00"
_BLOBS = cluster.ROOT / "export-blobs"
_OUT = cluster.ROOT / "export-out"


def measure() -> dict[str, Any]:
    """Pictures a second of both, the share of the limit, and the memory at 10,000 and at 100,000."""
    if not cluster.is_made(DATABASE, version=VERSION):
        _make()
    rounds = [(_cold("plain"), _cold("product")) for _ in range(ROUNDS)]
    plain, product = (sum(each[which]["seconds"] for each in rounds) for which in (0, 1))
    warm = [_child(which, PICTURES)["seconds"] for which in ("plain", "product")]
    few = _child("product", FEW)
    return {
        "pictures": PICTURES,
        "blob_bytes": BLOB_BYTES,
        "plain_seconds": [round(each[0]["seconds"], 1) for each in rounds],
        "product_seconds": [round(each[1]["seconds"], 1) for each in rounds],
        "share_of_plain": round(plain / product, 2),
        "warm_plain_seconds": round(warm[0], 1),
        "warm_product_seconds": round(warm[1], 1),
        "share_of_warm_plain": round(warm[0] / warm[1], 2),
        "goal_share": GOAL_SHARE,
        "megabytes_at_10_000": few["megabytes"],
        "megabytes_at_100_000": max(each[1]["megabytes"] for each in rounds),
        "plain_megabytes": max(each[0]["megabytes"] for each in rounds),
        "load_average": round(os.getloadavg()[0], 1),
    }


def _cold(which: str) -> dict[str, Any]:
    """The loop over pictures that have to come from the disk."""
    shutil.rmtree(_OUT, ignore_errors=True)
    os.sync()
    for name in (_BLOBS / "names").read_text().split():
        number = os.open(_BLOBS / name[:2] / name[2:4] / name, os.O_RDONLY)
        os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(number)
    return _child(which, PICTURES)


def _child(which: str, count: int) -> dict[str, Any]:
    shutil.rmtree(_OUT, ignore_errors=True)
    env = {**cluster.env(DATABASE), "BOTTEGA_HOME": str(_OUT), "BOTTEGA_BENCH_HOME": str(cluster.ROOT)}
    command = [sys.executable, "-m", "bench.export", which, str(count)]
    done = subprocess.run(command, env=env, cwd=cluster.SOURCE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-4_000:])
    shutil.rmtree(_OUT, ignore_errors=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _plain(count: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    struct = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    schema = pa.schema([("image", struct), ("text", pa.string())])
    _OUT.mkdir(parents=True)
    names = (_BLOBS / "names").read_text().split()[:count]
    place = _OUT / "train.parquet"
    with pq.ParquetWriter(place, schema, compression="none", use_dictionary=False) as writer:
        for start in range(0, len(names), 1_000):
            group = names[start : start + 1_000]
            images = [
                {"bytes": (_BLOBS / name[:2] / name[2:4] / name).read_bytes(), "path": name} for name in group
            ]
            words = ["a red fox"] * len(group)
            writer.write_table(pa.table([pa.array(images, struct), pa.array(words)], schema=schema))
    with place.open("rb") as file:
        os.fsync(file.fileno())


def _product(count: int) -> None:
    import django

    django.setup()
    from bottega.datasets.actions import ask_for_run, operators_dataset
    from bottega.datasets.models import Run, Use
    from bottega.datasets.recipes import recipe_from
    from bottega.datasets.running import Workshop, run_export
    from bottega.engines.blobs.adapters.local import LocalBlobs
    from bottega.engines.signer.adapters.keyfile import KeyFileSigner

    def clock() -> datetime:
        return datetime.now(UTC)

    Use.objects.all().delete()
    Run.objects.all().delete()
    recipe = recipe_from({"kind": "t2i", "purpose": "train_gen", "samples_max": count})
    dataset = operators_dataset(recipe, title="Bench", at=clock())
    run = ask_for_run(None, dataset.id, idempotency_key=str(time.time()), at=clock(), is_queued=False)
    workshop = Workshop(_OUT / "exports", LocalBlobs(_BLOBS), KeyFileSigner(_OUT / "signing"), clock)
    state = run_export(run.id, workshop)
    run.refresh_from_db()
    if state != "finished" or run.samples != count:
        raise RuntimeError(f"the run ended as {state} with {run.samples} samples: {run.failure} {run.counts}")


def _make() -> None:
    print(f"making {PICTURES:,} pictures with answers …", file=sys.stderr, flush=True)
    names = _make_blobs()
    cluster.make_empty(DATABASE)
    with psycopg.connect(cluster.url(DATABASE), autocommit=True) as connection:
        for table, rows in (
            (_PEOPLE, _people()),
            (_IMAGES, _images(names)),
            (_FORMS, ((_image(n), "webp", 512, 512, name, BLOB_BYTES) for n, name in enumerate(names))),
            (_POSTS, _posts()),
            (_EDGES, _edges()),
        ):
            _copy(connection, table, rows)
        for statement in _ANSWERS:
            connection.execute(statement.encode())
        connection.execute("VACUUM ANALYZE")
    cluster.note_made(DATABASE, version=VERSION)


def _make_blobs() -> list[str]:
    if (_BLOBS / "names").exists():
        return (_BLOBS / "names").read_text().split()
    chance, names = random.Random(1), []
    for _ in range(PICTURES):
        content = chance.randbytes(BLOB_BYTES)
        name = hashlib.sha256(content).hexdigest()
        folder = _BLOBS / name[:2] / name[2:4]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        names.append(name)
    (_BLOBS / "names").write_text("\n".join(names))
    return names


def _person(number: int) -> int:
    return (1_000_000 + number) << 22


def _image(number: int) -> int:
    return (2_000_000 + number) << 22


def _post(number: int) -> int:
    return _image(number) + 1


_PEOPLE = """people_person (id, password, is_superuser, handle, name, bio, email, language, joined_at,
                            is_demo, is_staff)"""
_IMAGES = """gallery_image (id, maker_id, sha256, width_px, height_px, thumbhash, colour, words, painter,
                            model, seed, origin, parameters, drew, missed, memo, made_at)"""
_FORMS = "gallery_rendition (image_id, kind, width_px, height_px, sha256, byte_count)"
_POSTS = """gallery_post (id, author_id, image_id, audience, link_key, caption, alt_text, prompt_shown,
                          prompt_marked, remix_terms, published_at, idempotency_key)"""
_EDGES = "gallery_lineage (child_id, parent_id, via_post_id, edge, at)"
_RIGHTS = "(VALUES ('work'), ('descent')) AS asked (name)"
_ANSWERS = (
    f"""INSERT INTO stream_fact (at, kind, actor_id, subject_id, body)
        SELECT '{_AT}', 'consent_changed', person.id, person.id, jsonb_build_object('right', asked.name)
          FROM people_person AS person CROSS JOIN {_RIGHTS} ORDER BY person.id""",
    f"""INSERT INTO stream_fact (at, kind, actor_id, subject_id, body)
        SELECT '{_AT}', 'post_published', author_id, id, '{{}}' FROM gallery_post ORDER BY id""",
    """INSERT INTO consent_consententry (person_id, post_id, "right", purpose, answer, notice, language,
                                         surface, at, fact_seq, receipt, receipt_sha256, previous_sha256)
        SELECT actor_id, 0, body->>'right', 'train_gen', 'allow', '2026-11', 'en', 'bench', at, seq, '{}',
               encode(sha256(seq::text::bytea), 'hex'), ''
          FROM stream_fact WHERE kind = 'consent_changed'""",
    """INSERT INTO consent_consentnow (person_id, post_id, "right", purpose, answer, entry_id)
       SELECT person_id, post_id, "right", purpose, answer, seq FROM consent_consententry""",
)


def _people() -> Iterator[tuple[Any, ...]]:
    for n in range(PEOPLE):
        yield (_person(n), "!", False, f"person_{n}", f"Maker {n}", "", "", "", _AT, False, False)


def _images(names: list[str]) -> Iterator[tuple[Any, ...]]:
    for n, name in enumerate(names):
        maker, words = _person(n % PEOPLE), "a red fox in the snow, woodblock print"
        fixed = ("painted", "{}", "[]", "[]", "{}", _AT)
        yield (_image(n), maker, name, 512, 512, "x", "#a65a3a", words, "swatch", "swatch 1", n, *fixed)


def _posts() -> Iterator[tuple[Any, ...]]:
    for n in range(PICTURES):
        said = ("public", "-", "", "A red fox", True, False, "credit", _AT, str(n))
        yield (_post(n), _person(n % PEOPLE), _image(n), *said)


def _edges() -> Iterator[tuple[Any, ...]]:
    """Every fifth picture is a remix of the one before it."""
    for n in range(5, PICTURES, 5):
        yield (_image(n), _image(n - 1), _post(n - 1), "remix", _AT)


def _copy(connection: psycopg.Connection[Any], table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


if __name__ == "__main__":
    began = time.perf_counter()
    {"plain": _plain, "product": _product}[sys.argv[1]](int(sys.argv[2]))
    seconds = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))
