"""How small things are shown: moments, icons, pictures' places in the wall, addresses of static files."""

import hashlib
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bottega.engines.wired import engines
from bottega.gallery.cards import ImageCard
from bottega.kernel.clock import now
from bottega.people.cards import PersonCard

register = template.Library()

ROWS_PER_WIDTH = 48  # the wall's row is a 48th of a column's width; feed.css says the same
ROWS_MIN, ROWS_MAX = 24, 96  # what is more extreme than 2:1 or 1:2 is cropped in the wall, never on its page
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


@register.simple_tag
def when(moment: datetime) -> SafeString:
    """A moment as <time>: short to the eye, whole to machines and on hovering."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        f"{moment:%Y-%m-%d %H:%M} UTC",  # Django's own formats cost ten times as much
        short_moment(moment, at=now()),
    )


def short_moment(moment: datetime, *, at: datetime) -> str:
    """“now”, “5 min”, “3 h”, “2 d”, then the date; in the language that is active."""
    seconds = int((at - moment).total_seconds())
    if seconds < _MINUTE:
        return _("now")
    if seconds < _HOUR:
        return _("%d min") % (seconds // _MINUTE)
    if seconds < _DAY:
        return _("%d h") % (seconds // _HOUR)
    if seconds < 7 * _DAY:
        return _("%d d") % (seconds // _DAY)
    return date_format(moment, "j M" if moment.year == at.year else "j M Y")


@register.filter
def painter_label(name: str) -> str:
    """What a painter is called here; its plain name when it is gone."""
    wired = engines().painters.get(name)
    return (wired.label if wired else "") or name


@register.filter
def rows(image: ImageCard) -> int:
    """How many rows of the wall a picture takes, an even number; a class in feed.css for each."""
    wanted = round(image.height_px / image.width_px * ROWS_PER_WIDTH / 2) * 2
    return min(max(wanted, ROWS_MIN), ROWS_MAX)


@register.filter
def first_line(words: str) -> str:
    """The first line of a text, for one-line places."""
    return next(iter(words.strip().splitlines()), "")


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the drawings in static/icons.svg, silent to screen readers: the words beside it speak."""
    return _icon(name, asset("icons.svg"))


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, with its content's hash, so that an upgrade is seen at once."""
    return f"{static(path)}?v={_fresh_hash(path) if settings.DEBUG else _content_hash(path)}"


@register.simple_tag(takes_context=True)
def here(context: Any) -> str:
    """The path of the page with its query, for a form to come back to."""
    request = context.get("request")
    return request.get_full_path() if request else "/"


@lru_cache(maxsize=200)
def _icon(name: str, drawings: str) -> SafeString:
    # A feed page holds a hundred of them.
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', drawings, name)


@lru_cache(maxsize=200)
def _content_hash(path: str) -> str:
    return _fresh_hash(path)


def _fresh_hash(path: str) -> str:
    found = finders.find(path)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8] if isinstance(found, str) else ""


@register.filter
def hue(person: PersonCard) -> int:
    """The person's colour as one of the twelve that base.css names."""
    return person.hue // 30
