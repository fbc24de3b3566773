"""Pictures made as the studio makes them, marked and signed with keys of the test's own."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bottega.engines.credentials.adapters.c2pa import C2paCredentials
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.painter.port import Abilities, Painting
from bottega.engines.wired import Engines, WiredPainter
from bottega.gallery.actions import Parent
from bottega.gallery.marks.leaving import ground_of, marked_picture
from bottega.gallery.models import Image, Rendition
from bottega.people.models import Person
from tests import make
from tests.cast import SwatchPainter

Jobs = Callable[..., list[str]]
pytestmark = pytest.mark.django_db(transaction=True)  # engines refuse to work inside a transaction


class PlainPainter(SwatchPainter):
    """A painter that no model is behind."""

    name: ClassVar[str] = "plain"
    abilities: ClassVar[Abilities] = Abilities(is_trained=False)


@pytest.fixture(autouse=True)
def signing(engines: Engines, tmp_path: Path) -> C2paCredentials:
    """Keys of this test's own; one painter with a model behind it, one without."""
    engines.credentials = C2paCredentials(KeyFolder(tmp_path / "keys", clock=lambda: datetime.now(UTC)))
    engines.painters = {
        **engines.painters,
        "plain": WiredPainter(PlainPainter(), is_trusted=True),
    }
    return engines.credentials


def marked(maker: Person, engines: Engines, words: str = "a red fox", **rest: Any) -> Image:
    """A picture made as the studio makes it: marked, stored, written."""
    parent: Parent | None = rest.pop("parent", None)
    painting = Painting(0, make.png(), 1, words, rest.pop("model", "swatch 1"))
    ground = ground_of(
        painter=rest.get("painter", "swatch"),
        maker_id=maker.id,
        parent_image_id=parent.image_id if parent and not parent.by_reference else None,
        parent_post_id=parent.post_id if parent else None,
        reference_ids=[parent.image_id] if parent and parent.by_reference else [],
        engines=engines,
        blobs=engines.blobs,
        at=make.moment(),
    )
    made = marked_picture(
        painting.png,
        ground,
        model=painting.model,
        before_png=None,
        mask_png=None,
        engines=engines,
        at=make.moment(),
    )
    forms = [leaving_form(engines, form) for form in made.leaving]
    return make.image(
        maker, words, parent=parent, model=painting.model, forms=forms, fingerprint=made.fingerprint, **rest
    )


def leaving_form(engines: Engines, form: Any) -> Any:
    from bottega.gallery.actions import StoredForm

    stored = engines.blobs.put(form.content)
    return StoredForm(form.kind, form.width_px, form.height_px, stored, len(form.content))


def content_of(image: Image, engines: Engines, kind: str = "png") -> bytes:
    form = Rendition.objects.filter(image=image, kind=kind).order_by("-width_px")[0]
    return engines.blobs.get(form.sha256)


def read(image: Image, engines: Engines, kind: str = "png") -> dict[str, Any]:
    """The newest manifest of one form."""
    assert engines.credentials
    reading = engines.credentials.read(content_of(image, engines, kind), f"image/{kind}")
    assert reading.is_ours, reading
    manifest: dict[str, Any] = reading.manifests[0]
    return manifest
