"""Timelines: candidates → filter → rank → explain → cards.

The filter is inside the candidates' SQL (visibility, mutes), and once more in `post_cards`, which
asks the rule again for the rows it loads: what changed in between is gone from the page.
"""

from bottega.feed.candidates import candidates
from bottega.feed.cards import FeedCard, Timeline
from bottega.feed.explain import why
from bottega.feed.rank import Chronological, Ranker
from bottega.gallery.queries import post_cards, remix_counts
from bottega.kernel.paging import PAGE_MAX, Page
from bottega.reactions.cards import Tally
from bottega.reactions.queries import tallies

PAGE = 20
NEWS_MAX = 99


def timeline(
    name: Timeline,
    *,
    viewer_id: int,
    before_id: int | None = None,
    count_max: int = PAGE,
    ranker: Ranker | None = None,
) -> Page[FeedCard]:
    """One page of a timeline as this viewer sees it (0: nobody signed in).

    before_id: the `before_id` of the page before; None starts at the top. count_max: up to PAGE_MAX.
    Six queries, whatever the content.
    """
    count = min(count_max, PAGE_MAX)
    found = candidates(name, viewer_id=viewer_id, before_id=before_id, count=count + 1)
    shown = found[:count]
    cards = feed_cards(
        list((ranker or Chronological()).order(shown, viewer_id=viewer_id)), name, viewer_id=viewer_id
    )
    return Page(cards, shown[-1] if len(found) > count else None)


def feed_cards(ids: list[int], name: Timeline, *, viewer_id: int) -> list[FeedCard]:
    """Cards for those of the posts that this viewer may see, in the order given. Five queries."""
    posts = post_cards(ids, viewer_id=viewer_id)
    answers = tallies(posts, viewer_id=viewer_id)
    remixes = remix_counts(posts, viewer_id=viewer_id)
    return [
        FeedCard(
            post=posts[post_id],
            tally=answers.get(post_id, Tally()),
            remix_count=remixes.get(post_id, 0),
            why=why(name, author_id=posts[post_id].author.id, viewer_id=viewer_id),
        )
        for post_id in ids
        if post_id in posts
    ]


def news_count(name: Timeline, *, viewer_id: int, after_id: int) -> int:
    """How many posts have come to the top of this timeline since `after_id`; at most NEWS_MAX."""
    return len(candidates(name, viewer_id=viewer_id, after_id=after_id, count=NEWS_MAX))
