"""A person's library: what they made and brought in, found, stacked, starred and kept in smart folders."""
