"""Keeps: that a picture was worth something to its maker. What a recipe's success is counted from.

A keep is written once, by the first thing that its maker does with the picture (publish, download, star,
go on from it), and never taken back. Nobody but the maker ever reads whose it is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from bottega.gallery.actions import NoSuchImage, publish_post
from bottega.gallery.models import Image, Post
from bottega.people.models import Person
from bottega.stream.actions import append_fact
from bottega.stream.facts import Kind
from bottega.studio.models import Candidate, Keep


def keep(owner: Person, image_id: int, how: Keep.How, *, at: datetime) -> None:
    """Note that the owner kept a picture of theirs; the first reason stays. Joins a transaction.

    Safe to call at every press: only the first writes a row and a fact. Raises NoSuchImage.
    """
    if not keep_each(owner, [image_id], how, at=at):
        raise NoSuchImage("There is no such picture in your library.")


def keep_each(owner: Person, image_ids: Iterable[int], how: Keep.How, *, at: datetime) -> int:
    """As `keep`, for many; gives how many of them are the owner's. Others' pictures are passed over.

    Three queries and one for each new keep. Joins a transaction.
    """
    asked = set(image_ids)
    if not asked:
        return 0
    with transaction.atomic():
        mine = set(
            Image.objects.filter(pk__in=asked, maker=owner, erased_at=None).values_list("id", flat=True)
        )
        known = set(Keep.objects.filter(image_id__in=mine).values_list("image_id", flat=True))
        made = dict(
            Candidate.objects.filter(image_id__in=mine - known).values_list("image_id", "generation_id")
        )
        for image_id in sorted(mine - known):
            _write_keep(owner, image_id, made.get(image_id), how, at)
    return len(mine)


def publish_kept(author: Person, image_id: int, *, at: datetime, **fields: Any) -> Post:
    """Publish a picture and keep it, in one transaction: what doors call.

    fields: as `gallery.actions.publish_post` takes them. Raises what it raises.
    """
    with transaction.atomic():
        post = publish_post(author, image_id, at=at, **fields)
        keep(author, image_id, Keep.How.PUBLISHED, at=at)
    return post


def _write_keep(owner: Person, image_id: int, generation_id: int | None, how: Keep.How, at: datetime) -> None:
    # Two presses at once: the row's key lets one of them through, and only that one tells it.
    _, is_new = Keep.objects.get_or_create(
        image_id=image_id, defaults={"generation_id": generation_id, "how": how, "at": at}
    )
    if is_new:
        append_fact(
            Kind.IMAGE_KEPT,
            actor_id=owner.id,
            subject_id=image_id,
            at=at,
            how=str(how),
            generation_id=generation_id,
        )
