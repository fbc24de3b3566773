"""The family of a post: what it came from, what was made beside it and from it, as one viewer may see it."""
