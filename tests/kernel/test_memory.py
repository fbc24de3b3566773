"""What was freed stays with the process, up to a limit, and asking for that harms nothing elsewhere."""

import ctypes
import subprocess
import sys

import pytest

from bottega.kernel.memory import keep_freed_memory

_CHURN = """
import resource, sys
from bottega.kernel.memory import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
for _ in range(100):
    held = [bytearray(200_000) for _ in range(50)]
    del held
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""


def _faults(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", _CHURN, how], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_memory_that_was_freed_is_not_asked_for_anew() -> None:
    if not hasattr(ctypes.CDLL(None), "mallopt"):
        pytest.skip("needs glibc")
    assert _faults("keep") * 3 < _faults("leave")


def test_without_that_library_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bottega.kernel.memory.ctypes.CDLL", lambda _name: object())
    keep_freed_memory()
