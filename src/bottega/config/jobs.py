"""The roof's own way into the worker: the demo network, post by post, and sweeping. May run twice."""

from procrastinate.contrib.django import app

from bottega.config.demo.beginning import TASK, queue_post
from bottega.config.demo.making import PAINTER, make_post, open_workshop
from bottega.config.demo.plan import the_plan
from bottega.engines.wired import engines, wired_painter
from bottega.studio.queries import DEMO_QUEUE


@app.task(name=TASK, queue=DEMO_QUEUE)
def make_demo_post(number: int, of: int) -> None:
    """Make the piece of that number and queue the next, also when this one could not be made."""
    plan = the_plan()
    try:
        workshop = open_workshop(plan, wired=wired_painter(PAINTER), blobs=engines().blobs)
        if workshop and number < len(plan.pieces):
            make_post(plan.pieces[number], workshop)
    finally:
        queue_post(number + 1)


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="sweep_blobs", name="config.sweep_blobs")
def sweep_blobs(timestamp: int) -> None:
    """Once an hour, remove what writers left behind when they were killed."""
    engines().blobs.sweep_unfinished()
