"""The painter behind any server that speaks the OpenAI Images API, of whatever make.

Reading order: `painter.py` (the rounds of asking), `server.py` (what we send), `answers.py` (what
we accept), `line.py` (one bounded exchange), `addresses.py` (where we refuse to fetch from).
Why so little is sent and so much accepted: docs/decisions/0005-one-images-client.md.
"""

from bottega.engines.painter.adapters.openai_images.painter import OpenAIImagesPainter
from bottega.engines.painter.adapters.openai_images.server import ImagesSettings

__all__ = ["ImagesSettings", "OpenAIImagesPainter"]
