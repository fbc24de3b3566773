"""Why a post stands where it stands; every card says so."""

from bottega.feed.cards import Timeline, Why

_WHY = {Timeline.FOLLOWING: Why.FOLLOWED, Timeline.NEWEST: Why.NEW_HERE, Timeline.EXPLORE: Why.BEYOND}


def why(timeline: Timeline, *, author_id: int, viewer_id: int) -> Why:
    """The one reason why this post was a candidate."""
    return Why.OWN if author_id == viewer_id else _WHY[timeline]
