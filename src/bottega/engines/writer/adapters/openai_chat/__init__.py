"""The writer behind any server that speaks Chat Completions with function tools, of whatever make.

Reading order: `writer.py` (one reply), `asking.py` (what we send), `reading.py` (what we accept),
`refusals.py` (what an error means), `line.py` (one bounded exchange).
Why Chat Completions and nothing newer: docs/decisions/0010-writer.md.
"""

from bottega.engines.writer.adapters.openai_chat.asking import ChatSettings
from bottega.engines.writer.adapters.openai_chat.writer import ChatWriter

__all__ = ["ChatSettings", "ChatWriter"]
