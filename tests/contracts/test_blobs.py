"""The one blob suite on every adapter."""

from pathlib import Path

import pytest

from bottega.engines.blobs.adapters.local import LocalBlobs
from bottega.engines.blobs.adapters.memory import MemoryBlobs
from bottega.engines.blobs.port import Blobs
from tests.contracts.blobs_suite import BlobsSuite


class TestALocalFolder(BlobsSuite):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> Blobs:
        return LocalBlobs(tmp_path / "not" / "yet" / "there")


class TestMemory(BlobsSuite):
    @pytest.fixture
    def blobs(self) -> Blobs:
        return MemoryBlobs()
