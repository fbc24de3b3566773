"""Asking each painter whether it is there: one line each, no weights loaded, no secret told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bottega.config.home import Home
from bottega.config.painter_kinds import Probed, wired_painter_of
from bottega.config.painters import Table, painter_tables
from bottega.engines.painter.port import Away, Declined, Garbled


@dataclass(frozen=True, slots=True)
class ProbedLine:
    """What is told of one painter, and whether it could paint now."""

    words: str
    is_ready: bool


def probed_lines(home: Home) -> list[ProbedLine]:
    """A line for each painter, in the menu's order: name, label, kind, queue, what it says of itself.

    Takes as long as the slowest, a quarter of a minute at most. Raises BadSetting.
    """
    tables = painter_tables(home)
    painters = [wired_painter_of(table).painter for table in tables]
    with ThreadPoolExecutor(len(painters)) as pool:
        return list(pool.map(_line, tables, painters))


def _line(table: Table, painter: object) -> ProbedLine:
    try:
        said, is_ready = _said_by(painter), True
    except (Away, Garbled, Declined) as trouble:
        told = str(trouble.facts.get("said") or "")
        said, is_ready = f"NOT READY: {trouble.sentence}{f' ({told})' if told else ''}", False
    label = f"“{table.label}”, " if table.label else ""
    return ProbedLine(f"{table.name:<16} {label}{table.kind}, queue {table.queue}: {said}", is_ready)


def _said_by(painter: object) -> str:
    if not hasattr(painter, "probe"):
        return "ready, needs nothing"
    asked: Probed = painter
    return asked.probe()
