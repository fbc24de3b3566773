"""The worker process: takes jobs from PostgreSQL, finishes what it began, and takes over from the dead.

Each kind of work has room of its own, so that nobody who talks waits behind a picture and no picture of
this machine's own painter waits behind a slow server. A worker that was killed leaves its jobs marked as
being done. Each beats its heart into the database; jobs of one that fell silent go back into the queue.
Running a job twice is safe by rule, so a worker that was only slow does no harm.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from bottega.config.painters import OWN_QUEUE, QUEUE_ELSEWHERE, QUEUE_HERE, painter_tables
from bottega.datasets.actions import QUEUE as EXPORTS_QUEUE
from bottega.kernel.errors import NotFound

OTHERS_AT_ONCE: Final = 2
TALK_QUEUE: Final = "talk"
EXPORTS_AT_ONCE: Final = 1  # an export reads and writes the disk for as long as it takes
TALKS_AT_ONCE: Final = 8  # a talk mostly waits for its writer
OWN_AT_ONCE: Final = 2  # one at the device, one that marks and stores what came before
SPARE_CONNECTIONS: Final = 4  # for fetching and finishing jobs, a few milliseconds each
GRACE_SECONDS: Final = 8.0  # under the ten that `up` waits before it kills
BEAT_SECONDS: Final = 5.0
SILENCE_SECONDS: Final = 20.0
# Pages go first: on a full machine a picture may take longer, a page may not. While pages take all they can
# get, a crowd's pictures come at a third of their pace at 10; at 19 there were none at all.
NICENESS: Final = 10


class NoOwnWorker(NotFound):
    """No painter of that name has a worker of its own."""

    code = "no_own_worker"


@dataclass(frozen=True, slots=True)
class Room:
    """Some queues and how many of their jobs are done at a time."""

    name: str
    queues: Sequence[str]
    at_once: int


@app.periodic(cron="* * * * * */10")  # the sixth field is seconds: every ten
@app.task(queueing_lock="take_over_jobs", pass_context=True, name="config.take_over_jobs")
async def take_over_jobs(context: JobContext, timestamp: int) -> None:
    """Put the jobs of workers that fell silent back into the queue, due since this round began.

    Running it twice changes nothing more.
    """
    began_at = datetime.fromtimestamp(timestamp, UTC)
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE_SECONDS):
        if job.id != context.job.id:
            await app.job_manager.retry_job(job, retry_at=began_at)


class WorkersConnector(PsycopgConnector):
    """Fetches and finishes jobs on a pool of its own, and queues new ones on the job's own connection.

    A job that writes rows and queues what remains to be done must commit both or neither; through the
    pool the new job would be there before its rows, and find nothing to do.
    """

    def get_sync_connector(self) -> DjangoConnector:
        """What `defer` inside a job speaks through: Django's connection, in the transaction that is open."""
        return DjangoConnector()


def run_worker(painters: Sequence[str] = ()) -> None:
    """Do jobs until SIGTERM or SIGINT; then finish those begun, for at most GRACE_SECONDS.

    painters: only the queues of these, which have workers of their own; none: everything else.
    Raises NoOwnWorker, BadSetting.
    """
    rooms = rooms_of_painters(painters) if painters else all_other_rooms()
    with suppress(OSError):  # a container may forbid it
        os.nice(NICENESS)
    # Each room listens on a connection that it never gives back, so the usual four would not do.
    connector = WorkersConnector(
        kwargs=connector_params(), min_size=len(rooms) + 1, max_size=len(rooms) + SPARE_CONNECTIONS
    )
    with app.replace_connector(connector):
        asyncio.run(_work_in(rooms))


def rooms_of_painters(names: Sequence[str]) -> list[Room]:
    """The one room of a painter's own worker. Raises NoOwnWorker, BadSetting."""
    own = {table.name: table.queue for table in painter_tables(settings.HOME) if table.has_own_worker}
    for name in names:
        if name not in own:
            raise NoOwnWorker(f"There is no painter called “{name}” with own_worker = true.", painter=name)
    return [Room("own", [own[name] for name in names], OWN_AT_ONCE)]


def all_other_rooms() -> list[Room]:
    """The rooms of the worker that every copy has: talk, exports, the own painter, servers, all the rest.

    The rest is every queue that a task names, and every queue of a painter that is gone from the
    list: its jobs must still be told so. Raises BadSetting.
    """
    own = {table.queue for table in painter_tables(settings.HOME) if table.has_own_worker}
    roomy = {TALK_QUEUE, EXPORTS_QUEUE, QUEUE_HERE, QUEUE_ELSEWHERE}
    named = {task.queue for task in app.tasks.values()}
    left = ProcrastinateJob.objects.filter(status="todo", queue_name__startswith=OWN_QUEUE)
    gone = set(left.values_list("queue_name", flat=True).distinct())
    return [
        Room("talk", [TALK_QUEUE], TALKS_AT_ONCE),
        Room("exports", [EXPORTS_QUEUE], EXPORTS_AT_ONCE),
        Room("paint", [QUEUE_HERE], settings.PAINT_AT_ONCE),
        Room("elsewhere", [QUEUE_ELSEWHERE], settings.PAINT_WAITING),
        Room("rest", sorted((named | gone) - roomy - own), OTHERS_AT_ONCE),
    ]


async def _work_in(rooms: Sequence[Room]) -> None:
    """One procrastinate worker for each room, in one process and one loop."""
    loop = asyncio.get_running_loop()
    # The loop's own pool has six threads on two cores: waiting for servers would fill it.
    loop.set_default_executor(ThreadPoolExecutor(sum(room.at_once for room in rooms), "job"))
    async with app.open_async():
        app.perform_import_paths()  # type: ignore[no-untyped-call]
        workers = [_worker_in(room, tells_time=room is rooms[-1]) for room in rooms]

        def stop() -> None:
            for worker in workers:
                worker.stop()  # type: ignore[no-untyped-call]

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        # A worker also ends when it lost the database; the others must not go on without it, unseen.
        tasks = [asyncio.create_task(worker.run()) for worker in workers]  # type: ignore[no-untyped-call]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        stop()
        await asyncio.gather(*tasks)


class _Silent(Worker):
    """A worker that leaves the periodic jobs to the one beside it; they would share one clock's state."""

    async def _periodic_deferrer(self) -> None:
        await asyncio.Event().wait()


def _worker_in(room: Room, *, tells_time: bool) -> Worker:
    return (Worker if tells_time else _Silent)(
        app=app,
        name=room.name,
        queues=room.queues,
        concurrency=room.at_once,
        shutdown_graceful_timeout=GRACE_SECONDS,
        update_heartbeat_interval=BEAT_SECONDS,
        stalled_worker_timeout=SILENCE_SECONDS,
        delete_jobs="successful",
        install_signal_handlers=False,
    )
