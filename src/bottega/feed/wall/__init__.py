"""The wall: the first page of everybody's Following timeline, kept in memory and never shown stale.

One wall for each web process. Read in this order: `stamps` (when was what last touched), `touched` (which
fact touches what), `pages` (what is kept, and the SQL that fills it), `wall` (the memory), `reading` (the
door's way in, on the event loop). The argument why it is right stands in docs/decisions/0006.
"""
