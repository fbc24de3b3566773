"""What the marks cost: XMP and signature for one painted picture of 1024², without and with a parent."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bottega.engines.credentials.adapters.c2pa import C2paCredentials
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.credentials.port import Ingredient
from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.port import Brief

ROUNDS = 20
PROMPT = "a red fox reading a book under a tree at night, watercolour"


def measure() -> dict[str, Any]:
    """Milliseconds and bytes for each form, medians of ROUNDS, in one process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bottega.config.settings")
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyFolder(Path(folder) / "keys", clock=lambda: datetime.now(UTC))
        return _measured(C2paCredentials(keys))


def _measured(credentials: C2paCredentials) -> dict[str, Any]:
    from bottega.gallery.marks.telling import ALGORITHMIC, Telling
    from bottega.gallery.marks.xmp import png_with_xmp, xmp_packet
    from bottega.gallery.renditions import Rendition, renditions_of

    (painting,) = EmbeddedPainter().paint(Brief(PROMPT), seeds=[1], progress=lambda *_: None)
    telling = Telling(ALGORITHMIC, "bottega-embedded", "1", datetime.now(UTC), maker="ada")
    packet = xmp_packet(telling)
    plain, carrying = renditions_of(painting.png), renditions_of(painting.png, xmp=packet)
    whole = Rendition("png", 1024, 1024, png_with_xmp(painting.png, packet))
    forms = [whole, carrying.share_jpeg, *carrying.avif, *carrying.webp]
    bare = [painting.png, *(form.content for form in (plain.share_jpeg, *plain.avif, *plain.webp))]
    return {
        "xmp_png_ms": _median_ms(lambda: png_with_xmp(painting.png, xmp_packet(telling))),
        "read_ms": _median_ms(lambda: credentials.read(whole.content, "image/png"), rounds=5),
        "forms": [
            _form(form, len(before), telling, credentials, _chain(credentials, whole, telling))
            for form, before in zip(forms, bare, strict=True)
        ],
        "load_average": round(os.getloadavg()[0], 1),
    }


def _chain(credentials: C2paCredentials, whole: Any, telling: Any) -> Sequence[Ingredient]:
    from bottega.gallery.marks.manifest import TITLE, statement_of

    parent = credentials.sign(whole.content, "image/png", statement_of(telling))
    return [Ingredient(TITLE, "parentOf", "image/png", parent)]


def _form(
    form: Any, bytes_before: int, telling: Any, credentials: C2paCredentials, chain: Sequence[Ingredient]
) -> dict[str, Any]:
    from bottega.gallery.marks.leaving import WITH_CHAIN, _named_only
    from bottega.gallery.marks.manifest import statement_of

    parents = chain if form.kind in WITH_CHAIN else [_named_only(each) for each in chain]
    alone, remix = statement_of(telling), statement_of(telling, parents)
    full = statement_of(telling, chain)

    def signed(statement: Any) -> bytes:
        return credentials.sign(form.content, form.media_type, statement)

    return {
        "kind": form.kind,
        "width_px": form.width_px,
        "bytes_before": bytes_before,
        "xmp_bytes": len(form.content) - bytes_before,
        "alone_ms": _median_ms(lambda: signed(alone)),
        "alone_bytes": len(signed(alone)) - len(form.content),
        "remix_ms": _median_ms(lambda: signed(remix)),
        "remix_bytes": len(signed(remix)) - len(form.content),
        "remix_with_chain_bytes": len(signed(full)) - len(form.content),
    }


def _median_ms(act: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    took = []
    for _ in range(rounds):
        began_at = time.perf_counter()
        act()
        took.append((time.perf_counter() - began_at) * 1_000)
    return round(statistics.median(took), 2)
