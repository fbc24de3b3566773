"""What the tests of the credentials share: keys of their own, and small pictures in every form."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from bottega.engines.credentials.adapters.c2pa import C2paCredentials
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.credentials.port import Statement

TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the keys will lie; not made yet."""
    return tmp_path / "keys" / "credentials"


@pytest.fixture
def keys(folder: Path) -> KeyFolder:
    """Keys of this test's own."""
    return KeyFolder(folder, clock=lambda: datetime.now(UTC))


@pytest.fixture
def credentials(keys: KeyFolder) -> C2paCredentials:
    """The adapter on these keys."""
    return C2paCredentials(keys)


def picture(media_type: str, colour: str = "teal") -> bytes:
    """A flat picture of 64 pixels a side."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(out, media_type.removeprefix("image/").upper())
    return out.getvalue()


def created(title: str = "A picture") -> Statement:
    """That a picture was made by a model."""
    action = {
        "action": "c2pa.created",
        "when": "2026-11-22T12:00:00Z",
        "digitalSourceType": TRAINED,
        "softwareAgent": {"name": "swatch", "version": "1"},
    }
    return Statement(title, [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}])
