"""Tables of conversations, generations, candidates, recipes and credits.

A turn ties what was said, and the generation it led to, to a conversation; a fork copies turns, not
generations, so both conversations show the same pictures and cost nothing twice.
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


class Tier(models.TextChoices):
    """How much work a painter puts into a picture."""

    SKETCH = "sketch"  # small and quick, to choose from
    FINAL = "final"


class Recipe(models.Model):
    """A form that others fill in to make a picture of their own; what it says stands in its versions.

    post: the published example that it is read at; whoever may not see that post sees no recipe.
    forked_from: the version of somebody's recipe that this one started as.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    forked_from = models.ForeignKey("RecipeVersion", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"], name="studio_recipe_one_a_post", condition=models.Q(withdrawn_at=None)
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="studio_recipe_by_owner")]


class RecipeVersion(models.Model):
    """One immutable wording of a recipe.

    words: the prompt with its slots as {key}. slots: a list of {key, kind, label, default, hint}, in
    the order they are asked in; kind is "text", "long" or "photo".
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    recipe = models.ForeignKey(Recipe, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.TextField()
    slots = models.JSONField(default=list)
    painter = models.CharField(max_length=60)
    tier = models.CharField(max_length=8, choices=Tier.choices, default=Tier.FINAL)
    shape = models.CharField(max_length=10)
    parameters = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipe", "number"], name="studio_recipe_version_order"),
        ]


class Generation(models.Model):
    """One request for pictures: words, how many, from what, and what became of it.

    parent_image is set for edits and remixes; parent_post for remixes alone.
    parameters: what the person asked of the painter beyond words. price: credits reserved for all of it.
    recipe_version, slots: the recipe it was made by and what was filled in.
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
    tier = models.CharField(max_length=8, choices=Tier.choices, default=Tier.FINAL)
    parameters = models.JSONField(default=dict)
    price = models.PositiveIntegerField(default=0)
    recipe_version = models.ForeignKey(RecipeVersion, null=True, on_delete=models.PROTECT, related_name="+")
    slots = models.JSONField(default=dict)
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


class Reference(models.Model):
    """A picture given to the painter beside the words, in the order given."""

    id = models.BigAutoField(primary_key=True)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="references")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generation", "place"], name="studio_reference_place"),
        ]


class ReplyState(models.TextChoices):
    """Where the writer's answer to a turn stands; "" where no writer was asked."""

    NONE = ""
    WRITING = "writing"
    SAID = "said"
    FAILED = "failed"


class Turn(models.Model):
    """One exchange in a conversation: what the person said, what the writer answered, what was painted.

    A request made directly has a generation and no words of its own: the generation's are shown.
    calls: the tools the writer used, [{name, arguments, outcome}], for the page and for the next turn.
    """

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    generation = models.ForeignKey(Generation, null=True, on_delete=models.PROTECT, related_name="turns")
    number = models.PositiveIntegerField()
    words = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    reply_state = models.CharField(max_length=8, choices=ReplyState.choices, default="", blank=True)
    reply_failure = models.CharField(max_length=60, blank=True)
    writer = models.CharField(max_length=60, blank=True)
    calls = models.JSONField(default=list)
    wish = models.JSONField(default=dict)  # what the bar was set to when it was said
    said_at = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="studio_turn_order"),
            models.UniqueConstraint(fields=["conversation", "generation"], name="studio_turn_once"),
            models.UniqueConstraint(fields=["conversation", "idempotency_key"], name="studio_turn_said_once"),
            models.CheckConstraint(
                condition=models.Q(generation__isnull=False) | ~models.Q(words=""),
                name="studio_turn_says_something",
            ),
        ]


class Candidate(models.Model):
    """One of the pictures asked for; `image` is set once, when it is finished.

    preview_sha256: what the painter has so far, as a small PNG, where it shows that.
    """

    id = models.BigAutoField(primary_key=True)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="candidates")
    place = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    share = models.FloatField(default=0.0)
    preview_sha256 = models.CharField(max_length=64, blank=True)
    image = models.OneToOneField(Image, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generation", "place"], name="studio_candidate_place"),
            models.CheckConstraint(
                condition=models.Q(share__gte=0.0, share__lte=1.0), name="studio_candidate_share"
            ),
        ]


class Drift(models.Model):
    """How far an edit moved away from the picture it changed; written with the image, never changed.

    changed_share: of all pixels, 0.0 to 1.0. outside_equal: with a mask, whether every pixel outside it
    is byte-identical (None without a mask). ssim: structural similarity, -1.0 to 1.0, over what should
    have stayed. pdq_distance: 0 to 256 bits. warning: "", "composition" or "face".
    heatmap_sha256: a transparent PNG of the picture's size, opaque where it changed.
    """

    candidate = models.OneToOneField(
        Candidate, primary_key=True, on_delete=models.CASCADE, related_name="drift"
    )
    changed_share = models.FloatField()
    outside_equal = models.BooleanField(null=True)
    ssim = models.FloatField()
    pdq_distance = models.PositiveSmallIntegerField()
    warning = models.CharField(max_length=12, blank=True)
    heatmap_sha256 = models.CharField(max_length=64, blank=True)


class Keep(models.Model):
    """That a picture was worth something to its maker: what a recipe's success is counted from."""

    class How(models.TextChoices):
        """The first thing done with it."""

        STARRED = "starred"
        PUBLISHED = "published"
        DOWNLOADED = "downloaded"
        CONTINUED = "continued"  # edited, varied, made final or used as a reference

    image = models.OneToOneField(Image, primary_key=True, on_delete=models.PROTECT, related_name="+")
    generation = models.ForeignKey(Generation, null=True, on_delete=models.PROTECT, related_name="keeps")
    how = models.CharField(max_length=12, choices=How.choices)
    at = models.DateTimeField()


class CreditAccount(models.Model):
    """A person's credits. granted = balance + reserved + captured, always; the database refuses else."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.PROTECT, related_name="+")
    granted = models.PositiveBigIntegerField(default=0)
    balance = models.PositiveBigIntegerField(default=0)
    reserved = models.PositiveBigIntegerField(default=0)
    captured = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(granted=models.F("balance") + models.F("reserved") + models.F("captured")),
                name="studio_credits_add_up",
            ),
        ]


class CreditEntry(models.Model):
    """One movement of credits; never changed, never deleted.

    key: what makes it happen once, such as "grant:2026-11-22" or "reserve:<generation>".
    """

    class Move(models.TextChoices):
        """Which way."""

        GRANT = "grant"  # into balance
        RESERVE = "reserve"  # balance to reserved
        CAPTURE = "capture"  # reserved to captured
        RELEASE = "release"  # reserved back to balance

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="entries")
    move = models.CharField(max_length=8, choices=Move.choices)
    amount = models.PositiveIntegerField()
    generation = models.ForeignKey(Generation, null=True, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="studio_credit_entry_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="studio_credit_entry_moves"),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="studio_credit_entry_recent"),
            models.Index(fields=["generation"], name="studio_credit_entry_of"),
        ]
