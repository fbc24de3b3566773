"""Memory of the C library, where its habits cost more than they save."""

import ctypes
from typing import Final

# Names and numbers of mallopt(3) in glibc.
_TRIM_THRESHOLD: Final = -1
_TOP_PAD: Final = -2
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
_KEPT_BYTES: Final = 256 * 1024 * 1024
_PAD_BYTES: Final = 16 * 1024 * 1024
_MAPPED_BYTES: Final = 32 * 1024 * 1024  # the largest that glibc lets one choose


def keep_freed_memory() -> None:
    """Let this process keep up to 256 MB of what it frees, instead of giving it back at once and asking anew.

    For work that passes many buffers of some hundred kilobytes from thread to thread: the system clears each
    page before it gives it again. For the rest of the process's life; without glibc nothing happens.
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    for option, value in (
        (_ARENA_MAX, 1),
        (_TRIM_THRESHOLD, _KEPT_BYTES),
        (_TOP_PAD, _PAD_BYTES),
        (_MMAP_THRESHOLD, _MAPPED_BYTES),
    ):
        set_option(option, value)
