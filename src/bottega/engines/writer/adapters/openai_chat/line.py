"""One HTTP exchange whose answer is read as it comes, and that cannot outlast its deadline.

The usual timeouts count the silence between two bytes, so a server that drips would hold a worker for
ever; here every wait is cut to what is left of one deadline, headers included. Redirects are not
followed, compressed answers not accepted, no proxy or credential is read from the environment.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import certifi
import httpcore
import httpx

from bottega.engines.writer.port import WriterAway, WriterGarbled

CONNECT_SECONDS: Final = 5.0
BYTES_MAX: Final = 16 * 1024 * 1024  # of one answer; the longest reply we keep is a thousandth of it


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back: status and headers at once, the body piece by piece, at most BYTES_MAX."""

    status: int
    headers: httpx.Headers
    pieces: Iterator[bytes]


@contextmanager
def opened(request: httpx.Request, *, seconds: float) -> Iterator[Answer]:
    """Send `request` and hand out its answer while it comes; leaving closes the connection.

    Raises WriterAway when the server cannot be reached, breaks off or is late, while reading too.
    Raises WriterGarbled for more than BYTES_MAX, for what is no HTTP, for compression.
    """
    backend = _Backend(_Deadline(time.monotonic() + seconds))
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend) as pool,
            _sent(pool, request) as response,
        ):
            headers = httpx.Headers(response.headers)
            if headers.get("content-encoding", "identity") != "identity":
                raise WriterGarbled("The writer's answer is compressed.", reason="compressed")
            yield Answer(response.status, headers, _within(response.iter_stream()))
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as unreachable:
        raise away("The writer cannot be reached.", 5) from unreachable
    except httpcore.TimeoutException as late:
        raise away("The writer took too long.", 15) from late
    except httpcore.NetworkError as broken:
        raise away("The writer broke off in the middle.", 5) from broken
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as nonsense:
        raise WriterGarbled("The writer's answer breaks off or is no HTTP.", reason="protocol") from nonsense


def away(sentence: str, seconds: int, said: str = "") -> WriterAway:
    """The error that says when to come back."""
    return WriterAway(sentence, retry_after_seconds=seconds, said=said)


def _sent(pool: httpcore.ConnectionPool, request: httpx.Request) -> Any:
    url = request.url
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    return pool.stream(request.method, target, headers=request.headers.raw, content=request.read())


def _within(pieces: Iterable[bytes]) -> Iterator[bytes]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > BYTES_MAX:
            raise WriterGarbled("The writer's answer is too long.", reason="oversize")
        yield piece


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


class _Deadline:
    """The one end of an exchange."""

    def __init__(self, ends_at: float) -> None:
        self._ends_at = ends_at  # monotonic: a clock that is set anew must not free or kill a request

    def seconds_left(self, longest: float = float("inf")) -> float:
        """How long the next wait may be. Raises httpcore.ReadTimeout past the end."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("past the deadline")
        return min(left, longest)


class _Backend(httpcore.NetworkBackend):
    """Hands out sockets that keep the deadline."""

    def __init__(self, deadline: _Deadline) -> None:
        self._sockets = httpcore.SyncBackend()
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        wait = self._deadline.seconds_left(CONNECT_SECONDS)
        connected = self._sockets.connect_tcp(host, port, wait, local_address, socket_options)
        return _Stream(connected, self._deadline)


class _Stream(httpcore.NetworkStream):
    """A socket whose every wait ends with the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.seconds_left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.seconds_left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wait = self._deadline.seconds_left(CONNECT_SECONDS)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, wait), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
