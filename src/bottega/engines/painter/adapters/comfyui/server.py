"""One ComfyUI server as the operator describes it, and the requests that it is sent. No network here."""

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from bottega.engines.painter.adapters.comfyui.workflow import Workflow
from bottega.engines.painter.port import Abilities, Parameter, Tier

STEPS_MAX: Final = 150
GUIDANCE_MAX: Final = 30.0
STEPS_USUAL: Final[Mapping[str, int]] = {Tier.SKETCH: 12, Tier.FINAL: 25}
LOCAL_NAMES: Final = ("localhost", "ip6-localhost")


@dataclass(frozen=True, slots=True)
class ComfyUISettings:
    """How to reach one server and what it is to run. One value serves all threads.

    base_url: its root, as in "http://127.0.0.1:8188". api_key: sent as a bearer token, for the proxy in
        front of a server on another machine; ComfyUI itself knows no keys.
    paint: the workflow for words alone. edit: the one that starts from $image; inpaint: the one that fills
        $mask. Without inpaint, edit does for both; without both, the painter changes no pictures.
    timeout_seconds: for one picture, waiting in the server's queue included.
    steps: by tier, unless the person sets them. guidance, strength: usual values.
    """

    base_url: str
    paint: Workflow
    edit: Workflow | None = None
    inpaint: Workflow | None = None
    model: str = ""
    api_key: str | None = field(default=None, repr=False)
    timeout_seconds: float = 300
    steps: Mapping[str, int] = field(default_factory=lambda: STEPS_USUAL)
    guidance: float = 7.0
    strength: float = 0.75

    def __post_init__(self) -> None:
        """Raise ValueError, with a sentence for the operator, for settings that cannot work."""
        url = httpx.URL(self.base_url)
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise ValueError(f"The address must look like http://127.0.0.1:8188, not {self.base_url!r}.")
        if not _is_local(url.host) and not self.api_key:
            raise ValueError(
                "Whoever reaches a ComfyUI runs code on its machine: let it listen on 127.0.0.1, or put a "
                "proxy that asks for a key in front of it and name the key with key_file or key_env."
            )
        if self.timeout_seconds <= 0:
            raise ValueError("timeout_s is more than 0 seconds.")

    @property
    def workflows(self) -> list[Workflow]:
        """All that there are."""
        return [each for each in (self.paint, self.edit, self.inpaint) if each]

    @property
    def abilities(self) -> Abilities:
        """What the placeholders of the workflows let people do and set."""
        marks = frozenset[str]().union(*(each.marks for each in self.workflows))
        offered = {
            "$steps": Parameter("steps", "number", default=0, low=0, high=STEPS_MAX, step=1),
            "$guidance": Parameter("guidance", "number", self.guidance, low=0, high=GUIDANCE_MAX, step=0.5),
            "$strength": Parameter("strength", "number", self.strength, low=0.05, high=1, step=0.05),
            "$negative": Parameter("negative", "text", default="", high=500),
        }
        return Abilities(
            edits=bool(self.edit or self.inpaint),
            masks=self.inpaint is not None,
            repeats=all("$seed" in each.marks for each in self.workflows),
            parameters=tuple(parameter for mark, parameter in offered.items() if mark in marks),
        )

    def steps_for(self, tier: Tier, asked: float | str) -> int:
        """The steps of one picture: what the person asked for, else the tier's."""
        return int(float(asked)) or self.steps.get(tier, STEPS_USUAL[tier])

    def get(self, path: str, **query: str) -> httpx.Request:
        """Ask for something."""
        return httpx.Request("GET", self._address(path), headers=self._headers(), params=query or None)

    def post(self, path: str, body: Mapping[str, Any]) -> httpx.Request:
        """Say something."""
        return httpx.Request("POST", self._address(path), headers=self._headers(), json=body)

    def upload(self, png: bytes) -> httpx.Request:
        """Put a picture into the server's input folder, under a name that is its hash: once is enough."""
        name = f"bottega-{hashlib.sha256(png).hexdigest()[:32]}.png"
        return httpx.Request(
            "POST",
            self._address("upload/image"),
            headers=self._headers(),
            data={"overwrite": "true", "type": "input"},
            files={"image": (name, png, "image/png")},
        )

    def _address(self, path: str) -> str:
        return f"{self.base_url.rstrip('/')}/{path}"

    def _headers(self) -> dict[str, str]:
        plain = {"Accept-Encoding": "identity", "User-Agent": "bottega"}
        return plain | ({"Authorization": f"Bearer {self.api_key}"} if self.api_key else {})


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() in LOCAL_NAMES
