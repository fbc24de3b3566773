"""The one painter suite on every adapter: embedded, images servers, ComfyUI, diffusers where installed."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from bottega.engines.painter.adapters.comfyui import ComfyUIPainter
from bottega.engines.painter.adapters.diffusers import DiffusersPainter
from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.adapters.openai_images import ImagesSettings, OpenAIImagesPainter
from bottega.engines.painter.port import Painter
from tests.contracts.comfyui_server import LoopbackComfyUI
from tests.contracts.images_server import MODEL, LoopbackImages, Make
from tests.contracts.painter_suite import PainterSuite
from tests.contracts.ready_painters import comfyui_painter, tiny_painter

SEED_IN_PROMPT = {"prompt": '$words <sd_cpp_extra_args>{"seed": $seed}</sd_cpp_extra_args>'}


class TestTheEmbeddedPainter(PainterSuite):
    @pytest.fixture
    def painter(self) -> Painter:
        return EmbeddedPainter()


class HttpSuite(PainterSuite):
    make: Make
    settings: dict[str, object] = {}

    @pytest.fixture
    def painter(self) -> Iterator[Painter]:
        with LoopbackImages(self.make) as host:
            yield OpenAIImagesPainter(ImagesSettings(host.base_url, MODEL, **self.settings))  # type: ignore[arg-type]


class TestAHostLikeOpenAI(HttpSuite):
    make = Make.OPENAI
    settings = {"response_format": "", "api_key": "sk-test"}
    repeats_by_seed = False


class TestAHostLikeStableDiffusionCpp(HttpSuite):
    make = Make.SD_SERVER
    settings = {"extras": SEED_IN_PROMPT}


class TestAHostLikeVllmOmni(HttpSuite):
    make = Make.VLLM_OMNI
    settings = {"extras": {"seed": "$seed"}}


class TestAHostLikeSglangThatAnswersWithAddresses(HttpSuite):
    make = Make.SGLANG
    settings = {"extras": {"seed": "$seed"}, "response_format": "url"}


class TestAHostThatStreams(HttpSuite):
    make = Make.OPENAI
    settings = {"response_format": "", "stream": True}
    repeats_by_seed = False

    @pytest.fixture
    def painter(self) -> Iterator[Painter]:
        with LoopbackImages(self.make) as host:
            host.streams = True
            yield OpenAIImagesPainter(ImagesSettings(host.base_url, MODEL, **self.settings))  # type: ignore[arg-type]


class TestComfyUI(PainterSuite):
    @pytest.fixture
    def painter(self, tmp_path: Path) -> Iterator[ComfyUIPainter]:
        with LoopbackComfyUI() as host:
            yield comfyui_painter(host, tmp_path)


@pytest.mark.skipif(find_spec("torch") is None, reason="needs the diffusers extra: make test-diffusers")
@pytest.mark.filterwarnings("ignore")  # the libraries' own
class TestDiffusers(PainterSuite):
    @pytest.fixture(scope="class")
    def painter(self, tmp_path_factory: pytest.TempPathFactory) -> DiffusersPainter:
        return tiny_painter(tmp_path_factory.mktemp("tiny"))
