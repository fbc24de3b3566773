"""What recipes hand out: complete and frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bottega.gallery.cards import ImageCard, MadeImage, PostCard, RecipeCard
from bottega.people.cards import PersonCard
from bottega.studio.recipes.changes import Changes
from bottega.studio.recipes.filling import Part, Slot, filled_parts

USES_MIN = 5  # below it a share says nothing


@dataclass(frozen=True, slots=True)
class Success:
    """How others fared with a recipe: of `finished` requests, how many gave a picture that was kept."""

    kept: int = 0
    finished: int = 0

    @property
    def is_known(self) -> bool:
        """Whether there were enough uses to say anything."""
        return self.finished >= USES_MIN


@dataclass(frozen=True, slots=True)
class RecipeLink:
    """A recipe named elsewhere. link_key: of the post it hangs on, where that is what opened it."""

    id: int
    title: str
    owner: PersonCard
    post_id: int
    link_key: str = ""

    @property
    def shown_url(self) -> str:
        """The recipe's own page."""
        return f"/recipes/{self.id}?key={self.link_key}" if self.link_key else f"/recipes/{self.id}"

    @property
    def make_url(self) -> str:
        """Where its form is filled in."""
        key = f"?key={self.link_key}" if self.link_key else ""
        return f"/p/{self.post_id}/make{key}"


@dataclass(frozen=True, slots=True)
class RecipeCredit:
    """The recipe that a picture was made with; link is None where this viewer may not see it."""

    link: RecipeLink | None


@dataclass(frozen=True, slots=True)
class PostRecipes:
    """What a post's page says of recipes: the one it offers and the one it was made with, if any."""

    offered: RecipeLink | None = None
    made_with: RecipeCredit | None = None
    success: Success = Success()


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One wording. changes: from the version before; None for the first."""

    id: int
    number: int
    words: str
    slots: Sequence[Slot]
    painter: str
    tier: str
    shape: str
    parameters: Mapping[str, object]
    note: str
    made_at: datetime
    changes: Changes | None = None

    @property
    def reading(self) -> list[Part]:
        """The words in stretches, each place with its slot's label."""
        return filled_parts(self.words, self.slots, {slot.key: slot.shown_label for slot in self.slots})


@dataclass(frozen=True, slots=True)
class RecipeTile:
    """A recipe in a list, with the picture it is known by."""

    link: RecipeLink
    image: ImageCard
    alt_text: str
    audience: str
    slot_count: int
    success: Success


@dataclass(frozen=True, slots=True)
class RecipeShelf:
    """A stretch of recipes. onward: pass it back to get the next ones; "" when there are none."""

    items: Sequence[RecipeTile]
    onward: str = ""


@dataclass(frozen=True, slots=True)
class RecipeSheet:
    """A whole recipe as this viewer may see it.

    versions: newest first, at most VERSIONS_SHOWN. examples: posts made with it, newest first, without its
    own post. forked_from: what it started as; a credit without a link where that is not to be seen.
    """

    link: RecipeLink
    post: PostCard
    versions: Sequence[VersionCard]
    success: Success
    examples: Sequence[PostCard]
    forked_from: RecipeCredit | None
    forks: Sequence[RecipeTile]
    is_mine: bool

    @property
    def newest(self) -> VersionCard:
        """The wording that is offered."""
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class Offer:
    """A recipe's form, ready to be filled in.

    painter: the one that will be asked; painter_gone: the recipe's own is no longer here, so this is
    the default. price: credits for all `count` pictures. photos_refused: it asks for more pictures than
    that painter takes.
    """

    link: RecipeLink
    version: VersionCard
    success: Success
    painter: str
    painter_label: str
    painter_gone: bool
    count: int
    price: int
    photos_refused: bool


@dataclass(frozen=True, slots=True)
class MakeSheet:
    """Every way to make a post one's own.

    offer: its recipe, or None. how: the picture's own making; `how.words` is "" where not shown.
    shape, parameters: as the picture was asked for; parameters only where the words are shown.
    remix_terms: "" when starting from the picture is allowed, else "ask", "no" or "upload".
    photos: the viewer's latest pictures, for photo slots; empty where none are asked for.
    """

    post: PostCard
    offer: Offer | None
    how: RecipeCard
    shape: str
    parameters: Mapping[str, object]
    remix_terms: str
    photos: Sequence[MadeImage]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class RecipeDesk:
    """What the author's form is filled with at first: a post of theirs and its recipe, or a proposal.

    recipe_id: of the recipe that hangs there already, else None. forked_from: the credit that a new one
    will carry. reveals: publishing shows a prompt that the post keeps private.
    """

    post: PostCard
    recipe_id: int | None
    title: str
    version: VersionCard
    forked_from: RecipeCredit | None
    reveals: bool
    references_max: int
