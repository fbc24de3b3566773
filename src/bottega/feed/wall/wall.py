"""The memory: who a token belongs to, and everybody's first page. Never waits, never asks the database.

Give it every fact in commit order (`hear`), and what was read from the database together with the clock
as it stood before the reading began (`keep_page`, `keep_likes`, `keep_token`). It gives back only what is
as good as a reading begun now. It forgets the longest unused first and never grows past its limits.

Belongs to one thread, the event loop's.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from bottega.feed.wall.pages import Leaf, Page, Reading
from bottega.feed.wall.stamps import Places, Stamps, Topic, places_of
from bottega.feed.wall.touched import Everything, touched_by
from bottega.stream.live import News

PAGES_MAX = 20_000
TOKENS_MAX = 50_000
BYTES_MAX = 128 * 1024 * 1024  # pages and leaves; about 3 kB for each viewer and 1.2 kB for each post


@dataclass(frozen=True, slots=True)
class Lack:
    """What has to be read before a page can be shown: these posts' likes, or, when empty, all of it."""

    post_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Holder:
    person_id: int
    places: Places
    read_at: int


class Wall:
    """One process's wall."""

    def __init__(
        self, *, pages_max: int = PAGES_MAX, bytes_max: int = BYTES_MAX, tokens_max: int = TOKENS_MAX
    ) -> None:
        self._pages_max, self._bytes_max, self._tokens_max = pages_max, bytes_max, tokens_max
        self._stamps = Stamps()
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._leaves: dict[int, Leaf] = {}
        self._holders: OrderedDict[bytes, _Holder] = OrderedDict()
        self.byte_count = 0

    @property
    def clock(self) -> int:
        """Note it before a reading begins, and hand it in with what was read."""
        return self._stamps.clock

    def hear(self, news: News) -> None:
        """Take note of a fact that has just committed."""
        try:
            self._stamps.touch(touched_by(news))
        except Everything:
            self._stamps.touch_all()

    def forget_all(self) -> None:
        """Trust nothing kept so far: facts may have been missed."""
        self._stamps.touch_all()

    def page_of(self, viewer_id: int) -> Page | Lack:
        """The viewer's first page, as good as new, or what must be read to have it."""
        page = self._pages.get(viewer_id)
        if page is None:
            return Lack()
        if page.checked_at != self._stamps.clock:
            lack = self._lack_of(page)
            if lack is not None:
                return lack
            page.checked_at = self._stamps.clock
        self._pages.move_to_end(viewer_id)
        return page

    def keep_page(self, viewer_id: int, reading: Reading, *, read_at: int) -> None:
        """Keep a page whose reading began at `read_at`."""
        self._drop_page(viewer_id)
        page = Page(reading, [self._leaf(drawn.post_id) for drawn in reading.cards], read_at=read_at)
        for leaf, drawn in zip(page.leaves, reading.cards, strict=True):
            self.byte_count -= len(leaf.text)
            leaf.draw(drawn, read_at=read_at)
            self.byte_count += len(leaf.text)
        self._pages[viewer_id] = page
        self.byte_count += page.byte_count
        while len(self._pages) > self._pages_max or (self.byte_count > self._bytes_max and self._pages):
            self._drop_page(next(iter(self._pages)))

    def keep_likes(self, likes: Mapping[int, bytes], *, read_at: int) -> None:
        """Keep numbers of likes whose reading began at `read_at`."""
        for post_id, text in likes.items():
            leaf = self._leaves.get(post_id)
            if leaf:
                self.byte_count -= len(leaf.text)
                leaf.count(text, read_at=read_at)
                self.byte_count += len(leaf.text)

    def holder_of(self, token_sha256: bytes) -> int | None:
        """The person whose token this is, if that is known and still holds."""
        holder = self._holders.get(token_sha256)
        if holder and self._stamps.is_fresh(holder.places, since=holder.read_at):
            return holder.person_id
        return None

    def keep_token(self, token_sha256: bytes, person_id: int, *, read_at: int) -> None:
        """Keep whose token this is, as read by a query that began at `read_at`."""
        places = places_of([(Topic.TOKENS_OF, [person_id])])
        self._holders[token_sha256] = _Holder(person_id, places, read_at)
        while len(self._holders) > self._tokens_max:
            self._holders.popitem(last=False)

    def _lack_of(self, page: Page) -> Lack | None:
        stamps = self._stamps
        if not stamps.is_fresh(page.places, since=page.checked_at):
            return Lack()
        if stamps.is_fresh(page.like_places, since=page.checked_at):
            return None
        stale = tuple(
            leaf.post_id
            for leaf, liked_at in zip(page.leaves, stamps.times_of(page.like_places), strict=True)
            if liked_at > leaf.counted_at
        )
        return Lack(stale) if stale else None

    def _leaf(self, post_id: int) -> Leaf:
        leaf = self._leaves.setdefault(post_id, Leaf(post_id))
        leaf.page_count += 1
        return leaf

    def _drop_page(self, viewer_id: int) -> None:
        page = self._pages.pop(viewer_id, None)
        if page is None:
            return
        self.byte_count -= page.byte_count
        for leaf in page.leaves:
            leaf.page_count -= 1
            if not leaf.page_count:
                del self._leaves[leaf.post_id]
                self.byte_count -= len(leaf.text)
