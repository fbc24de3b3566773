"""One HTTP exchange that cannot outlast its deadline, outgrow its limit or wander elsewhere.

The usual timeouts count the silence between two bytes, so a server that drips holds a thread for
ever; here every wait is cut to what is left of one deadline, headers included. Redirects are not
followed, compressed answers not accepted, no proxy or credential is read from the environment.
"""

import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import certifi
import httpcore
import httpx

from bottega.engines.painter.adapters.openai_images.addresses import ClosedAddress, open_address
from bottega.engines.painter.port import Away, Garbled

PULSE_SECONDS: Final = 0.5  # how often a waiting thread looks up to see whether it was stopped
CONNECT_SECONDS: Final = 10.0
PIECE_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole: status, headers, body."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def is_stream(self) -> bool:
        """Whether it came as server-sent events; many servers that are asked to stream do not."""
        return _is_stream(self.headers)


def exchange(
    request: httpx.Request,
    *,
    deadline_seconds: float,
    bytes_max: int,
    pulse: Callable[[], None],
    public_only: bool = False,
    hear: Callable[[bytes], None] | None = None,
) -> Reply:
    """Send `request` and return the whole reply, whatever its status.

    pulse: called about every PULSE_SECONDS while waiting; what it raises ends the exchange.
    public_only: connect to public addresses alone.
    hear: given each piece of a stream of events as it comes; what it raises ends the exchange.

    Raises Away when the server cannot be reached, breaks off or is late; then
    `facts["may_have_painted"]` says whether it had the request and might charge for it.
    Raises Garbled for more than `bytes_max`, for what is no HTTP, for a closed address.
    """
    watch = _Watch(time.monotonic() + deadline_seconds, pulse)
    backend = _Backend(watch, public_only=public_only)
    try:
        with httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend) as pool:
            return _exchanged(pool, request, bytes_max, hear)
    except ClosedAddress as closed:
        raise Garbled(
            "The painter named an address that pictures are not fetched from.", reason="closed_address"
        ) from closed
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as unreachable:
        raise _away("The painter cannot be reached.", may_have_painted=False) from unreachable
    except httpcore.TimeoutException as late:
        raise _away("The painter took too long.", may_have_painted=True) from late
    except httpcore.NetworkError as broken:
        raise _away("The painter broke off in the middle.", may_have_painted=True) from broken
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as nonsense:
        raise Garbled("The painter's answer breaks off or is no HTTP.", reason="protocol") from nonsense


def _exchanged(
    pool: httpcore.ConnectionPool,
    request: httpx.Request,
    bytes_max: int,
    hear: Callable[[bytes], None] | None,
) -> Reply:
    url = request.url
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    with pool.stream(request.method, target, headers=request.headers.raw, content=request.read()) as response:
        headers = httpx.Headers(response.headers)
        if headers.get("content-encoding", "identity") != "identity":
            raise Garbled("The painter's answer is compressed, which was not asked for.", reason="compressed")
        listener = hear if _is_stream(headers) else None
        return Reply(response.status, headers, _within(response.iter_stream(), bytes_max, listener))


def _is_stream(headers: httpx.Headers) -> bool:
    kind: str = headers.get("content-type", "")
    return kind.lower().startswith("text/event-stream")


def _within(pieces: Iterable[bytes], bytes_max: int, hear: Callable[[bytes], None] | None) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > bytes_max:
            raise Garbled("The painter's answer is too long.", reason="oversize", bytes_max=bytes_max)
        if hear:
            hear(piece)
    return bytes(body)


def _away(sentence: str, *, may_have_painted: bool) -> Away:
    return Away(sentence, retry_after_seconds=15, may_have_painted=may_have_painted)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


class _Watch:
    """The one deadline of an exchange, and the pulse that beats while it waits."""

    def __init__(self, ends_at: float, pulse: Callable[[], None]) -> None:
        self._ends_at = ends_at  # monotonic: a clock that is set anew must not free or kill a request
        self._pulse = pulse

    def slice_seconds(self, longest: float) -> float:
        """Return how long the next wait may be. Raises httpcore.ReadTimeout past the deadline."""
        self._pulse()
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("past the deadline")
        return min(left, longest)


class _Backend(httpcore.NetworkBackend):
    """Connects through the guard and hands out streams that keep the deadline."""

    def __init__(self, watch: _Watch, *, public_only: bool) -> None:
        self._sockets = httpcore.SyncBackend()
        self._watch = watch
        self._public_only = public_only

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        # Name and address part here: the certificate is still checked against the name.
        address = open_address(host, port) if self._public_only else host
        wait = self._watch.slice_seconds(CONNECT_SECONDS)
        connected = self._sockets.connect_tcp(address, port, wait, local_address, socket_options)
        return _Stream(connected, self._watch)


class _Stream(httpcore.NetworkStream):
    """A socket whose every wait is a slice of the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, watch: _Watch) -> None:
        self._inner = inner
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            wait = self._watch.slice_seconds(PULSE_SECONDS)
            try:
                return self._inner.read(max_bytes, wait)
            except httpcore.ReadTimeout:
                continue  # only this slice is over; the watch knows about the whole

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), PIECE_BYTES):
            wait = self._watch.slice_seconds(float("inf"))
            self._inner.write(buffer[start : start + PIECE_BYTES], wait)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wait = self._watch.slice_seconds(CONNECT_SECONDS)  # Python counts it over the whole handshake
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, wait), self._watch)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
