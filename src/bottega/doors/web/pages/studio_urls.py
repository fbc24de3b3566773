"""Addresses of the studio, the publish sheet and the library; urls.py registers `id` before it reads them."""

from django.urls import include, path

from bottega.doors.web.pages import compare, handles, preview, publish, studio, talk

urlpatterns = [
    path("studio", studio.studio, name="studio"),
    path("studio/new", studio.new_conversation, name="new_conversation"),
    path("studio/compare", compare.compare, name="compare"),
    path("studio/compare/<id:first_id>-<id:second_id>.png", compare.heatmap_between, name="heatmap_between"),
    path("studio/heatmap/<id:generation_id>/<int:place>.png", compare.heatmap, name="heatmap"),
    path("studio/preview/<id:generation_id>/<int:place>.png", preview.preview, name="preview"),
    path("studio/handles", handles.handles, name="handles"),
    path("studio/<id:conversation_id>", studio.conversation, name="conversation"),
    path("studio/<id:conversation_id>/canvas", studio.canvas, name="canvas"),
    path("studio/<id:conversation_id>/ask", studio.ask, name="ask"),
    path("studio/<id:conversation_id>/say", talk.say, name="say"),
    path("studio/<id:conversation_id>/exchange/<id:turn_id>", talk.exchange, name="exchange"),
    path("studio/<id:conversation_id>/reply/<id:turn_id>", talk.reply, name="reply"),
    path("studio/<id:conversation_id>/reply/<id:turn_id>/stop", talk.stop_talk, name="stop_reply"),
    path("studio/<id:conversation_id>/reply/<id:turn_id>/again", talk.retry_talk, name="retry_reply"),
    path("studio/<id:conversation_id>/reply/<id:turn_id>/paint", talk.paint_said, name="paint_said"),
    path("studio/<id:conversation_id>/branches", studio.branches, name="branches"),
    path("studio/<id:conversation_id>/references", studio.references, name="references"),
    path("studio/<id:conversation_id>/vary/<id:image_id>", studio.vary, name="vary"),
    path("studio/<id:conversation_id>/finish/<id:image_id>", studio.finish, name="finish"),
    path("studio/<id:conversation_id>/rename", studio.rename, name="rename_conversation"),
    path("studio/<id:conversation_id>/drop-chip", studio.drop_chip, name="drop_chip"),
    path("studio/<id:conversation_id>/turn/<id:generation_id>", studio.turn, name="turn"),
    path("studio/<id:conversation_id>/stop/<id:generation_id>", studio.stop, name="stop"),
    path("studio/<id:conversation_id>/fork/<id:generation_id>", studio.fork, name="fork"),
    path("", include("bottega.doors.web.pages.library_urls")),
    path("publish/<id:image_id>", publish.sheet, name="publish"),
    path("p/<id:post_id>/edit", publish.edit, name="edit_post"),
    path("p/<id:post_id>/withdraw", publish.withdraw, name="withdraw_post"),
]
