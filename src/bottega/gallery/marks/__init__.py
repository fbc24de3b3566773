"""The marks every picture leaves with, and the index it is found by: watermark, XMP, signed manifest."""
