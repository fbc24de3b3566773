"""`python -m bottega.config`: the bottega command, without an installed script."""

import sys

from bottega.config.cli import main

sys.exit(main())
