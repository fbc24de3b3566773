"""Tables of conversations, generations and their candidates.

A turn ties a generation to a conversation; a fork copies turns, not generations, so both
conversations show the same pictures and cost nothing twice.
"""

from django.db import models

from bottega.gallery.models import Image, Post
from bottega.kernel.ids import new_id
from bottega.people.models import Person


class Conversation(models.Model):
    """One person's talk with the studio; nobody else ever sees it.

    remix_of: the post whose picture the next words will change; shown as a chip, cleared by its owner.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80, blank=True)
    remix_of = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner", "-touched_at"], name="studio_conversation_recent")]


class State(models.TextChoices):
    """Where a generation stands. The last three are final."""

    WAITING = "waiting"
    PAINTING = "painting"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"


class Generation(models.Model):
    """One request for pictures: words, how many, from what, and what became of it.

    parent_image is set for edits and remixes; parent_post for remixes alone.
    failure is a stable code; the page turns it into a sentence.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    painter = models.CharField(max_length=60)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    parent_image = models.ForeignKey(Image, null=True, on_delete=models.PROTECT, related_name="+")
    parent_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    mask_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    failure = models.CharField(max_length=60, blank=True)
    failure_reason = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "idempotency_key"], name="studio_generation_once"),
            models.CheckConstraint(
                condition=models.Q(parent_post=None) | models.Q(parent_image__isnull=False),
                name="studio_generation_remix_has_image",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "asked_at"], name="studio_generation_open", condition=models.Q(ended_at=None)
            ),
        ]


class Turn(models.Model):
    """A generation's place in a conversation."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="turns")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="studio_turn_order"),
            models.UniqueConstraint(fields=["conversation", "generation"], name="studio_turn_once"),
        ]


class Candidate(models.Model):
    """One of the pictures asked for; `image` is set once, when it is finished."""

    id = models.BigAutoField(primary_key=True)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="candidates")
    place = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    share = models.FloatField(default=0.0)
    image = models.OneToOneField(Image, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generation", "place"], name="studio_candidate_place"),
            models.CheckConstraint(
                condition=models.Q(share__gte=0.0, share__lte=1.0), name="studio_candidate_share"
            ),
        ]
