"""`bottega keys`: show the certificates that pictures are signed with, renew them, sign everything anew.

Prints names, serial numbers and dates; a private key is never printed.
"""

from bottega.config.home import Home
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.kernel.clock import now


def show_keys(home: Home) -> None:
    """Print what is in use and who is believed. Raises NotSigned."""
    found = _folder(home).certificates()
    for one in found:
        print(f"{one.role:8} {one.name}, serial {one.serial}, valid until {one.not_after:%Y-%m-%d}")
    if not found:
        print("There are no keys yet; they are made when the first picture is signed.")


def rotate_keys(home: Home, *, authority: bool, revoke: bool) -> None:
    """Make a new signing certificate; the worker uses it from the next picture on. Raises NotSigned."""
    home.make_folders()
    _folder(home).rotate(authority=authority, revoke=revoke)
    print("The next picture will be signed with a new certificate.")
    if revoke:
        print("What the old one signed is no longer believed. `bottega keys resign` signs all pictures anew.")
    show_keys(home)


def resign_pictures() -> None:
    """Queue every picture for new marks; pictures from before there were marks get theirs."""
    from bottega.gallery.marks.queueing import ask_for_remarking_of_all

    print(f"{ask_for_remarking_of_all()} pictures wait for the worker to sign them anew.")


def _folder(home: Home) -> KeyFolder:
    return KeyFolder(home.credentials_dir, clock=now)
