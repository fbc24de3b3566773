"""What an author allows others to make of a post: asked when a remix is made, never when it is shown.

A remix that exists stays, with its credit, whatever its source's author decides later.
"""

from bottega.gallery.models import Post, RemixAsk, RemixTerms
from bottega.kernel.errors import NotAllowed


class RemixRefused(NotAllowed):
    """The post's author does not allow this; `facts["terms"]` is "no" or "ask"."""

    code = "remix_refused"


def refuse_remix(post_id: int, *, person_id: int) -> None:
    """Return when this person may make something from that post now, else raise RemixRefused.

    The caller has asked the rule of seeing already. Authors may always remix their own.
    """
    author_id, terms = Post.objects.values_list("author_id", "remix_terms").get(pk=post_id)
    if author_id == person_id or terms in (RemixTerms.FREE, RemixTerms.CREDIT):
        return
    asked = RemixAsk.objects.filter(post_id=post_id, asker_id=person_id, state=RemixAsk.State.GRANTED)
    if terms == RemixTerms.ASK and asked.exists():
        return
    if terms == RemixTerms.ASK:
        raise RemixRefused("The author wants to be asked first.", terms="ask", post_id=post_id)
    raise RemixRefused("The author does not allow remixes of this picture.", terms="no", post_id=post_id)
