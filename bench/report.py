"""Writing down what was seen: results.json keeps every figure, README.md the table that people read."""

import json
import os
import platform
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
README = HERE / "README.md"
MARKS = ("<!-- figures: written by `python -m bench` -->", "<!-- figures: end -->")

# Measured on the same kind of machine with 2,000 people, 50,000 posts, 200 follows, 16 connections.
GOTOSOCIAL_PER_SECOND, BLUESKY_PER_SECOND, TAKAHE_PER_SECOND = 2_891, 54, 23
GOAL_PER_SECOND = 3 * GOTOSOCIAL_PER_SECOND
GROWTH_GOAL = 1.5

Figures = dict[str, Any]


def write(name: str, figures: Figures) -> None:
    """Put one bench's figures beside the others' and draw the table anew."""
    results: Figures = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results[name] = figures
    results["machine"] = _machine()
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n")
    before, rest = README.read_text().split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    README.write_text(f"{before}{MARKS[0]}\n{_tables(results)}\n{MARKS[1]}{after}")


def _machine() -> str:
    memory = round(psutil.virtual_memory().total / 2**30)
    return f"{os.cpu_count()} cores, {memory} GB, {platform.system()}, Python {platform.python_version()}"


def _tables(results: Figures) -> str:
    parts = [f"Machine: {results['machine']}. Load generator, web server and PostgreSQL share it."]
    parts += [draw(results[name]) for name, draw in _PARTS.items() if name in results]
    return "\n\n".join(parts)


def _timeline(figures: Figures) -> str:
    town = figures["town"]
    follows = town["people"] * town["follows_each"]
    size = f"{town['people']:,} people, {town['posts']:,} posts, {follows:,} follows"
    rows = [
        *(_row("JSON, kept in memory", one) for one in figures["json"]),
        *(_row("JSON, read by SQL (page of 19)", one) for one in figures["json_sql"]),
        _row("JSON, first question after the start", figures["json_first"]),
        *(_row("HTML, the whole page `/`, signed in", one) for one in figures["html"]),
    ]
    return (
        f"### The home timeline: {size}\n\n{_HEAD}\n" + "\n".join(rows) + f"\n\n1,000 people read at random. "
        f"The two web processes together held {figures['memory_mb']} MB after that."
    )


