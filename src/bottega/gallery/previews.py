"""What the publish sheet must show before anything is public, and why a picture may not be published."""

from bottega.gallery.actions import NoSuchImage
from bottega.gallery.alt import draft_alt_text
from bottega.gallery.cards import PublishPreview
from bottega.gallery.credit import credits_of_images, post_links
from bottega.gallery.lineage import remixed_post_id
from bottega.gallery.material import refuse_material
from bottega.gallery.queries import made_images
from bottega.kernel.errors import BottegaError, NotAllowed


def publish_preview(owner_id: int, image_id: int, *, language: str = "en") -> PublishPreview:
    """Everything the publish sheet must show before anything is public. Raises NoSuchImage.

    alt_draft is written from what the painter says it drew, in `language` ("en" or "it").
    """
    made = made_images(owner_id, [image_id]).get(image_id)
    if made is None:
        raise NoSuchImage("There is no such picture in your library.")
    parent = remixed_post_id(image_id)
    links = post_links({parent}, owner_id) if parent else {}
    return PublishPreview(
        image=made.image,
        credit=credits_of_images([image_id], viewer_id=owner_id).get(image_id),
        refusal=_publish_refusal(owner_id, image_id),
        words=made.recipe.words,
        alt_draft=draft_alt_text(made.recipe, language=language),
        remix_of=links.get(parent) if parent else None,
    )


def _publish_refusal(owner_id: int, image_id: int) -> BottegaError | None:
    try:
        refuse_material(image_id, person_id=owner_id)
    except NotAllowed as refusal:
        return refusal
    return None
