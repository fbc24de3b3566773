"""The painter that runs a diffusion pipeline on this machine, in a worker process of its own.

Reading order: `painter.py` (the port), `settings.py` (what the operator says), `runs.py` (what the library
is asked), `loading.py` (device, weights, the three pipelines), `latents.py` (previews). Torch and diffusers
are an extra (`requirements-diffusers.txt`) and are imported at the first picture, never with this package.
"""

from bottega.engines.painter.adapters.diffusers.painter import DiffusersPainter
from bottega.engines.painter.adapters.diffusers.settings import DiffusersSettings

__all__ = ["DiffusersPainter", "DiffusersSettings"]
