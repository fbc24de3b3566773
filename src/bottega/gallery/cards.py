"""What the gallery hands out: images, posts and their lineage, complete and frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bottega.kernel.errors import BottegaError
from bottega.people.cards import PersonCard


@dataclass(frozen=True, slots=True)
class RenditionCard:
    """One screen form of an image. kind: "avif", "webp" or "jpeg"."""

    kind: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class ImageCard:
    """A picture, ready for an <img> that reserves its place before a byte has come.

    key: "" or the link key that its URLs must carry.
    renditions: widest last within each kind; may be empty (then only `original_url` exists).
    placeholder: data URL of a tiny blurred PNG, at most 1 kB.
    """

    id: int
    width_px: int
    height_px: int
    placeholder: str
    colour: str
    renditions: Sequence[RenditionCard] = ()
    key: str = ""

    @property
    def original_url(self) -> str:
        """The PNG as it was made."""
        return f"/media/{self.id}/original.png{self._query}"

    @property
    def src(self) -> str:
        """A form that every browser shows, about 640 pixels wide."""
        webp = [form for form in self.renditions if form.kind == "webp"]
        near = min(webp, key=lambda form: abs(form.width_px - 640), default=None)
        return self.url(near) if near else self.original_url

    @property
    def srcset_avif(self) -> str:
        """The `srcset` of the AVIF source; empty when there is none."""
        return self._srcset("avif")

    @property
    def srcset_webp(self) -> str:
        """The `srcset` of the WebP source; empty when there is none."""
        return self._srcset("webp")

    @property
    def card_url(self) -> str:
        """A JPEG for link previews elsewhere."""
        return f"/media/{self.id}/card.jpeg{self._query}"

    def url(self, form: RenditionCard) -> str:
        """Where one form lies."""
        return f"/media/{self.id}/{form.width_px}.{form.kind}{self._query}"

    def _srcset(self, kind: str) -> str:
        return ", ".join(
            f"{self.url(form)} {form.width_px}w" for form in self.renditions if form.kind == kind
        )

    @property
    def _query(self) -> str:
        return f"?key={self.key}" if self.key else ""


@dataclass(frozen=True, slots=True)
class PostLink:
    """A post named on another's card: enough to credit it and to go there."""

    id: int
    author: PersonCard


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a remix came from, as this viewer may see it; the server's own knowledge, nobody can edit it.

    after: the first post of the family; None stands for somebody this viewer may not see.
    via: the post it was made from, where that is another person's than the first one's and the maker's;
        None with `has_via` stands for somebody again.
    """

    after: PostLink | None
    via: PostLink | None = None
    has_via: bool = False

    @property
    def file_part(self) -> str:
        """As it stands in the name of a downloaded file: "after-ada", "after-ada-via-ben"."""
        after = f"after-{self.after.author.handle if self.after else 'somebody'}"
        if not self.has_via:
            return after
        return f"{after}-via-{self.via.author.handle if self.via else 'somebody'}"


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post as one viewer sees it.

    words: the prompt, or "" where its author does not show it.
    remix_of: the post it started from; None when there is none or when this viewer may not see it
        (then `remix_hidden` is True, and the page says "after a post you cannot see").
    terms: what its author lets others make of it: "free", "credit", "ask" or "no".
    credit: whom it came from, back to the first of its family; None for what came from no post.
    shown_url: the page of the post, with the link key where that is what opened it.
    """

    id: int
    author: PersonCard
    image: ImageCard
    caption: str
    alt_text: str
    audience: str
    words: str
    painter: str
    published_at: datetime
    edited_at: datetime | None
    remix_of: PostLink | None
    remix_hidden: bool
    link_key: str = ""
    terms: str = "credit"
    credit: Credit | None = None

    @property
    def named_in_credit(self) -> Sequence[PostLink]:
        """Every post that this card names; it changes when one of them does."""
        credit = self.credit or Credit(None)
        return [link for link in (self.remix_of, credit.after, credit.via) if link]

    @property
    def download_name(self) -> str:
        """What the picture's file is called where it is kept: its number and its credit."""
        return download_name(self.id, self.credit)

    @property
    def shown_url(self) -> str:
        """The post's own page."""
        return f"/p/{self.id}?key={self.link_key}" if self.link_key else f"/p/{self.id}"


def download_name(thing_id: int, credit: Credit | None) -> str:
    """The name of a downloaded PNG, with the credit in it: "bottega-17-after-ada.png"."""
    return f"bottega-{thing_id}-{credit.file_part}.png" if credit else f"bottega-{thing_id}.png"


@dataclass(frozen=True, slots=True)
class RecipeCard:
    """How an image was made, for its maker (library, studio) and, prompt aside, for a post's page."""

    words: str
    painter: str
    model: str
    seed: int
    drew: Sequence[str]
    missed: Sequence[str]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class MadeImage:
    """One of a person's own images, in library or studio. post_id: where it is published, if it is."""

    image: ImageCard
    recipe: RecipeCard
    post_id: int | None
    parent_image_id: int | None


@dataclass(frozen=True, slots=True)
class LineageCard:
    """A post's family as this viewer may see it.

    ancestors: nearest first, at most 12; a None stands for one that the viewer may not see or that
        was withdrawn, so that the chain keeps its shape.
    remixes: posts made directly from this one, newest first, at most 24.
    remix_count: how many of them this viewer may see in all.
    """

    ancestors: Sequence[PostCard | None]
    remixes: Sequence[PostCard]
    remix_count: int


@dataclass(frozen=True, slots=True)
class PublishPreview:
    """What the publish sheet shows before anything is public: every field, as it would become.

    refusal: why this picture may not be published at all (OnlyMaterial, UploadNotGranted), or None.
    """

    image: ImageCard
    words: str
    alt_draft: str
    remix_of: PostLink | None
    credit: Credit | None = None
    refusal: BottegaError | None = None


@dataclass(frozen=True, slots=True)
class MediaFile:
    """The blob behind a media URL that this viewer may load. name: to keep it under, where it is whole."""

    sha256: str
    content_type: str
    is_public: bool
    name: str = ""
