"""From the operator's settings to pipelines in memory: device, number format, weights.

Only safetensors are read: other weight files are pickles, and a pickle runs code when it is opened.
No code that comes with a model is run. This is the first file of the adapter that imports torch, and it
does so inside functions, because that alone takes seconds.
"""

from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Final

from bottega.engines.painter.adapters.diffusers.settings import DiffusersSettings
from bottega.engines.painter.port import Away, Declined

PACKAGES: Final = ("torch", "diffusers", "transformers")
RETRY_SECONDS: Final = 300  # an operator has to do something first
EXTRA: Final = "pip install -r requirements-diffusers.txt"


@dataclass(slots=True)
class Pipelines:
    """One model in memory, and the ways in which it is asked; they share its weights."""

    device: str
    dtype: Any
    text: Any
    others: dict[str, Any] = field(default_factory=dict)

    def image(self) -> Any:
        """The pipeline that starts from a picture. Raises Declined(no_edits) where the model has none."""
        return self._other("AutoPipelineForImage2Image")

    def inpaint(self) -> Any | None:
        """The pipeline that fills a mask; None where the model has none."""
        try:
            return self._other("AutoPipelineForInpainting")
        except Declined:
            return None

    def _other(self, kind: str) -> Any:
        if kind not in self.others:
            import diffusers

            try:
                self.others[kind] = getattr(diffusers, kind).from_pipe(self.text)
            except (ValueError, TypeError, AttributeError) as unknown:
                raise Declined("This painter cannot change pictures.", reason="no_edits") from unknown
            _hush(self.others[kind])
        return self.others[kind]


def missing_packages() -> list[str]:
    """Which packages of the extra are not installed here; asks without importing any."""
    return [name for name in PACKAGES if find_spec(name) is None]


def load_pipelines(settings: DiffusersSettings) -> Pipelines:
    """Load the weights, once for each process; seconds to minutes.

    Raises Away when packages, files or memory are missing; `facts["said"]` holds the library's words.
    """
    if missing := missing_packages():
        raise _away(f"This painter needs {', '.join(missing)}: {EXTRA}")
    device, dtype = _device_and_dtype(settings)
    try:
        pipeline = _pipeline(settings, dtype).to(device)
    except (OSError, ValueError, RuntimeError, ImportError) as unloadable:
        said = " ".join(str(unloadable).split())[:300]
        raise _away(
            "This painter's model could not be loaded; its operator has to look.", said
        ) from unloadable
    _hush(pipeline)
    return Pipelines(device, dtype, pipeline)


def _pipeline(settings: DiffusersSettings, dtype: Any) -> Any:
    import diffusers
    import transformers

    for library in (diffusers, transformers):
        library.utils.logging.set_verbosity_error()
        library.utils.logging.disable_progress_bar()
    where = str(settings.folder or settings.model)
    options: dict[str, Any] = {
        "dtype": dtype,
        "use_safetensors": True,
        "local_files_only": settings.local_files_only or settings.folder is not None,
        "trust_remote_code": False,
    }
    if settings.revision and settings.folder is None:
        options["revision"] = settings.revision
    try:
        return diffusers.AutoPipelineForText2Image.from_pretrained(where, **options)
    except ValueError as unknown:
        if "AutoPipeline" not in str(unknown):
            raise
        # A kind that is on no list of the library's, but may well paint from words.
        return diffusers.DiffusionPipeline.from_pretrained(where, **options)


def _device_and_dtype(settings: DiffusersSettings) -> tuple[str, Any]:
    import torch

    device = settings.device
    if device == "auto":
        device = (
            "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        )
    if settings.dtype != "auto":
        return device, getattr(torch, settings.dtype)
    if device == "cuda":
        return device, torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    # Halves are slow on processors and give black pictures with some models on MPS.
    return device, torch.float32


def _hush(pipeline: Any) -> None:
    pipeline.set_progress_bar_config(disable=True)


def _away(sentence: str, said: str = "") -> Away:
    return Away(sentence, retry_after_seconds=RETRY_SECONDS, said=said)
