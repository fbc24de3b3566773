"""Timelines: Following, Newest, Explore; the part that older posts come in, and the pill of news."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bottega.doors.web.converters import asked_id
from bottega.doors.web.viewer import viewer_id
from bottega.feed.cards import Timeline
from bottega.feed.queries import news_count, timeline
from bottega.gallery.actions import NoSuchPost
from bottega.people.queries import follow_suggestions

ADDRESS = {Timeline.FOLLOWING: "/", Timeline.NEWEST: "/newest", Timeline.EXPLORE: "/explore"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Following for people with an account; for everybody else the newest posts, and a word of welcome."""
    if not viewer_id(request):
        return _feed(request, Timeline.NEWEST, template="feed/landing.html")
    return _feed(request, Timeline.FOLLOWING)


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """Everything public, newest first."""
    return _feed(request, Timeline.NEWEST)


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """What is public by people whom the viewer does not follow yet."""
    return _feed(request, Timeline.EXPLORE)


@require_safe
def older(request: HttpRequest) -> HttpResponse:
    """The next page's cards and the way to the one after it; a part for endless scrolling."""
    name = _asked_timeline(request)
    page = timeline(name, viewer_id=viewer_id(request), before_id=asked_id(request.GET.get("before")))
    return render(request, "feed/_cards.html", {"page": page, "timeline": name, "address": ADDRESS[name]})


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """The pill that says how many posts have come since the page's first one; empty when none has."""
    name = _asked_timeline(request)
    after_id = asked_id(request.GET.get("after")) or 0
    count = news_count(name, viewer_id=viewer_id(request), after_id=after_id)
    return render(request, "feed/_news.html", {"count": count, "address": ADDRESS[name]})


def _feed(request: HttpRequest, name: Timeline, *, template: str = "feed/feed.html") -> HttpResponse:
    me = viewer_id(request)
    before_id = asked_id(request.GET.get("before"))
    page = timeline(name, viewer_id=me, before_id=before_id)
    is_first_time = name == Timeline.FOLLOWING and not page.items and not before_id
    context = {
        "page": page,
        "timeline": name,
        "address": ADDRESS[name],
        "is_top": before_id is None,
        "suggestions": follow_suggestions(me, count_max=6) if is_first_time else [],
        "samples": timeline(Timeline.EXPLORE, viewer_id=me, count_max=9).items if is_first_time else [],
    }
    return render(request, template, context)


def _asked_timeline(request: HttpRequest) -> Timeline:
    try:
        return Timeline(request.GET.get("timeline", ""))
    except ValueError:
        raise NoSuchPost("There is no such timeline.") from None
