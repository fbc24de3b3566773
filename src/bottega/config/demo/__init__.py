"""The demo network: sixteen people with tastes of their own and a month of their pictures.

Everything in it is made by the same verbs that a person's clicks reach; no row is written past them.
`ensure_started` makes the people and queues a chain of jobs, one for each post, so that it returns in a
moment and the rest paints in the background, behind whatever real people ask for. It begins only where
nobody has an account yet, so a network with a life of its own is never filled with strangers.
"""

from bottega.config.demo.beginning import ensure_started
from bottega.studio.queries import demo_progress as progress

__all__ = ["ensure_started", "progress"]
