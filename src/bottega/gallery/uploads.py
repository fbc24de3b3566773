"""Uploaded reference pictures: whose they are and who may change what came from them."""

from django.db import connection

from bottega.gallery.models import Grant
from bottega.kernel.errors import NotAllowed

STEPS_MAX = 1_000


class UploadNotGranted(NotAllowed):
    """The picture came from somebody's uploaded photo, and they have not allowed others to change it."""

    code = "upload_not_granted"


_FOREIGN_UPLOAD_ABOVE = """
    WITH RECURSIVE above AS (
        SELECT %(image)s::bigint AS id, 0 AS step
        UNION
        SELECT edge.parent_id, above.step + 1
          FROM above JOIN gallery_lineage AS edge ON edge.child_id = above.id
         WHERE above.step < %(steps)s
    )
    SELECT EXISTS (SELECT 1 FROM above JOIN gallery_upload AS upload ON upload.image_id = above.id
                    WHERE upload.owner_id <> %(person)s AND upload.grant <> %(everyone)s)
"""


def refuse_foreign_upload(image_id: int, *, person_id: int) -> None:
    """Return when no upload that this image came from is somebody else's ungranted one.

    Raises UploadNotGranted.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _FOREIGN_UPLOAD_ABOVE,
            {"image": image_id, "person": person_id, "steps": STEPS_MAX, "everyone": Grant.EVERYONE},
        )
        if cursor.fetchone()[0]:
            raise UploadNotGranted("This came from a photo whose owner does not let others change it.")
