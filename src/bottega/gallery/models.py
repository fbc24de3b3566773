"""Tables of images, renditions, lineage and posts.

An image row never changes but for its erasure; a post can be edited and withdrawn. The edge from a
child to its parent is written when the child is made, by the server, and never guessed later.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from bottega.kernel.ids import new_id
from bottega.people.models import Person

CAPTION_MAX = 600
ALT_MAX = 1_000
WORDS_MAX = 4_000


class Audience(models.TextChoices):
    """Who a post is for. The value is stored and part of the visibility rule."""

    ONLY_ME = "only_me"
    LINK = "link"
    FOLLOWERS = "followers"
    PUBLIC = "public"


class Edge(models.TextChoices):
    """How a child came from its parent."""

    EDIT = "edit"  # the same person changed their own picture
    REMIX = "remix"  # somebody started from a post


class Image(models.Model):
    """One finished picture and how it was made. Its bytes lie in `blobs` under `sha256`.

    words is what its maker may read: the whole prompt, or only the change asked for where the
    prompt of a remixed post was not shown. memo is the painter's own and never leaves the server.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    maker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    thumbhash = models.CharField(max_length=60)
    colour = models.CharField(max_length=7)
    words = models.TextField()
    painter = models.CharField(max_length=60)
    model = models.CharField(max_length=120)
    seed = models.BigIntegerField()
    drew = models.JSONField(default=list)
    missed = models.JSONField(default=list)
    memo = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    search = models.GeneratedField(
        expression=SearchVector("words", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["maker", "-id"], name="gallery_image_library"),
            models.Index(fields=["sha256"], name="gallery_image_blob"),
            GinIndex(fields=["search"], name="gallery_image_words"),
        ]


class Rendition(models.Model):
    """A smaller or lighter form of an image, for screens."""

    id = models.BigAutoField(primary_key=True)
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")
    kind = models.CharField(max_length=8)  # avif, webp, jpeg
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    byte_count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "kind", "width_px"], name="gallery_rendition_once"),
        ]


class Lineage(models.Model):
    """The edge from a parent image to a child; `via_post` is the post that a remix started from."""

    id = models.BigAutoField(primary_key=True)
    child = models.OneToOneField(Image, on_delete=models.PROTECT, related_name="parent_edge")
    parent = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="child_edges")
    via_post = models.ForeignKey("Post", null=True, on_delete=models.PROTECT, related_name="+")
    edge = models.CharField(max_length=8, choices=Edge.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(child=models.F("parent")), name="gallery_lineage_no_loop"
            ),
            models.CheckConstraint(
                condition=models.Q(edge="edit") | models.Q(via_post__isnull=False),
                name="gallery_lineage_remix_has_post",
            ),
        ]


class Post(models.Model):
    """An image shown to an audience, with a caption and alt text."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    link_key = models.CharField(max_length=32)
    caption = models.TextField(blank=True)
    alt_text = models.TextField()
    prompt_shown = models.BooleanField(default=False)
    remix_of = models.ForeignKey("Post", null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "idempotency_key"], name="gallery_post_once"),
        ]
        indexes = [
            # The audience lies in the index, so that a timeline of many authors reads no row in vain.
            models.Index(
                fields=["author", "-id"],
                include=["audience"],
                name="gallery_post_by_author",
                condition=models.Q(withdrawn_at=None),
            ),
            models.Index(
                fields=["-id"],
                name="gallery_post_newest",
                condition=models.Q(withdrawn_at=None, audience="public"),
            ),
            models.Index(fields=["remix_of", "-id"], name="gallery_post_remixes"),
            models.Index(fields=["image"], name="gallery_post_image"),
        ]
