"""Find exiftool for the tests, or install the system's package: `python -m scripts.exiftool`.

Tests that ask it are skipped where there is none, so this never fails; it knows only the standard library.
"""

import os
import shutil
import subprocess

PACKAGE = "libimage-exiftool-perl"


def ensure_exiftool() -> str | None:
    """Its path, after trying to install it with apt when there is none."""
    apt = shutil.which("apt-get")
    may = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("exiftool") is None and apt and (not may or shutil.which("sudo")):
        print("No exiftool here; installing the system's package.", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-qq"], ["install", "-y", "-qq", PACKAGE]):
            done = subprocess.run([*may, apt, *words], env=env, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
            if done.returncode != 0:
                break
    return shutil.which("exiftool")


if __name__ == "__main__" and ensure_exiftool() is None:
    print("There is no exiftool, so the tests that ask it are skipped.")
