"""One images server as the operator describes it, and the requests that it is sent.

Only the fields that every known server reads are sent; whatever one host needs besides is named
in its `extras`. Nothing here touches the network.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import httpx
from PIL import Image, ImageOps

from bottega.engines.painter.port import (
    COUNT_MAX,
    REFERENCES_MAX,
    Abilities,
    Parameter,
    Tier,
)

SEED_MARK: Final = "$seed"
STEPS_MARK: Final = "$steps"
WORDS_MARK: Final = "$words"
PARTIAL_IMAGES_MAX: Final = 3
STEPS_USUAL: Final[Mapping[str, int]] = {Tier.SKETCH: 12, Tier.FINAL: 28}
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
    extras: fields added to every request of this host. A value "$seed" or "$steps" becomes the seed or the
        tier's steps as a number; inside a longer text these and "$words" are replaced. Only with "$seed" is
        a seed sent, and every picture asked for on its own.
    choices: further fields whose value a person picks; the first is the usual one.
    pictures_per_call_max: 1 to 8; the rest is asked for in further calls.
    edits: whether the host changes pictures. references: how many reference pictures it takes beside the
        one that is changed; a wish with references alone goes to the same door as an edit.
    stream, partial_images: ask for events with so many unfinished pictures on the way (0 to 3), one picture
        a call; a host that answers in one piece all the same is understood.
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
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    steps: Mapping[str, int] = field(default_factory=lambda: STEPS_USUAL)
    edits: bool = True
    references: int = 0
    stream: bool = False
    partial_images: int = 2

    def __post_init__(self) -> None:
        """Raise ValueError, with a sentence for the operator, for settings that cannot work."""
        url = httpx.URL(self.base_url)
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise ValueError(f"The painter's address must look like https://host/v1, not {self.base_url!r}.")
        if not 1 <= self.pictures_per_call_max <= COUNT_MAX or self.timeout_seconds <= 0:
            raise ValueError(f"A call asks for 1 to {COUNT_MAX} pictures and waits more than 0 seconds.")
        if not 0 <= self.references <= REFERENCES_MAX or not 0 <= self.partial_images <= PARTIAL_IMAGES_MAX:
            raise ValueError(
                f"references is 0 to {REFERENCES_MAX}, partial_images 0 to {PARTIAL_IMAGES_MAX}."
            )
        if not all(self.choices.values()):
            raise ValueError("Each of the choices needs at least one value.")
        if self.api_key is not None and not (self.api_key.isascii() and self.api_key.isprintable()):
            raise ValueError("The painter's key holds a character that no key has; was it copied whole?")

    @property
    def sends_seeds(self) -> bool:
        """Say whether this host's extras name a place for the seed."""
        return SEED_MARK in json.dumps(dict(self.extras))

    @property
    def per_call(self) -> int:
        """How many pictures one request may ask for."""
        return 1 if self.sends_seeds or self.stream else self.pictures_per_call_max

    @property
    def abilities(self) -> Abilities:
        """What this host offers, as the operator says."""
        return Abilities(
            edits=self.edits,
            masks=self.edits,
            references=self.references,
            previews=self.stream and self.partial_images > 0,
            repeats=self.sends_seeds,
            parameters=tuple(
                Parameter(name, "choice", default=values[0], choices=tuple(values))
                for name, values in self.choices.items()
            ),
        )

    @property
    def origin(self) -> tuple[str, str, int]:
        """Return (scheme, host, port), by which a picture's own address is recognised as this host's."""
        return origin_of(httpx.URL(self.base_url))


def origin_of(url: httpx.URL) -> tuple[str, str, int]:
    """Return (scheme, host, port) with the scheme's usual port filled in."""
    return url.scheme, url.host.lower(), url.port or (443 if url.scheme == "https" else 80)


@dataclass(frozen=True, slots=True)
class Wish:
    """What every request of one wish says. chosen: from `ImagesSettings.choices`, settled."""

    words: str
    size: tuple[int, int]
    steps: int = 0
    chosen: Mapping[str, Any] = field(default_factory=dict)


def generation_request(server: ImagesSettings, wish: Wish, *, count: int, seed: int) -> httpx.Request:
    """Return the JSON request for `count` new pictures."""
    fields = _fields(server, wish, count=count, seed=seed)
    return httpx.Request(
        "POST", _address(server, "images/generations"), headers=_headers(server), json=fields
    )


def edit_request(
    server: ImagesSettings,
    wish: Wish,
    *,
    count: int,
    seed: int,
    pictures_png: Sequence[bytes],
    mask_png: bytes | None,
) -> httpx.Request:
    """Return the multipart request for `count` changed versions of the first picture, the others to go by."""
    fields = _fields(server, wish, count=count, seed=seed)
    files = [
        ("image[]", (f"picture{number or ''}.png", png, "image/png"))
        for number, png in enumerate(pictures_png)
    ]
    if mask_png is not None:
        files.append((server.mask_field, ("mask.png", mask_for_everyone(mask_png), "image/png")))
    return httpx.Request(
        "POST",
        _address(server, "images/edits"),
        headers=_headers(server),
        data={name: _as_text(value) for name, value in fields.items()},
        files=files,
    )


def models_request(server: ImagesSettings) -> httpx.Request:
    """Return the question which models the server has; several servers know no such door."""
    return httpx.Request("GET", _address(server, "models"), headers=_headers(server))


def told_of(server: ImagesSettings, wish: Wish) -> dict[str, Any]:
    """What goes into a request besides words and seed, for who wants to repeat it; JSON-safe."""
    told: dict[str, Any] = {"size": f"{wish.size[0]}x{wish.size[1]}"}
    for name, value in server.extras.items():
        if value == STEPS_MARK:
            told[name] = wish.steps
        elif isinstance(value, int | float | bool) or (isinstance(value, str) and "$" not in value):
            told[name] = value
    return told | dict(wish.chosen)


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


def _fields(server: ImagesSettings, wish: Wish, *, count: int, seed: int) -> dict[str, Any]:
    clean_words = _HOST_ORDERS.sub(" ", wish.words)
    fields: dict[str, Any] = {
        "model": server.model,
        "prompt": clean_words,
        "n": count,
        "size": f"{wish.size[0]}x{wish.size[1]}",
    }
    if response_format := _response_format(server):
        fields["response_format"] = response_format
    if server.output_format:
        fields["output_format"] = server.output_format
    if server.stream:
        fields |= {"stream": True, "partial_images": server.partial_images}
    numbers = {SEED_MARK: seed, STEPS_MARK: wish.steps}
    extras = {name: _filled(value, clean_words, numbers) for name, value in server.extras.items()}
    return fields | extras | dict(wish.chosen)


def _response_format(server: ImagesSettings) -> str:
    if server.response_format is not None:
        return server.response_format
    return "" if httpx.URL(server.base_url).host == OPENAI_HOST else "b64_json"


def _filled(value: Any, words: str, numbers: Mapping[str, int]) -> Any:
    if isinstance(value, Mapping):
        return {name: _filled(inner, words, numbers) for name, inner in value.items()}
    if not isinstance(value, str):
        return value
    if value in numbers:
        return numbers[value]
    for mark, number in numbers.items():
        value = value.replace(mark, str(number))
    return value.replace(WORDS_MARK, words)  # words last: they may say $seed


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
