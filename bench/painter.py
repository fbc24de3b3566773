"""How long the embedded painter takes for the four candidates that people wait for."""

import os
import statistics
import time
from typing import Any

from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.port import Brief

PROMPTS = (
    "a red fox reading a book under a tree at night, watercolour",
    "three boats in a harbour at sunset, woodblock print",
    "a small house on a snowy mountain, oil painting",
    "two cats on a blue sofa, paper cut",
    "a lighthouse in a storm, charcoal",
    "a bowl of lemons on a table, stained glass",
)
SEEDS = (1, 2, 3, 4)


def measure() -> dict[str, Any]:
    """Seconds for four candidates of 1024², one prompt after the other, in one process."""
    painter = EmbeddedPainter()
    _candidates(painter, "a quiet lake")  # the first picture also loads the fonts and shapes
    cpu_before = time.process_time()
    seconds = {prompt: round(_candidates(painter, prompt), 2) for prompt in PROMPTS}
    cpu_seconds = (time.process_time() - cpu_before) / len(PROMPTS)
    return {
        "four_candidates_seconds": seconds,
        "cpu_seconds": round(cpu_seconds, 2),
        "load_average": round(os.getloadavg()[0], 1),
        "median_seconds": round(statistics.median(seconds.values()), 2),
        "slowest_seconds": max(seconds.values()),
    }


def _candidates(painter: EmbeddedPainter, words: str) -> float:
    began_at = time.perf_counter()
    made = list(painter.paint(Brief(words), seeds=SEEDS, progress=lambda _place, _share: None))
    assert len(made) == len(SEEDS)
    return time.perf_counter() - began_at
