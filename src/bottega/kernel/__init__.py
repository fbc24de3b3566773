"""The floor that everything stands on: clock, ids, errors, paging. Standard library only."""
