"""The worker's way in to what people's rooms keep for a while only."""

from procrastinate.contrib.django import app

from bottega.kernel.clock import now
from bottega.people.answers import forget_answers


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_answers", name="people.forget_answers")
def forget_old_answers(timestamp: int) -> None:
    """Once an hour, let go of answers that nobody will ask for again. May run twice."""
    forget_answers(at=now())
