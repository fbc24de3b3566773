"""Measuring: how quick the real thing is, and what the painter draws. Never part of the tests.

`python -m bench` makes its own database on its own embedded PostgreSQL in a folder for temporary files
(BOTTEGA_BENCH_HOME names another), keeps it for the next run, and writes what it found to results.json
and into README.md. Nothing of a developer's own Bottega is touched.
"""
