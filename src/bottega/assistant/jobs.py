"""The worker's way in: fetch the writer, answer one turn. May run twice."""

import logging

from django.db import InterfaceError, OperationalError, connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from bottega.assistant.answering import answer_turn
from bottega.assistant.replies import end_reply
from bottega.engines.wired import engines
from bottega.engines.writer.port import WriterAway
from bottega.kernel.clock import now

_log = logging.getLogger(__name__)

ATTEMPTS_MAX = 2  # somebody is waiting, and can have the words painted as they are
WAIT_SECONDS = 2
PATIENCE_SECONDS = 5  # a writer that asks for more is not waited for


class AnswerLater(Exception):
    """The writer or the database is away; the queue tries again."""


_RETRY = RetryStrategy(max_attempts=ATTEMPTS_MAX, wait=WAIT_SECONDS, retry_exceptions={AnswerLater})


@app.task(name="assistant.answer_turn", queue="talk", pass_context=True, retry=_RETRY)
def answer(context: JobContext, turn_id: int) -> None:
    """Answer one turn. A second run answers anew only what led to no pictures."""
    writer = engines().writer
    may_retry = context.job.attempts + 1 < ATTEMPTS_MAX
    try:
        if writer is None:
            end_reply(turn_id, failure="writer_off", at=now())
        else:
            answer_turn(turn_id, writer=writer, clock=now)
    except WriterAway as away:
        if may_retry and float(away.facts.get("retry_after_seconds") or 0) <= PATIENCE_SECONDS:
            raise AnswerLater(away.sentence) from away
        end_reply(turn_id, failure=away.code, at=now())
    except (OperationalError, InterfaceError) as lost:
        connection.close()
        raise AnswerLater("the database went away") from lost
    except Exception:  # noqa: BLE001 - the worker's last page: a writer's bug must leave nobody waiting
        _log.exception("answering turn %s broke", turn_id)
        end_reply(turn_id, failure="writer_broke", at=now())
