"""Bottega: an open social network for images made with AI."""

__version__ = "0.1.0"
