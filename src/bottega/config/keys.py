"""`bottega keys`: show what pictures, receipts and exports are signed with, renew it, sign pictures anew.

Prints names, serial numbers, dates and public keys; a private key is never printed.
"""

from bottega.config.home import Home
from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.signer.adapters.keyfile import KeyFileSigner
from bottega.kernel.clock import now


def show_keys(home: Home) -> None:
    """Print what is in use and who is believed. Raises NotSigned, CannotSign."""
    found = _folder(home).certificates()
    for one in found:
        print(f"{one.role:8} {one.name}, serial {one.serial}, valid until {one.not_after:%Y-%m-%d}")
    if not found:
        print("There are no keys yet; they are made when the first picture is signed.")
    # Asking a signer for its keys makes the first one, and looking should make none.
    keys = KeyFileSigner(home.signing_dir).public_keys() if any(home.signing_dir.glob("*.key")) else ()
    for number, key in enumerate(keys):
        print(f"exports  {key.hex()}, {'kept for what it signed' if number else 'in use'}")


def rotate_keys(home: Home, *, authority: bool, revoke: bool) -> None:
    """Make a new signing certificate; the worker uses it from the next picture on. Raises NotSigned."""
    home.make_folders()
    _folder(home).rotate(authority=authority, revoke=revoke)
    print("The next picture will be signed with a new certificate.")
    if revoke:
        print("What the old one signed is no longer believed. `bottega keys resign` signs all pictures anew.")
    show_keys(home)


def rotate_export_key(home: Home) -> None:
    """Make a new key for receipts, exports and removals. Raises CannotSign.

    What the old ones signed stays ours. An export that is being made now is finished with the key that it
    began with.
    """
    home.make_folders()
    KeyFileSigner(home.signing_dir).renew()
    print("The next receipt and the next export will be signed with a new key.")
    show_keys(home)


def resign_pictures() -> None:
    """Queue every picture for new marks; pictures from before there were marks get theirs."""
    from bottega.gallery.marks.queueing import ask_for_remarking_of_all

    print(f"{ask_for_remarking_of_all()} pictures wait for the worker to sign them anew.")


def _folder(home: Home) -> KeyFolder:
    return KeyFolder(home.credentials_dir, clock=now)
