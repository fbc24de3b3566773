"""Run as a program: one worker that paints one generation and is killed in the middle.

`python -m tests.studio.dying_worker GENERATION_ID BLOBS_FOLDER`, with the test's database in the environment.
"""

import sys
from pathlib import Path


def main() -> None:
    """Paint two places, then die without a word."""
    import django

    django.setup()
    from bottega.engines.blobs.adapters.local import LocalBlobs
    from bottega.engines.wired import WiredPainter
    from bottega.kernel.clock import now
    from bottega.studio.painting import paint
    from tests.studio.painters import Killed

    wired = WiredPainter(Killed(good=2), is_trusted=True)
    paint(int(sys.argv[1]), wired=wired, blobs=LocalBlobs(Path(sys.argv[2])), clock=now, pulse_seconds=0)


if __name__ == "__main__":
    main()
