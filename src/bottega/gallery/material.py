"""What may not become a post: uploaded pictures themselves, and what came from another's ungranted upload."""

from bottega.gallery.models import Image, Origin
from bottega.gallery.uploads import refuse_foreign_upload
from bottega.kernel.errors import NotAllowed


class OnlyMaterial(NotAllowed):
    """The picture was uploaded; what is made from it may be published, itself not."""

    code = "only_material"


def refuse_material(image_id: int, *, person_id: int) -> None:
    """Return when this person may publish that picture of theirs. Raises OnlyMaterial, UploadNotGranted."""
    if Image.objects.filter(pk=image_id, origin=Origin.UPLOADED).exists():
        raise OnlyMaterial("You uploaded this picture: it is material. Publish what you make from it.")
    refuse_foreign_upload(image_id, person_id=person_id)
