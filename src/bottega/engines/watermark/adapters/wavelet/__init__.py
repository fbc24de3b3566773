"""A watermark by a classical wavelet: no weights, no network, nothing but numpy, PyWavelets and Pillow."""

from bottega.engines.watermark.adapters.wavelet.watermark import WaveletWatermark

__all__ = ["WaveletWatermark"]
