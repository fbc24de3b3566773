"""The one watermark suite on every adapter."""

import pytest

from bottega.engines.watermark.adapters.wavelet import WaveletWatermark
from bottega.engines.watermark.port import Watermark
from tests.contracts.watermark_suite import WatermarkSuite


class TestWavelet(WatermarkSuite):
    @pytest.fixture
    def watermark(self) -> Watermark:
        return WaveletWatermark()
