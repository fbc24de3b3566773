"""A credit in one line of plain text, for places that hold no links: tags for other sites, alt texts."""

from django import template
from django.utils.translation import gettext as _

from bottega.gallery.cards import Credit, PostLink

register = template.Library()


@register.filter
def credit_line(credit: Credit | None) -> str:
    """“after @ada, via @ben”; "" for what came from no post."""
    if credit is None:
        return ""
    after = _("after %s") % _name(credit.after)
    return (
        _("%(after)s, via %(via)s") % {"after": after, "via": _name(credit.via)} if credit.has_via else after
    )


def _name(link: PostLink | None) -> str:
    return f"@{link.author.handle}" if link else _("somebody")
