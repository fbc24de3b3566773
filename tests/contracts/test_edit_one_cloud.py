"""One cloud is edited out of a picture through each painter, by the studio's own road; the rest is untouched.

Paints, brushes a region, asks for a change there, and compares every pixel outside the brush with the picture
that was changed: byte for byte, whatever the model did inside.
"""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bottega.engines.blobs.port import Blobs
from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.adapters.openai_images import ImagesSettings, OpenAIImagesPainter
from bottega.engines.painter.port import Painter
from bottega.engines.watermark.adapters.wavelet import WaveletWatermark
from bottega.engines.wired import Engines, WiredPainter
from bottega.gallery.models import Image as Picture
from bottega.people.models import Person
from bottega.studio import asking
from bottega.studio.actions import open_conversation
from bottega.studio.models import Candidate, Conversation, Generation
from bottega.studio.painting import paint
from tests import make
from tests.contracts.comfyui_server import LoopbackComfyUI
from tests.contracts.images_server import MODEL, LoopbackImages, Make
from tests.contracts.painter_suite import pixels
from tests.contracts.ready_painters import comfyui_painter, tiny_painter

pytestmark = pytest.mark.django_db(transaction=True)
SIDE_PX = 256
CLOUD = (150, 20, 230, 80)


def embedded(_folder: Path) -> Iterator[Painter]:
    yield EmbeddedPainter()


def openai(_folder: Path) -> Iterator[Painter]:
    with LoopbackImages(Make.VLLM_OMNI) as host:
        yield OpenAIImagesPainter(ImagesSettings(host.base_url, MODEL, extras={"seed": "$seed"}))


def comfyui(folder: Path) -> Iterator[Painter]:
    with LoopbackComfyUI() as host:
        yield comfyui_painter(host, folder)


def diffusers(folder: Path) -> Iterator[Painter]:
    yield tiny_painter(folder)


torch_only = (
    pytest.mark.skipif(find_spec("torch") is None, reason="needs the diffusers extra: make test-diffusers"),
    pytest.mark.filterwarnings("ignore"),
)


@pytest.fixture(params=[embedded, openai, comfyui, pytest.param(diffusers, marks=torch_only)])
def painter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Painter]:
    ready: Callable[[Path], Iterator[Painter]] = request.param
    yield from ready(tmp_path)


@pytest.fixture(params=[True, False], ids=["trusted", "untrusted"])
def wired(request: pytest.FixtureRequest, painter: Painter, engines: Engines) -> WiredPainter:
    """As wired, and once more as if nobody trusted it: either road keeps the promise."""
    entry = WiredPainter(painter, is_trusted=request.param)
    engines.painters = {"swatch": entry}
    engines.watermark = WaveletWatermark()  # it moves pixels, too; not even it may do so outside
    return entry


@pytest.fixture
def talk(ada: Person, monkeypatch: pytest.MonkeyPatch) -> Conversation:
    monkeypatch.setitem(asking.SHAPES, "square", (SIDE_PX, SIDE_PX))
    return open_conversation(ada, at=make.moment())


def brushed() -> bytes:
    """An ellipse over the cloud, as a person brushes it: white where it may change."""
    mask = Image.new("L", (SIDE_PX, SIDE_PX), 0)
    ImageDraw.Draw(mask).ellipse(CLOUD, fill=255)
    out = BytesIO()
    mask.save(out, "PNG")
    return out.getvalue()


def painted(generation: Generation, wired: WiredPainter, blobs: Blobs) -> Picture:
    paint(generation.id, wired=wired, blobs=blobs, clock=make.moment, pulse_seconds=0)
    generation.refresh_from_db()
    assert (generation.state, generation.failure, generation.failure_reason) == ("finished", "", "")
    picture = Candidate.objects.get(generation=generation).image
    assert picture
    return picture


def test_the_rest_of_the_picture_is_untouched_byte_for_byte(
    wired: WiredPainter, engines: Engines, ada: Person, talk: Conversation
) -> None:
    words = "a red fox on a hill under two clouds"
    before = painted(make.ask(ada, talk.id, words, count=1, seeds=[5]), wired, engines.blobs)
    mask_png = brushed()
    change = make.ask(
        ada,
        talk.id,
        "no cloud here, a yellow balloon",
        count=1,
        seeds=[6],
        change_image_id=before.id,
        mask_sha256=engines.blobs.put(mask_png),
    )
    after = painted(change, wired, engines.blobs)
    old, new = pixels(engines.blobs.get(before.sha256)), pixels(engines.blobs.get(after.sha256))
    outside = pixels(mask_png)[..., 0] == 0
    assert old.shape == new.shape == (SIDE_PX, SIDE_PX, 3)
    assert np.array_equal(old[outside], new[outside])
    assert not np.array_equal(old[~outside], new[~outside])
