"""One images server as the operator describes it, and the requests that it is sent.

Only the fields that every known server reads are sent; whatever one host needs besides is named
in its `extras`. Nothing here touches the network.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import httpx
from PIL import Image, ImageOps

from bottega.engines.painter.port import COUNT_MAX

SEED_MARK: Final = "$seed"
WORDS_MARK: Final = "$words"
OPENAI_HOST: Final = "api.openai.com"  # refuses response_format, which others need to answer inline

# stable-diffusion.cpp reads settings out of the prompt itself; a person's words must not carry them.
_HOST_ORDERS: Final = re.compile(r"</?\s*sd_cpp_extra_args\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImagesSettings:
    """How to reach one images server. One value serves all threads.

    base_url: up to and with the version, as in "https://api.openai.com/v1"; http or https.
    timeout_seconds: the deadline of one exchange, from connecting to the last byte.
    response_format: sent as given; None decides by host ("b64_json" for all but OpenAI's own);
        "" never sends it.
    output_format: sent when given, as "png".
    extras: fields added to every request of this host. A value "$seed" becomes the seed as a number;
        inside a longer text "$seed" and "$words" are replaced. Only then is a seed sent, and every
        picture is asked for on its own.
    pictures_per_call_max: 1 to 8; the rest is asked for in further calls.
    """

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    timeout_seconds: float = 120
    response_format: str | None = None
    output_format: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
    pictures_per_call_max: int = 4
    mask_field: str = "mask"

    def __post_init__(self) -> None:
        """Raise ValueError, with a sentence for the operator, for settings that cannot work."""
        url = httpx.URL(self.base_url)
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise ValueError(f"The painter's address must look like https://host/v1, not {self.base_url!r}.")
        if not 1 <= self.pictures_per_call_max <= COUNT_MAX or self.timeout_seconds <= 0:
            raise ValueError(f"A call asks for 1 to {COUNT_MAX} pictures and waits more than 0 seconds.")
        if self.api_key is not None and not (self.api_key.isascii() and self.api_key.isprintable()):
            raise ValueError("The painter's key holds a character that no key has; was it copied whole?")

    @property
    def sends_seeds(self) -> bool:
        """Say whether this host's extras name a place for the seed."""
        return SEED_MARK in json.dumps(dict(self.extras))

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return (scheme, host, port), by which a picture's own address is recognised as this host's."""
        return origin_of(httpx.URL(self.base_url))


def origin_of(url: httpx.URL) -> tuple[str, str, int]:
    """Return (scheme, host, port) with the scheme's usual port filled in."""
    return url.scheme, url.host.lower(), url.port or (443 if url.scheme == "https" else 80)


def generation_request(
    server: ImagesSettings, *, words: str, size: tuple[int, int], count: int, seed: int
) -> httpx.Request:
    """Return the JSON request for `count` new pictures."""
    fields = _fields(server, words=words, size=size, count=count, seed=seed)
    return httpx.Request(
        "POST", _address(server, "images/generations"), headers=_headers(server), json=fields
    )


def edit_request(
    server: ImagesSettings,
    *,
    words: str,
    size: tuple[int, int],
    count: int,
    seed: int,
    picture_png: bytes,
    mask_png: bytes | None,
) -> httpx.Request:
    """Return the multipart request for `count` changed versions of one picture."""
    fields = _fields(server, words=words, size=size, count=count, seed=seed)
    files = [("image[]", ("picture.png", picture_png, "image/png"))]
    if mask_png is not None:
        files.append((server.mask_field, ("mask.png", mask_for_everyone(mask_png), "image/png")))
    return httpx.Request(
        "POST",
        _address(server, "images/edits"),
        headers=_headers(server),
        data={name: _as_text(value) for name, value in fields.items()},
        files=files,
    )


def mask_for_everyone(mask_png: bytes) -> bytes:
    """Return one mask that both conventions read alike.

    OpenAI changes what is transparent, stable-diffusion.cpp and others what is white: so what may
    change is transparent white and what must stay is opaque black.
    """
    with Image.open(BytesIO(mask_png), formats=["PNG"]) as mask:
        white = mask.convert("L").point(lambda value: 255 if value > 127 else 0)
    out = BytesIO()
    Image.merge("RGBA", (white, white, white, ImageOps.invert(white))).save(out, "PNG")
    return out.getvalue()


def _address(server: ImagesSettings, path: str) -> str:
    return f"{server.base_url.rstrip('/')}/{path}"


def _headers(server: ImagesSettings) -> dict[str, str]:
    plain = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "bottega"}
    return plain | ({"Authorization": f"Bearer {server.api_key}"} if server.api_key else {})


def _fields(
    server: ImagesSettings, *, words: str, size: tuple[int, int], count: int, seed: int
) -> dict[str, Any]:
    clean_words = _HOST_ORDERS.sub(" ", words)
    fields: dict[str, Any] = {
        "model": server.model,
        "prompt": clean_words,
        "n": count,
        "size": f"{size[0]}x{size[1]}",
    }
    if response_format := _response_format(server):
        fields["response_format"] = response_format
    if server.output_format:
        fields["output_format"] = server.output_format
    return fields | {name: _filled(value, clean_words, seed) for name, value in server.extras.items()}


def _response_format(server: ImagesSettings) -> str:
    if server.response_format is not None:
        return server.response_format
    return "" if httpx.URL(server.base_url).host == OPENAI_HOST else "b64_json"


def _filled(value: Any, words: str, seed: int) -> Any:
    if value == SEED_MARK:
        return seed
    if isinstance(value, Mapping):
        return {name: _filled(inner, words, seed) for name, inner in value.items()}
    if not isinstance(value, str):
        return value
    return value.replace(SEED_MARK, str(seed)).replace(WORDS_MARK, words)  # words last: they may say $seed


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
