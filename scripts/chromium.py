"""Find a Chromium for the tests, or install one: `python -m scripts.chromium`.

It looks for the browsers that people have, then asks the system's packages, then Playwright. It knows
only the standard library, and refuses to touch the system without root or a sudo that asks nothing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = ("Chromium", "Google Chrome")
OWN_FOLDER = Path(__file__).resolve().parent.parent / ".cache" / "browsers"


def find_chromium() -> str | None:
    """Path of a Chromium or Chrome: BOTTEGA_CHROMIUM, on PATH, a Mac's application, or our own copy."""
    named = [os.environ.get("BOTTEGA_CHROMIUM"), *map(shutil.which, NAMES)]
    on_mac = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in MAC_APPS]
    own = [
        *OWN_FOLDER.glob("chromium-*/chrome-linux*/chrome"),
        *OWN_FOLDER.glob("chromium-*/*/*.app/Contents/MacOS/*"),
    ]
    return next((str(path) for path in [*named, *on_mac, *own] if path and os.access(path, os.X_OK)), None)


def ensure_chromium() -> str | None:
    """The same, after trying to install one when there is none."""
    found = find_chromium()
    for install in (_install_with_apt, _install_with_playwright):
        if found is None:
            install()
            found = find_chromium()
    return found


def _install_with_apt() -> None:
    apt = shutil.which("apt-get")
    may = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if apt is None or (may and shutil.which("sudo") is None):
        return
    print("No Chromium here; installing the system's package.", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
        done = subprocess.run([*may, apt, *words], env=env, stdin=subprocess.DEVNULL, check=False)  # noqa: S603
        if done.returncode != 0:
            return


def _install_with_playwright() -> None:
    print("Asking Playwright for a Chromium of its own.", flush=True)
    OWN_FOLDER.mkdir(parents=True, exist_ok=True)
    env = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(OWN_FOLDER)}
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], env=env, check=False)


if __name__ == "__main__":
    if ensure_chromium() is None:
        sys.exit("The tests need Chromium or Chrome: install one, or name it: BOTTEGA_CHROMIUM=/path/to/it")
