"""The addresses of the web door; a page for people behind each."""

from django.urls import include, path, register_converter

from bottega.doors.web.converters import HandleConverter, IdConverter
from bottega.doors.web.pages import entry, feed, media, people, posts, reactions, settings

register_converter(IdConverter, "id")
register_converter(HandleConverter, "handle")

urlpatterns = [
    path("", feed.home, name="home"),
    path("newest", feed.newest, name="newest"),
    path("explore", feed.explore, name="explore"),
    path("feed/older", feed.older, name="feed_older"),
    path("feed/news", feed.news, name="feed_news"),
    path("p/<id:post_id>", posts.post, name="post"),
    path("p/<id:post_id>/answers", posts.answers, name="post_answers"),
    path("p/<id:post_id>/family", posts.family, name="post_family"),
    path("p/<id:post_id>/said", posts.comments, name="post_comments"),
    path("p/<id:post_id>/remix", posts.remix, name="post_remix"),
    path("p/<id:post_id>/like", reactions.like, name="post_like"),
    path("p/<id:post_id>/unlike", reactions.unlike, name="post_unlike"),
    path("p/<id:post_id>/save", reactions.save, name="post_save"),
    path("p/<id:post_id>/unsave", reactions.unsave, name="post_unsave"),
    path("p/<id:post_id>/comments", reactions.comment, name="post_comment"),
    path("c/<id:comment_id>/remove", reactions.uncomment, name="comment_remove"),
    path("saved", reactions.saved, name="saved"),
    path("@<handle:handle>", people.profile, name="profile"),
    path("@<handle:handle>/follow", people.follow, name="person_follow"),
    path("@<handle:handle>/unfollow", people.unfollow, name="person_unfollow"),
    path("@<handle:handle>/block", people.block, name="person_block"),
    path("@<handle:handle>/unblock", people.unblock, name="person_unblock"),
    path("@<handle:handle>/mute", people.mute, name="person_mute"),
    path("@<handle:handle>/unmute", people.unmute, name="person_unmute"),
    path("settings", settings.settings, name="settings"),
    path("settings/profile", settings.profile, name="settings_profile"),
    path("settings/language", settings.language, name="settings_language"),
    path("settings/theme", settings.theme, name="settings_theme"),
    path("settings/tokens", settings.new_token, name="settings_token"),
    path("settings/tokens/<id:token_id>/revoke", settings.end_token, name="settings_token_revoke"),
    path("demo/enter", entry.enter_demo, name="demo_enter"),
    path("about", entry.about, name="about"),
    path("media/<id:image_id>/<str:form>", media.media, name="media"),
    path("", include("bottega.doors.web.pages.studio_urls")),
]
