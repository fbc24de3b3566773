"""The worker process: takes jobs from PostgreSQL, finishes what it began, and takes over from the dead.

A worker that was killed leaves its jobs marked as being done. Each worker beats its heart into the
database; jobs of one that fell silent go back into the queue. Running a job twice is safe by rule, so
a worker that was only slow does no harm.
"""

from datetime import UTC, datetime

from procrastinate import JobContext
from procrastinate.contrib.django import app

CONCURRENCY = 2
GRACE_SECONDS = 8.0  # under the ten that `up` waits before it kills
BEAT_SECONDS = 5.0
SILENCE_SECONDS = 20.0


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


def run_worker() -> None:
    """Do jobs until SIGTERM or SIGINT; then finish those begun, for at most GRACE_SECONDS."""
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=GRACE_SECONDS,
            update_heartbeat_interval=BEAT_SECONDS,
            stalled_worker_timeout=SILENCE_SECONDS,
            delete_jobs="successful",
        )
