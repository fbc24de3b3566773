"""The writer that needs no model: it reads requests by rule, in English and Italian, and says that it does.

Reading order: `writer.py` (what it does with what it heard), `hearing.py` (from words to one intent),
`patterns.py` (the turns of phrase it knows), `phrases.py` (what it says), `language.py` (in which language).
"""

from bottega.engines.writer.adapters.embedded.writer import EmbeddedWriter

__all__ = ["EmbeddedWriter"]
