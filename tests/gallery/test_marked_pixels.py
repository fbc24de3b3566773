"""What marking does to the pixels, and what happens to a picture when a mark cannot be made."""

import io
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pixels

from bottega.engines.credentials.adapters.c2pa import C2paCredentials
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.credentials.port import NotSigned, Statement
from bottega.engines.embedder.adapters.embedded import EmbeddedEmbedder
from bottega.engines.painter.port import Painting
from bottega.engines.watermark.adapters.wavelet import WaveletWatermark
from bottega.engines.wired import Engines
from bottega.gallery.marks.leaving import ground_of, laid_within, marked_picture
from bottega.gallery.models import Mark
from bottega.people.models import Person
from tests import make
from tests.gallery.marking import content_of, marked, signing  # noqa: F401

Jobs = Callable[..., list[str]]
pytestmark = pytest.mark.django_db(transaction=True)  # engines refuse to work inside a transaction


class _NoKeys(C2paCredentials):
    def sign(self, content: bytes, media_type: str, statement: Statement) -> bytes:
        raise NotSigned("The key is gone.")


class _BrokenWatermark(WaveletWatermark):
    def embed(self, png: bytes, code: int) -> bytes:
        raise ValueError("no room for a number")


def test_a_mark_that_fails_never_costs_a_picture(
    ada: Person, engines: Engines, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engines.credentials = _NoKeys(KeyFolder(tmp_path, clock=lambda: datetime.now(UTC)))
    engines.watermark, engines.embedder = _BrokenWatermark(), EmbeddedEmbedder()
    with caplog.at_level(logging.ERROR):
        image = marked(ada, engines)
    assert {"The key is gone.", "watermark"} <= {
        word for word in ("The key is gone.", "watermark") if word in caplog.text
    }
    mark = Mark.objects.get(image=image)
    assert (mark.code, mark.signed_at) == (None, None)
    with Pixels.open(io.BytesIO(content_of(image, engines))) as picture:
        assert b"trainedAlgorithmicMedia" in picture.info["xmp"]


def test_a_marked_picture_is_known_again(ada: Person, engines: Engines) -> None:
    engines.watermark, engines.embedder = WaveletWatermark(), EmbeddedEmbedder()
    painting = Painting(0, noisy(256), 1, "a fox", "swatch 1")
    made = marked_alone(painting, ada, engines)
    assert made.fingerprint
    found = engines.watermark.read(made.png)
    assert found
    assert found.code == made.fingerprint.code
    assert made.fingerprint.signed_at


def marked_alone(painting: Painting, maker: Person, engines: Engines, **masked: bytes) -> Any:
    ground = ground_of(
        painter="swatch",
        maker_id=maker.id,
        parent_image_id=None,
        parent_post_id=None,
        reference_ids=[],
        engines=engines,
        blobs=engines.blobs,
        at=make.moment(),
    )
    return marked_picture(
        painting.png,
        ground,
        model=painting.model,
        before_png=masked.get("before_png"),
        mask_png=masked.get("mask_png"),
        engines=engines,
        at=make.moment(),
    )


def noisy(side_px: int, seed: int = 1) -> bytes:
    """A picture with something in it: soft blotches."""
    few = np.random.default_rng(seed).integers(0, 255, (8, 8, 3), np.uint8)
    out = io.BytesIO()
    Pixels.fromarray(few).resize((side_px, side_px), Pixels.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


def test_outside_the_mask_not_even_the_watermark_moves_a_pixel(ada: Person, engines: Engines) -> None:
    engines.watermark, engines.embedder = WaveletWatermark(), EmbeddedEmbedder()
    before = noisy(256)
    may_change = np.zeros((256, 256), np.uint8)
    may_change[60:190, 50:200] = 255
    mask = io.BytesIO()
    Pixels.fromarray(may_change).save(mask, "PNG")
    after = laid_within(before, noisy(256, seed=2), mask.getvalue())
    made = marked_alone(
        Painting(0, after, 1, "a fox", "swatch 1"), ada, engines, before_png=before, mask_png=mask.getvalue()
    )
    pixels = [np.asarray(Pixels.open(io.BytesIO(each))) for each in (before, after, made.png)]
    outside = may_change == 0
    assert (pixels[2][outside] == pixels[0][outside]).all()
    assert (pixels[2][~outside] != pixels[1][~outside]).any()  # the number is in there
