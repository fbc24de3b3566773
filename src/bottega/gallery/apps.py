"""The gallery room: images that never change, their lineage, and the posts that show them."""

from django.apps import AppConfig


class GalleryConfig(AppConfig):
    """Django's name for the room."""

    name = "bottega.gallery"
    label = "gallery"
