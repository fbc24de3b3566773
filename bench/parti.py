"""What the embedded painter makes of 400 PartiPrompts: for how many it drew at least one thing they name.

Writes docs/painter.md's table and a contact sheet of 48 of the pictures, docs/images/parti_sheet.jpg.
"""

import io
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.port import Brief

HERE = Path(__file__).resolve().parent
PROMPTS = HERE / "prompts" / "parti_400.txt"
TABLE = HERE.parent / "docs" / "painter.md"
SHEET = HERE.parent / "docs" / "images" / "parti_sheet.jpg"
SHEET_COLUMNS, SHEET_ROWS = 8, 6
TILE_PX, WORDS_PX = 256, 34
PROCESSES = 2
MARKS = ("<!-- parti: written by `python -m bench parti` -->", "<!-- parti: end -->")


@dataclass(frozen=True)
class Tried:
    """One prompt and what became of it. tile: a small JPEG, only for pictures of the sheet."""

    prompt: str
    drew: tuple[str, ...]
    missed: tuple[str, ...]
    failure: str
    tile: bytes


def measure() -> dict[str, Any]:
    """Paint them all, write the sheet and the table, return the numbers."""
    prompts = PROMPTS.read_text().splitlines()
    every = len(prompts) // (SHEET_COLUMNS * SHEET_ROWS)
    with ProcessPoolExecutor(PROCESSES) as pool:
        on_sheet = [place % every == 0 for place in range(len(prompts))]
        tried = list(pool.map(_try, prompts, range(len(prompts)), on_sheet, chunksize=4))
    figures = _figures(tried)
    _write_sheet([one for one in tried if one.tile][: SHEET_COLUMNS * SHEET_ROWS])
    _write_table(figures)
    return figures


def _try(prompt: str, seed: int, is_on_sheet: bool) -> Tried:
    try:
        found = next(
            iter(EmbeddedPainter().paint(Brief(prompt), seeds=[seed], progress=lambda _place, _share: None))
        )
    except Exception as error:  # noqa: BLE001 - counted and named
        return Tried(prompt, (), (), f"{type(error).__name__}: {error}", b"")
    return Tried(prompt, found.drew, found.missed, "", _tile(found.png) if is_on_sheet else b"")


def _tile(png: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("RGB").resize((TILE_PX, TILE_PX), Image.Resampling.LANCZOS)
    small.save(out, "JPEG", quality=90)
    return out.getvalue()


def _figures(tried: list[Tried]) -> dict[str, Any]:
    missed = Counter(word for one in tried for word in one.missed)
    return {
        "prompts": len(tried),
        "failed": [one.failure for one in tried if one.failure],
        "drew_something": sum(bool(one.drew) for one in tried),
        "drew_everything": sum(bool(one.drew) and not one.missed for one in tried),
        "drew_nothing": [one.prompt for one in tried if not one.drew][:20],
        "things_drawn_each": round(sum(len(one.drew) for one in tried) / len(tried), 1),
        "missed_most": [f"{word} ({count})" for word, count in missed.most_common(20)],
    }


def _write_sheet(shown: list[Tried]) -> None:
    size = (SHEET_COLUMNS * TILE_PX, SHEET_ROWS * (TILE_PX + WORDS_PX))
    sheet = Image.new("RGB", size, "#f6f2ea")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for place, one in enumerate(shown):
        left = place % SHEET_COLUMNS * TILE_PX
        top = place // SHEET_COLUMNS * (TILE_PX + WORDS_PX)
        with Image.open(io.BytesIO(one.tile)) as tile:
            sheet.paste(tile, (left, top))
        pen.text((left + 5, top + TILE_PX + 2), _two_lines(one.prompt, pen, font), fill="#3a3028", font=font)
    SHEET.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(SHEET, quality=82, optimize=True)


def _two_lines(words: str, pen: ImageDraw.ImageDraw, font: Any) -> str:
    lines = [""]
    for word in normalize("NFC", words).split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= TILE_PX - 12:
            lines[-1] = longer
        elif len(lines) == 2:
            lines[-1] += " …"
            break
        else:
            lines.append(word)
    return "\n".join(lines)


def _write_table(figures: dict[str, Any]) -> None:
    share = round(100 * figures["drew_something"] / figures["prompts"], 1)
    whole = round(100 * figures["drew_everything"] / figures["prompts"], 1)
    table = f"""| of {figures["prompts"]} PartiPrompts | number | share |
|---|---|---|
| failed | {len(figures["failed"])} | {round(100 * len(figures["failed"]) / figures["prompts"], 1)} % |
| at least one thing that the prompt names was drawn (goal: 90 %) | {figures["drew_something"]} | {share} % |
| nothing was left undrawn, by the painter's own account | {figures["drew_everything"]} | {whole} % |

Things drawn for each prompt: {figures["things_drawn_each"]}. Asked for and not drawn most often:
{", ".join(figures["missed_most"])}.

![48 of the 400, every eighth, none left out](images/parti_sheet.jpg)"""
    before, after = "# What the embedded painter draws\n\n", "\n"
    if TABLE.exists() and MARKS[0] in TABLE.read_text():
        before, rest = TABLE.read_text().split(MARKS[0])
        after = rest.split(MARKS[1])[1]
    TABLE.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}")
