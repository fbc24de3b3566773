"""The key that lets a form be sent twice and done once."""

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A hidden field with a fresh idempotency key; one for each rendered form."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4().hex)
