"""The painter behind a ComfyUI server, by its HTTP interface and a workflow of the operator's.

Reading order: `painter.py` (the port), `server.py` (the requests), `workflow.py` (the template with its
placeholders), `answers.py` (what we accept). Why only the operator's: docs/decisions/0009-painters.md.
"""

from bottega.engines.painter.adapters.comfyui.painter import ComfyUIPainter
from bottega.engines.painter.adapters.comfyui.server import ComfyUISettings
from bottega.engines.painter.adapters.comfyui.workflow import Workflow, read_workflow

__all__ = ["ComfyUIPainter", "ComfyUISettings", "Workflow", "read_workflow"]
