"""What people answer to posts. Each verb owns its transaction and appends its fact; all are idempotent."""

from datetime import datetime

from django.db import transaction

from bottega.gallery.cards import PostCard
from bottega.gallery.models import Post
from bottega.gallery.queries import post_card
from bottega.kernel.errors import NotFound
from bottega.kernel.ids import new_id
from bottega.kernel.words import some_text
from bottega.people.models import Person
from bottega.reactions.models import COMMENT_MAX, Comment, Like, Save
from bottega.stream.actions import append_fact, ring
from bottega.stream.facts import Kind


class NoSuchComment(NotFound):
    """No comment of that id that this person may remove."""

    code = "no_such_comment"


def like_post(person: Person, post_id: int, *, link_key: str = "", at: datetime) -> None:
    """Like a post that the person may see; twice is the same as once. Raises NoSuchPost."""
    _add(Like, Kind.POST_LIKED, person, post_card(post_id, viewer_id=person.id, link_key=link_key), at)


def unlike_post(person: Person, post_id: int, *, at: datetime) -> None:
    """Take a like back, also from a post that can no longer be seen."""
    _remove(Like, Kind.POST_UNLIKED, person, post_id, at)


def save_post(person: Person, post_id: int, *, link_key: str = "", at: datetime) -> None:
    """Keep a post that the person may see. Raises NoSuchPost."""
    _add(Save, Kind.POST_SAVED, person, post_card(post_id, viewer_id=person.id, link_key=link_key), at)


def unsave_post(person: Person, post_id: int, *, at: datetime) -> None:
    """Stop keeping a post."""
    _remove(Save, Kind.POST_UNSAVED, person, post_id, at)


def comment_on_post(
    person: Person, post_id: int, words: str, *, idempotency_key: str, link_key: str = "", at: datetime
) -> Comment:
    """Write below a post that the person may see.

    words: 1 to COMMENT_MAX characters. The same idempotency_key returns the first comment.
    Raises NoSuchPost, Empty, TooLong.
    """
    words = some_text(words, characters_max=COMMENT_MAX)
    post_card(post_id, viewer_id=person.id, link_key=link_key)
    with transaction.atomic():
        comment, is_new = Comment.objects.get_or_create(
            author=person,
            idempotency_key=idempotency_key,
            defaults={"id": new_id(at), "post_id": post_id, "words": words, "made_at": at},
        )
        if is_new:
            append_fact(Kind.COMMENT_MADE, actor_id=person.id, subject_id=comment.id, at=at, post_id=post_id)
            ring(f"post:{post_id}")
    return comment


def remove_comment(person: Person, comment_id: int, *, at: datetime) -> int:
    """Remove one's own comment, or any below one's own post; returns the post's id. Raises NoSuchComment."""
    with transaction.atomic():
        comment = Comment.objects.select_for_update(of=("self",)).filter(pk=comment_id, removed_at=None)
        found = comment.select_related("post").first()
        if found is None or person.id not in (found.author_id, found.post.author_id):
            raise NoSuchComment("There is no such comment that you could remove.")
        found.removed_at = at
        found.save(update_fields=["removed_at"])
        append_fact(
            Kind.COMMENT_REMOVED, actor_id=person.id, subject_id=found.id, at=at, post_id=found.post_id
        )
        ring(f"post:{found.post_id}")
    return found.post_id


def _add(answer: type[Like] | type[Save], kind: Kind, person: Person, post: PostCard, at: datetime) -> None:
    with transaction.atomic():
        # One row per answer and no counter: many people can like one post at once without a queue.
        _, is_new = answer.objects.get_or_create(person=person, post_id=post.id, defaults={"at": at})
        if is_new:
            append_fact(kind, actor_id=person.id, subject_id=post.id, at=at, author_id=post.author.id)
            ring(f"post:{post.id}")


def _remove(answer: type[Like] | type[Save], kind: Kind, person: Person, post_id: int, at: datetime) -> None:
    with transaction.atomic():
        gone, _ = answer.objects.filter(person=person, post_id=post_id).delete()
        if gone:
            author_id = Post.objects.values_list("author_id", flat=True).get(pk=post_id)
            append_fact(kind, actor_id=person.id, subject_id=post_id, at=at, author_id=author_id)
            ring(f"post:{post_id}")
