"""The one painter suite on every adapter: the embedded painter and the client of images servers."""

from collections.abc import Iterator

import pytest

from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.adapters.openai_images import ImagesSettings, OpenAIImagesPainter
from bottega.engines.painter.port import Painter
from tests.contracts.images_server import MODEL, LoopbackImages, Make
from tests.contracts.painter_suite import PainterSuite

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
