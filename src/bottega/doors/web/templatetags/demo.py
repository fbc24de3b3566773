"""The demo people, wherever there is a way in: one click signs in as one of them."""

from typing import Any

from django import template

from bottega.people.queries import demo_people

register = template.Library()
PEOPLE_MAX = 16


@register.inclusion_tag("people/_demo_people.html", takes_context=True)
def demo_people_to_be(context: Any, onward: str = "") -> dict[str, Any]:
    """Buttons for the demo people; nothing where no demo network is loaded. One query."""
    return {
        "demo_people": demo_people()[:PEOPLE_MAX],
        "next": onward,
        "csrf_token": context.get("csrf_token"),
    }
