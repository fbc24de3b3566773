"""Which adapter is plugged into which port; the only file that names them all."""

import json

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bottega.engines.blobs.adapters.local import LocalBlobs
from bottega.engines.credentials.adapters.c2pa import C2paCredentials
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.embedder.adapters.embedded import EmbeddedEmbedder
from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.adapters.openai_images import ImagesSettings, OpenAIImagesPainter
from bottega.engines.watermark.adapters.wavelet import WaveletWatermark
from bottega.engines.wired import Engines, WiredPainter
from bottega.kernel.clock import now


def make_engines() -> Engines:
    """The engines that the settings ask for. Raises ImproperlyConfigured with what to set."""
    painters = {"embedded": WiredPainter(EmbeddedPainter(), is_trusted=True)}
    if settings.PAINTER == "openai":
        painters["openai"] = WiredPainter(_images_client(), is_trusted=False)
    if settings.PAINTER not in painters:
        raise ImproperlyConfigured(f"BOTTEGA_PAINTER is “{settings.PAINTER}”; it can be embedded or openai.")
    return Engines(
        blobs=LocalBlobs(settings.HOME.blobs_dir),
        painters=painters,
        default_painter=settings.PAINTER,
        embedder=EmbeddedEmbedder(),
        watermark=WaveletWatermark(),
        credentials=C2paCredentials(KeyFolder(settings.HOME.credentials_dir, clock=now)),
    )


def _images_client() -> OpenAIImagesPainter:
    if not settings.PAINTER_URL:
        raise ImproperlyConfigured(
            "BOTTEGA_PAINTER=openai needs BOTTEGA_PAINTER_URL, such as http://127.0.0.1:8777/v1"
        )
    try:
        server = ImagesSettings(
            base_url=settings.PAINTER_URL,
            api_key=settings.PAINTER_KEY or None,
            model=settings.PAINTER_MODEL,
            extras=json.loads(settings.PAINTER_EXTRAS or "{}"),
        )
    except ValueError as error:
        raise ImproperlyConfigured(f"The settings of the painter cannot work: {error}") from error
    return OpenAIImagesPainter(server)
