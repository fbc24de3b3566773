"""Liking, saving, commenting, following: as plain forms, through htmx, twice, and too long."""

from bottega.gallery.models import Audience
from bottega.people.models import Block, Follow, Mute, Person
from bottega.reactions.models import COMMENT_MAX, Comment, Like, Save
from bottega.studio.models import Conversation
from tests import make
from tests.web.browsing import HTMX, at_most, body, browse, post_ids


def test_a_double_clicked_like_is_one_like(ben: Person, ada: Person) -> None:
    post = make.post(ada)
    for _ in range(2):
        assert browse(ben).post(f"/p/{post.id}/like", headers=HTMX).status_code == 200
    assert Like.objects.count() == 1


def test_a_like_through_htmx_answers_with_the_pressed_button(ben: Person, ada: Person) -> None:
    post = make.post(ada)
    part = body(browse(ben).post(f"/p/{post.id}/like", headers=HTMX))
    assert f"/p/{post.id}/unlike" in part
    assert 'aria-pressed="true"' in part
    assert "<html" not in part


def test_without_javascript_a_like_returns_to_the_page_it_came_from(ben: Person, ada: Person) -> None:
    post = make.post(ada)
    answer = browse(ben).post(f"/p/{post.id}/like", headers={"Referer": "http://testserver/newest?before=5"})
    assert answer["Location"] == "/newest?before=5"
    elsewhere = browse(ben).post(f"/p/{post.id}/like", headers={"Referer": "http://example.org/x"})
    assert elsewhere["Location"] == f"/p/{post.id}"


def test_a_saved_post_stands_on_the_shelf_until_it_is_unsaved(ben: Person, ada: Person) -> None:
    post = make.post(ada)
    browse(ben).post(f"/p/{post.id}/save")
    assert post_ids(browse(ben).get("/saved")) == [post.id]
    browse(ben).post(f"/p/{post.id}/unsave")
    assert not Save.objects.exists()


def test_a_like_can_be_taken_back_from_a_post_that_is_gone(ben: Person, ada: Person) -> None:
    post = make.post(ada)
    browse(ben).post(f"/p/{post.id}/like")
    post.audience = Audience.ONLY_ME
    post.save()
    assert browse(ben).post(f"/p/{post.id}/unlike", headers=HTMX).status_code == 200
    assert not Like.objects.exists()


def test_a_comment_sent_twice_is_one_comment(ben: Person, ada: Person) -> None:
    post = make.post(ada)
    for _ in range(2):
        part = browse(ben).post(f"/p/{post.id}/comments", {"words": "Lovely.", "once": "a"}, headers=HTMX)
        assert "Lovely." in body(part)
    assert Comment.objects.count() == 1


def test_a_comment_that_is_too_long_comes_back_with_its_words(ben: Person, ada: Person) -> None:
    post = make.post(ada)
    words = "wörds " * 300
    page = browse(ben).post(f"/p/{post.id}/comments", {"words": words, "once": "a"})
    assert page.status_code == 422
    assert words.strip() in body(page)
    assert f"at most {COMMENT_MAX:,} fit" in body(page)


def test_an_empty_comment_is_told_so(ben: Person, ada: Person) -> None:
    post = make.post(ada)
    page = browse(ben).post(f"/p/{post.id}/comments", {"words": " \x00\u202e ", "once": "a"})
    assert "Nothing was written" in body(page)
    assert not Comment.objects.exists()


def test_words_cannot_become_markup(ben: Person, ada: Person) -> None:
    post = make.post(ada, caption="<script>alert(1)</script>", alt_text='"><img src=x onerror=alert(1)>')
    browse(ben).post(f"/p/{post.id}/comments", {"words": "<b>bold</b>", "once": "a"})
    page = body(browse(ben).get(f"/p/{post.id}"))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold" in page


def test_a_posts_author_may_remove_a_comment_and_a_stranger_may_not(
    ben: Person, ada: Person, cleo: Person
) -> None:
    post = make.post(ada)
    browse(ben).post(f"/p/{post.id}/comments", {"words": "Lovely.", "once": "a"})
    comment = Comment.objects.get()
    assert browse(cleo).post(f"/c/{comment.id}/remove").status_code == 404
    assert browse(ada).post(f"/c/{comment.id}/remove", headers=HTMX).status_code == 200
    assert "Lovely." not in body(browse(ben).get(f"/p/{post.id}"))


def test_following_and_unfollowing_from_a_profile(cleo: Person, ada: Person) -> None:
    part = body(browse(cleo).post("/@ada/follow", headers=HTMX))
    assert "/@ada/unfollow" in part
    assert Follow.objects.filter(follower=cleo, followee=ada).count() == 1
    browse(cleo).post("/@ADA/unfollow")
    assert not Follow.objects.exists()


def test_blocking_hides_the_profile_and_settings_hold_the_way_back(cleo: Person, ada: Person) -> None:
    browse(ada).post("/@cleo/block")
    assert browse(cleo).get("/@ada").status_code == 404
    assert "/@cleo/unblock" in body(browse(ada).get("/settings"))
    browse(ada).post("/@cleo/unblock")
    assert not Block.objects.exists()


def test_muting_is_undone_in_the_settings(ben: Person, ada: Person) -> None:
    make.post(ada)
    browse(ben).post("/@ada/mute")
    assert post_ids(browse(ben).get("/newest")) == []
    assert "/@ada/unmute" in body(browse(ben).get("/settings"))
    browse(ben).post("/@ada/unmute")
    assert not Mute.objects.exists()


def test_make_mine_opens_the_studio_with_the_post_as_its_chip(ben: Person, ada: Person) -> None:
    post = make.post(ada)
    answer = browse(ben).post(f"/p/{post.id}/remix")
    conversation = Conversation.objects.get(owner=ben)
    assert conversation.remix_of_id == post.id
    assert answer["Location"] == f"/studio/{conversation.id}"


def test_a_post_page_shows_its_family_and_stays_within_its_budget(ben: Person, ada: Person) -> None:
    first = make.post(ada)
    child = make.remix(ben, first)
    grandchild = make.remix(ada, child)
    client = browse(ben)
    with at_most(28):
        page = body(client.get(f"/p/{child.id}"))
    assert f'href="/p/{first.id}"' in page
    assert f'href="/p/{grandchild.id}"' in page


def test_a_withdrawn_ancestor_leaves_a_gap_in_the_chain(ben: Person, ada: Person) -> None:
    first = make.post(ada)
    child = make.remix(ben, first)
    first.audience = Audience.ONLY_ME
    first.save()
    page = body(browse(ben).get(f"/p/{child.id}"))
    assert f'href="/p/{first.id}"' not in page
    assert "not to be seen" in page


def test_the_prompt_is_shown_only_where_its_author_shows_it(ben: Person, ada: Person) -> None:
    hidden = make.post(ada, make.image(ada, "a quiet secret"))
    shown = make.post(ada, make.image(ada, "an open word"), prompt_shown=True)
    assert "a quiet secret" not in body(browse(ben).get(f"/p/{hidden.id}"))
    assert "an open word" in body(browse(ben).get(f"/p/{shown.id}"))
