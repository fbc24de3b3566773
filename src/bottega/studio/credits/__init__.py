"""Credits: what pictures cost, and the ledger in which nothing is lost.

granted = balance + reserved + captured, for each person, held by a constraint; every movement is an
entry that the database refuses to change. A request reserves its price in the transaction that writes
it; its last word captures what was made and gives the rest back, in the same transaction. Whatever
failed, was refused or stopped before a picture was there costs nothing.
"""

from bottega.studio.credits.ledger import NotEnoughCredits, grant_credits, reserve, settle

__all__ = ["NotEnoughCredits", "grant_credits", "reserve", "settle"]
