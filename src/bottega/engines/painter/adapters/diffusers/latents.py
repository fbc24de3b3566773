"""What an unfinished picture looks like: a cheap guess at colours from the numbers it is made of.

Decoding at each step would cost as much as the steps. Instead one linear map from latent channels to red,
green and blue is fitted, once for each model, to a few decoded patches, and then costs a millisecond.
"""

from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PATCH: Final = 8  # latent pixels to a side of what is decoded for the fit
PATCHES: Final = 4


class Previewer:
    """Draws previews for one model; a model whose latents are no pictures gets none."""

    def __init__(self, vae: Any) -> None:
        self._vae = vae
        self._map: NDArray[np.float32] | None = None

    def png(self, latents: Any, index: int) -> bytes | None:
        """A PNG as large as the latents (an eighth of the picture), or None where they cannot be shown."""
        if getattr(latents, "ndim", 0) != 4 or self._vae is None:
            return None
        channels = latents[index].detach().float().cpu().numpy()
        if self._map is None:
            try:
                self._map = _fitted(self._vae, latents)
            except (AttributeError, TypeError, ValueError, RuntimeError):
                self._vae = None  # a decoder of another shape: the pictures matter more than the previews
                return None
        flat = np.concatenate([channels.reshape(channels.shape[0], -1), np.ones((1, channels[0].size))])
        colours = np.clip((self._map @ flat + 1) * 127.5, 0, 255).astype(np.uint8)
        out = BytesIO()
        sheet = colours.T.reshape(*channels.shape[1:], 3)
        Image.fromarray(np.ascontiguousarray(sheet)).save(out, "PNG", compress_level=1)
        return out.getvalue()


def _fitted(vae: Any, latents: Any) -> NDArray[np.float32]:
    """The 3 × (channels + 1) map that comes nearest to what the decoder makes of random smooth patches."""
    import torch

    chance = torch.Generator().manual_seed(0)  # the same map in every process
    coarse = torch.randn((PATCHES, latents.shape[1], PATCH // 4, PATCH // 4), generator=chance)
    smooth = torch.nn.functional.interpolate(coarse, scale_factor=4, mode="bilinear")
    with torch.no_grad():
        shifted = smooth / vae.config.scaling_factor + (getattr(vae.config, "shift_factor", None) or 0.0)
        drawn = vae.decode(shifted.to(latents.device, latents.dtype), return_dict=False)[0].float().cpu()
    small = torch.nn.functional.interpolate(drawn, size=(PATCH, PATCH), mode="area")
    seen = smooth.permute(0, 2, 3, 1).reshape(-1, smooth.shape[1]).numpy()
    known = np.concatenate([seen, np.ones((len(seen), 1))], axis=1)
    wanted = small.permute(0, 2, 3, 1).reshape(-1, 3).numpy()
    nearest: NDArray[np.float32] = np.linalg.lstsq(known, wanted, rcond=None)[0].T.astype(np.float32)
    return nearest
