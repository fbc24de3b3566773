"""The one embedder suite on every adapter."""

import pytest

from bottega.engines.embedder.adapters.embedded import EmbeddedEmbedder
from bottega.engines.embedder.port import Embedder
from tests.contracts.embedder_suite import EmbedderSuite


class TestTheEmbedded(EmbedderSuite):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return EmbeddedEmbedder()
