"""One diffusion pipeline as the operator describes it. Imports nothing heavy: the web reads it too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bottega.engines.painter.port import COUNT_MAX, Abilities, Parameter, Tier

STEPS_MAX: Final = 150
GUIDANCE_MAX: Final = 20.0
NEGATIVE_MAX: Final = 500  # characters; a text encoder reads 77 tokens
STEPS_USUAL: Final[Mapping[str, int]] = {Tier.SKETCH: 12, Tier.FINAL: 28}


@dataclass(frozen=True, slots=True)
class DiffusersSettings:
    """Which pipeline, and how it is run. One value serves all threads.

    model: a folder with a `model_index.json`, or the id of one on the hub, "owner/name".
    revision: of a hub id; name a commit, so that the model cannot change under its name.
    local_files_only: never ask the hub; a folder never does.
    device: "auto" takes CUDA, else Apple's MPS, else the processor.
    dtype: "auto" takes bfloat16 or float16 where the device is quick with it, else float32.
    batch: pictures in one call, 1 to 8; halved for good when memory runs out.
    steps: of denoising, by tier, unless the person sets them. guidance, strength: usual values.
    preview_steps: show what there is every so many steps; 0 never.
    edits: whether it is offered for changing pictures.
    """

    model: str
    revision: str | None = None
    local_files_only: bool = False
    device: str = "auto"
    dtype: str = "auto"
    batch: int = 4
    steps: Mapping[str, int] = field(default_factory=lambda: STEPS_USUAL)
    guidance: float = 7.0
    strength: float = 0.75
    preview_steps: int = 4
    edits: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError, with a sentence for the operator, for settings that cannot work."""
        if not self.model:
            raise ValueError("Name the pipeline's folder, or its id on the hub, as model.")
        if not 1 <= self.batch <= COUNT_MAX:
            raise ValueError(f"batch is 1 to {COUNT_MAX} pictures, not {self.batch}.")
        for tier, steps in self.steps.items():
            if not 1 <= steps <= STEPS_MAX:
                raise ValueError(f"steps.{tier} is 1 to {STEPS_MAX}, not {steps}.")
        if not 0 < self.strength <= 1 or not 0 <= self.guidance <= GUIDANCE_MAX:
            raise ValueError(f"strength is over 0 to 1, guidance 0 to {GUIDANCE_MAX:g}.")
        if self.device not in ("auto", "cuda", "mps", "cpu"):
            raise ValueError(f"device is auto, cuda, mps or cpu, not {self.device!r}.")
        if self.dtype not in ("auto", "float32", "float16", "bfloat16"):
            raise ValueError(f"dtype is auto, float32, float16 or bfloat16, not {self.dtype!r}.")

    @property
    def folder(self) -> Path | None:
        """The folder that `model` names, None where it is an id on the hub."""
        is_folder = self.model.startswith((".", "/", "~")) or Path(self.model).is_dir()
        return Path(self.model).expanduser() if is_folder else None

    @property
    def title(self) -> str:
        """Name the model for a person to read, without the operator's folders."""
        return (
            self.folder.name if self.folder else f"{self.model}{f'@{self.revision}' if self.revision else ''}"
        )

    @property
    def abilities(self) -> Abilities:
        """What the pipeline offers."""
        return Abilities(
            edits=self.edits,
            masks=self.edits,
            previews=self.preview_steps > 0,
            repeats=True,
            parameters=(
                # 0 leaves the choice to the tier.
                Parameter("steps", "number", default=0, low=0, high=STEPS_MAX, step=1),
                Parameter("guidance", "number", default=self.guidance, low=0, high=GUIDANCE_MAX, step=0.5),
                Parameter("strength", "number", default=self.strength, low=0.05, high=1, step=0.05),
                Parameter("negative", "text", default="", high=NEGATIVE_MAX),
            ),
        )

    def steps_for(self, tier: Tier, asked: float | str) -> int:
        """The steps of one picture: what the person asked for, else the tier's."""
        return int(float(asked)) or self.steps.get(tier, STEPS_USUAL[tier])
