"""README.md: the dataset card, with the YAML head that `datasets` loads by and everything a reader must know.

The head names one configuration and every column's type, so that `load_dataset(folder)` needs no argument.
Refuses to let words of people become Markdown or YAML: they are quoted, whatever they hold.
"""

import json
import re
from collections.abc import Sequence
from typing import Final

from bottega.datasets.card.croissant import parquet_files
from bottega.datasets.card.features import feature_lines
from bottega.datasets.card.words import (
    BIASES,
    CANNOT,
    COLLECTION,
    DUTY,
    KINDS,
    LIMITS,
    PERSONAL,
    PURPOSES,
    REMOVALS,
    citation,
    is_open_licence,
    left_out,
    spans,
)
from bottega.datasets.cards import About
from bottega.datasets.columns import SHARDED_BY_PICTURE

_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>#|~!()+-])")


def readme_of(about: About, *, url: str) -> str:
    """The card, ending with a line break. url: the page of the dataset. Raises UnknownType."""
    sections = [
        ("", _opening(about, url)),
        ("How it was collected", [COLLECTION, KINDS[about.recipe.kind].how]),
        ("Consent and rights", _rights(about)),
        ("How to load it", _loading(about)),
        ("Columns", [_columns(about)]),
        ("What was left out", [_left_out(about)]),
        ("Limits", [_bullets([*KINDS[about.recipe.kind].limits, *LIMITS])]),
        ("Biases", [_bullets(BIASES)]),
        ("Personal information", [PERSONAL]),
        ("Removals, and your duty to delete", [REMOVALS, DUTY, CANNOT]),
        ("How to verify it", _verifying()),
        ("Citation", [f"```bibtex\n{citation(about, url)}\n```"]),
    ]
    parts = [
        f"## {title}\n\n" + "\n\n".join(words) if title else "\n\n".join(words) for title, words in sections
    ]
    return _head(about) + "\n" + "\n\n".join(parts) + "\n"


def plain(words: str) -> str:
    """Somebody's words as one line of Markdown that shows them as they are."""
    return _MARKDOWN.sub(r"\\\1", " ".join(words.split()))


def _head(about: About) -> str:
    lines = ["---", f"pretty_name: {json.dumps(about.title)}", *_licence_lines(about)]
    lines += ["task_categories:", *(f"- {task}" for task in KINDS[about.recipe.kind].tasks)]
    lines += ["size_categories:", f"- {_size(about.samples)}"]
    lines += ["tags:", "- synthetic", "- croissant", "- consent", f"- {about.recipe.kind.value}"]
    lines += _loader_lines(about)
    return "\n".join([*lines, "---", ""])


def _licence_lines(about: About) -> list[str]:
    if is_open_licence(about):
        return ["license: cc-by-4.0"]
    return ["license: other", "license_name: bottega-consent", "license_link: LICENSE.md"]


def _loader_lines(about: About) -> list[str]:
    files = parquet_files(about)
    if not files:
        return []
    features = [f"  {line}" for column in about.columns for line in feature_lines(column)]
    byte_count = sum(file.byte_count for file in files)
    return [
        "configs:",
        "- config_name: default",
        "  data_files:",
        "  - split: train",
        "    path:",
        *(f"    - {json.dumps(file.path)}" for file in files),
        "dataset_info:",
        "  features:",
        *features,
        "  splits:",
        "  - name: train",
        f"    num_bytes: {byte_count}",
        f"    num_examples: {sum(file.rows for file in files)}",
        f"  download_size: {byte_count}",
        f"  dataset_size: {byte_count}",
    ]


def _size(samples: int) -> str:
    return next((name for most, name in _SIZES if samples < most), "n>1M")


def _opening(about: About, url: str) -> list[str]:
    tells = [plain(about.tells)] if about.tells.strip() else []
    when = f", from {spans(about)}" if spans(about) else ""
    painters = ", ".join(f"{plain(name)} ({count:,})" for name, count in sorted(about.painters.items()))
    return [
        f"# {plain(about.title)}",
        *tells,
        f"**{about.samples:,} samples** of {about.people:,} people{when}. Each row is"
        f" {KINDS[about.recipe.kind].is_a}.",
        _bullets(
            [
                f"Version {about.version}, of everything up to position {about.horizon} of the network's"
                f" stream ({about.at:%Y-%m-%d %H:%M} UTC)",
                f"Kind `{about.recipe.kind}`, read as it is by {KINDS[about.recipe.kind].reads}",
                f"Licence `{about.licence}`",
                *([f"Painters: {painters}"] if painters else []),
                f"Its page: {url}",
            ]
        ),
    ]


def _rights(about: About) -> list[str]:
    allowed = "; ".join(f"**{PURPOSES[purpose]}** (`{purpose}`)" for purpose in about.recipe.purposes)
    return [
        f"Everybody with a say in a sample allowed its use {allowed}. Nobody is in it by silence."
        " These have a say:",
        _bullets(
            [
                "the author of a picture, for the picture and the words that show with it",
                "the author of every picture that it was made from, for what others made from theirs",
                "in a choice, the person who chose, for the pictures they were shown together and the words"
                " they had asked with",
            ]
        ),
        "`receipts` holds one stamp for each of these consents, made with a secret of this version from the"
        " SHA-256 of its receipt (ISO/IEC TS 27560, as JSON-LD). Its giver has the receipt itself. `licence`"
        " stands in every row; LICENSE.md says what you may do.",
    ]


def _loading(about: About) -> list[str]:
    load = 'from datasets import load_dataset\n\nrows = load_dataset("path/of/this/folder", split="train")'
    said = [f"```python\n{load}\n```"]
    shards = sorted(file.path for file in about.files if file.path.endswith(".tar"))
    if shards:
        pattern = f"{shards[0].rpartition('/')[0] or '.'}/*.tar"
        shard = f'rows = load_dataset("webdataset", data_files="{pattern}", split="train")'
        said += ["The same samples lie in WebDataset shards:", f"```python\n{shard}\n```"]
        said.append(
            "Their JSON holds no null, because loaders guess types from the first few entries: what is null"
            ' above is `""` or `-1` there, and an empty list holds one of these.'
        )
        if about.recipe.kind in SHARDED_BY_PICTURE:
            said.append("Each entry is one picture with all of its sample; `image_place` says which it is.")
    return said


def _columns(about: About) -> str:
    head = ["| column | type | what it holds |", "|---|---|---|"]
    rows = [f"| `{column.name}` | {column.type} | {_cell(column.tells)} |" for column in about.columns]
    return "\n".join([*head, *rows])


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def _left_out(about: About) -> str:
    reasons = left_out(about)
    if not reasons:
        return "Nothing that the recipe asked for was left out."
    return _bullets([f"{count:,}: {reason}" for reason, count in reasons])


def _verifying() -> list[str]:
    return [
        "`verify.py` and `verify_proof.py` lie beside this file. They need Python, the package `cryptography`"
        " and no network:",
        "```\npython verify.py .\npython verify.py . proof.json\npython verify_proof.py proof.json\n```",
        "The first checks every file, the signature and the link to the version before. The others check a"
        " proof that one picture is, or is not, in this version; its author can ask for it on the dataset's"
        " page.",
    ]


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