_HEAD = (
    "| what | connections | a second | p50 ms | p99 ms | web CPU ms | PostgreSQL CPU ms | kB | load |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def _row(what: str, one: Figures) -> str:
    kilobytes = round(one["bytes_each"] / 1_000, 1)
    refused = f" (not 200: {one['not_ok']})" if one["not_ok"] else ""
    return (
        f"| {what}{refused} | {one['connections']} | {one['per_second']:,} "
        f"| {one['p50_ms']} | {one['p99_ms']} | {one['web_cpu_ms']} | {one['database_cpu_ms']} "
        f"| {kilobytes} | {one['load_average']} |"
    )


def _peers(figures: Figures) -> str:
    mine, by_sql, page = (figures[key] for key in ("json", "json_sql", "html"))
    times = round(mine["per_second"] / GOTOSOCIAL_PER_SECOND, 1)
    return f"""### Beside its peers: 2,000 people, 50,000 posts, 200 follows each, 16 connections

| | timelines a second | CPU ms each | MB |
|---|---|---|---|
| **Bottega, JSON** | **{mine["per_second"]:,}** | {_cpu(mine)} | {figures["memory_mb"]} |
| Bottega, JSON by SQL | {by_sql["per_second"]:,} | {_cpu(by_sql)} | |
| Bottega, HTML page | {page["per_second"]:,} | {_cpu(page)} | |
| GoToSocial | {GOTOSOCIAL_PER_SECOND:,} | 0.62 | 94 |
| Bluesky's AppView | {BLUESKY_PER_SECOND} | | |
| Takahē | {TAKAHE_PER_SECOND} | | |

Goal: three times GoToSocial, {GOAL_PER_SECOND:,} a second. Seen: {times} times."""


def _cpu(one: Figures) -> float:
    return float(round(one["web_cpu_ms"] + one["database_cpu_ms"], 2))


def _growth(figures: Figures) -> str:
    small, *_, large = (figures[key] for key in sorted(figures, key=int))
    rows = "\n".join(
        f"| {what} | {small[key]['p99_ms']} | {large[key]['p99_ms']} | "
        f"{round(large[key]['p99_ms'] / max(small[key]['p99_ms'], 0.001), 2)} |"
        for what, key in (("JSON, in memory", "json"), ("JSON by SQL", "json_sql"), ("HTML", "html"))
    )
    return f"""### Growth: p99 in ms at 16 connections (goal: at most {GROWTH_GOAL} times)

| | 20,000 posts | 2,000,000 posts | times |
|---|---|---|---|
{rows}"""


def _writes(figures: Figures) -> str:
    rows = "\n".join(
        f"| {act} | {one['per_second']:,} | {one['cpu_ms']} | {one['database_cpu_ms']} |"
        for act, one in figures.items()
    )
    return f"""### Writing, by the real actions, durable (fsync on), 4 threads

| | a second | Python CPU ms | PostgreSQL CPU ms |
|---|---|---|---|
{rows}

GoToSocial on such a machine: 273 likes, 344 posts a second."""


def _pages(figures: Figures) -> str:
    return f"""### The first feed page

{figures["queries"]} queries (goal: at most 12), {figures["bytes"] / 1_000:.1f} kB of HTML before images \
(goal: under 120), {figures["gzip_bytes"] / 1_000:.1f} kB compressed."""


def _painter(figures: Figures) -> str:
    return f"""### The embedded painter: four candidates of 1024²

Median {figures["median_seconds"]} s, slowest of {len(figures["four_candidates_seconds"])} prompts \
{figures["slowest_seconds"]} s (goal: under 3 s), in one process; {figures["cpu_seconds"]} s of CPU on \
average. Load average {figures["load_average"]}."""


def _marks(figures: Figures) -> str:
    rows = "\n".join(
        f"| {one['kind']}, {one['width_px']} px | {one['bytes_before'] / 1_000:.1f} | {one['xmp_bytes']:,} "
        f"| {one['alone_ms']} | {one['alone_bytes']:,} | {one['remix_ms']} | {one['remix_bytes']:,} "
        f"| {one['remix_with_chain_bytes']:,} |"
        for one in figures["forms"]
    )
    return f"""### The marks: XMP and signature of one picture of 1024² (goal: under 30 ms a file)

| form | kB before | XMP bytes | sign ms | bytes | remix: sign ms | bytes | bytes with the whole chain |
|---|---|---|---|---|---|---|---|
{rows}

Writing XMP into the PNG takes {figures["xmp_png_ms"]} ms; the other forms get it while they are encoded. \
Reading a file's credentials in its locked process takes {figures["read_ms"]:.0f} ms. Screen forms name a \
parent without its chain. Load average {figures["load_average"]}."""


def _lineage(figures: Figures) -> str:
    rows = "\n".join(
        f"| {name} | {one['root']['p50_ms']} / {one['root']['p99_ms']} ms"
        f" | {one['anywhere']['p50_ms']} / {one['anywhere']['p99_ms']} ms"
        f" | {one['unfold']['p50_ms']} / {one['unfold']['p99_ms']} ms | {one['queries']} |"
        for name, one in figures["families"].items()
    )
    size, goal = figures["descendants"], figures["goal_ms"]
    return f"""### The lineage page of {size:,} descendants (goal: under {goal} ms)

| family | its first post, p50 / p99 | any post | unfolding a branch | queries |
|---|---|---|---|---|
{rows}"""


def _library(figures: Figures) -> str:
    rows = "\n".join(
        f"| {name} | {one['p50_ms']} | {one['p99_ms']} |" for name, one in figures["pages"].items()
    )
    return f"""### The library of {figures["pictures"]:,} pictures (goal: p99 under {figures["goal_ms"]} ms)

Whole pages in one process; load average {figures["load"]}.

| page | p50 ms | p99 ms |
|---|---|---|
{rows}"""


def _proofs(figures: Figures) -> str:
    return f"""### Proofs of {figures["samples"]:,} samples (goal: verified under {figures["goal_ms"]:g} ms)

Building in processor time, verifying on the clock, by the script that is shipped.

| what | |
|---|---|
| lines of the manifest | {figures["lines_cpu_seconds"]} s |
| leaves and tree | {figures["leaves_and_tree_cpu_seconds"]} s |
| of which one signature | {figures["one_signature_cpu_us"]} µs |
| a proof | {figures["proof_bytes"]:,} bytes |
| verified, median / p99 | {figures["verify_ms_median"]} / {figures["verify_ms_p99"]} ms |"""


def _crowd(figures: Figures) -> str:
    rows = "\n".join(
        f"| {what} | {one['p50_ms']} | {one['p95_ms']} | {one['p95_ms_least']} to {one['p95_ms_most']} "
        f"| {one['requests']:,} | {one['not_ok'] or 'all 200'} |"
        for what, one in (("worker held still", figures["idle"]), ("worker paints", figures["crowd"]))
    )
    return f"""### {figures["people"]} people ask an images server of {figures["painter_seconds"]:g} s at once

Readers ask for {figures["pages_per_second"]:g} pages a second, evenly; a wait counts from when it was due. \
{figures["turns"]} turns of {figures["turn_seconds"]} s each, one kind after the other; means of the turns.

| the page `/` while | p50 ms | p95 ms | of single turns | pages | answers |
|---|---|---|---|---|---|
{rows}

p95 in the crowd is {figures["p95_ratio"]} times the idle one (goal: at most 1.3), p50 \
{figures["p50_ratio"]} times. \
All pictures were there after {figures["seconds_until_all_were_painted"]} s, the held turns \
included: {figures["states"]}. Load average {figures["load_average"]}."""


def _impressions(figures: Figures) -> str:
    most, steady = figures["most"], figures["steady"]
    each, rounds = figures["copy_each"], figures["copy_rounds"]
    rows = "\n".join(
        f"| {what} | {one['impressions_per_second']:,} | {one['p50_ms']} | {one['p99_ms']} "
        f"| {one['web_cpu_ms']} | {one['database_cpu_ms']} |"
        for what, one in (("as fast as answers come", most), ("at the rate of the goal", steady))
    )
    return f"""### Impressions: {figures["people"]} people, {figures["impressions_each"]} in a report \
(goal: {figures["goal_per_second"]:,} a second)

| reports | impressions a second | p50 ms | p99 ms | web CPU ms | PostgreSQL CPU ms |
|---|---|---|---|---|---|
{rows}

A report is on disk before it is answered, and afterwards the stream held exactly those that were. A plain \
loop that copies the same rows, durable after each report, writes {each["impressions_per_second"]:,} a \
second; {figures["share_of_copy_each"]} times that is taken in, because reports share their commits. Durable \
after each {figures["round"]} reports it writes {rounds["impressions_per_second"]:,}; \
{figures["share_of_copy_rounds"]} times that. Sealing a list of 20 costs a page \
{figures["seal_microseconds"]} µs. Load average {figures["load_average"]}."""


def _firehose(figures: Figures) -> str:
    rows = "\n".join(
        f"| {what} | {one['p50_ms']} | {one['p99_ms']} | {one['max_ms']} |"
        for what, one in (
            ("through relay, wire, rule and the real web server", figures),
            ("a bare NOTIFY at the same pace", figures["bare_notify"]),
        )
    )
    return f"""### The live stream: from append to consumer at {figures["asked_per_second"]} facts a second

| | p50 ms | p99 ms | max ms |
|---|---|---|---|
{rows}

Goal: p99 under {figures["goal_p99_ms"]} ms. {figures["written_per_second"]} facts a second were written; \
{figures["events"]:,} were timed and none was missing. Web {figures["web_cpu_share"]} and PostgreSQL \
{figures["database_cpu_share"]} of a core. Load average {figures["load_average"]}."""


def _watermark(figures: Figures) -> str:
    rows = "\n".join(
        f"| {one['name']} | {one['exact']} of {figures['pictures']} | {one['bit_share']} "
        f"| {one['bit_share_least']} | {one['pdq_bits']:.0f} | {one['pdq_bits_most']} "
        f"| {one['read_cpu_seconds']} |"
        for one in figures["survival"]
    )
    edits, psnr = figures["edits_read"], figures["psnr_db"]
    return f"""### Watermark and fingerprint: {figures["pictures"]} pictures of 1024² by the embedded painter

Embedding takes {figures["embed_cpu_ms"]} ms of CPU (goal: under 400), PNG to PNG. PSNR {psnr["median"]} dB, \
at least {psnr["least"]}. Of {figures["unmarked"]} unmarked pictures {figures["falsely_read"]} read \
as marked. An edit of 128² laid into its parent: both numbers read in {edits["as it is"]} pictures as they \
are, in {edits["JPEG 75"]} after JPEG 75. Load average {figures["load_average"]}.

| what happened to it | number read | bits right, mean | least | PDQ bits apart, median | most | CPU s |
|---|---|---|---|---|---|---|
{rows}"""


def _finished(figures: Figures) -> str:
    rows = "\n".join(
        f"| {tier} | {figures['median_seconds'][tier]} | {figures['slowest_seconds'][tier]} |"
        for tier in figures["seconds"]
    )
    return f"""### Four finished pictures: painted, marked, signed, measured, stored

From the request's row to its last word, through the real worker with the embedded painter, alone on the \
machine; {len(next(iter(figures["seconds"].values())))} prompts. Load average {figures["load_average"]}.

| tier | median s | slowest s |
|---|---|---|
{rows}"""


def _taste(figures: Figures) -> str:
    by_prompt, fit, report = figures["synthetic"]["prompt"], figures["fit"], figures["report"]
    shares = ", ".join(
        f"{name} {100 * by_prompt[name]['value']:.1f} % (synthetic)"
        for name in ("taste", "shared", "position", "parameters", "popularity")
    )
    return f"""### Taste: {figures["pairs"]:,} pairs of {figures["people"]} made people

One fit in {figures["directions"]} directions takes {fit["seconds"]} s ({fit["cpu_seconds"]} s of processor \
time; goal {figures["goal_fit_seconds"]} s), the report {report["seconds"]} s ({report["cpu_seconds"]} s), \
an order of four pictures {figures["order_of_four_ms"]} ms. \
Load average {figures["load_average"]}. On {by_prompt["held_out"]:,} held-out pairs: {shares}."""


def _export(figures: Figures) -> str:
    plain, product = (", ".join(map(str, figures[f"{one}_seconds"])) for one in ("plain", "product"))
    cold, warm_share, goal = (
        round(100 * figures[name]) for name in ("share_of_plain", "share_of_warm_plain", "goal_share")
    )
    warm = (figures["warm_plain_seconds"], figures["warm_product_seconds"])
    size = f"{figures['pictures']:,} pictures of {figures['blob_bytes'] // 1000} kB"
    return f"""### Exports: {size} into one folder

| | seconds, in turn | memory |
|---|---|---|
| a plain loop: read, into Parquet, wait for the disk | {plain} | {figures["plain_megabytes"]} MB |
| an export: consent, proofs, checksums, cards, twice asked | {product} | \
{figures["megabytes_at_100_000"]} MB |

The pictures come from the disk: the export runs at {cold} % of the plain loop's speed (goal {goal} %).
With all of them in memory, once each: {warm[0]} s and {warm[1]} s, {warm_share} %.
10,000 pictures take {figures["megabytes_at_10_000"]} MB of memory. \
Load average {figures["load_average"]}."""


_PARTS = {
    "export": _export,
    "finished": _finished,
    "timeline": _timeline,
    "peers": _peers,
    "growth": _growth,
    "writes": _writes,
    "pages": _pages,
    "painter": _painter,
    "watermark": _watermark,
    "marks": _marks,
    "lineage": _lineage,
    "library": _library,
    "proofs": _proofs,
    "crowd": _crowd,
    "firehose": _firehose,
    "impressions": _impressions,
    "taste": _taste,
}
