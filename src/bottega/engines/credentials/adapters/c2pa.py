"""C2PA by the official library: signs what it is told, and reads foreign files in a locked process.

Owns no key and no truth: the keys lie in `keys.py`'s folder, what may be said is the gallery's to know.
Refuses the network: no remote manifests, no revocation servers, no time stamps from outside.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

from bottega.engines.credentials.adapters.keys import KeyFolder
from bottega.engines.credentials.port import MEDIA_TYPES, NotSigned, Reading, Statement
from bottega.engines.outside import refuse_inside_transaction

CONTENT_BYTES_MAX: Final = 32 * 1024 * 1024
READ_SECONDS: Final = 20.0  # the child's processor limit comes first
MANIFESTS_MAX: Final = 50  # told of one file


class C2paCredentials:
    """Implements the `Credentials` port. The private key is read at the first signature, not before."""

    name: ClassVar[str] = "c2pa"

    def __init__(self, keys: KeyFolder) -> None:
        self._keys = keys

    def sign(self, content: bytes, media_type: str, statement: Statement) -> bytes:
        """See `Credentials.sign`."""
        refuse_inside_transaction(self.name)
        if media_type not in MEDIA_TYPES:
            raise NotSigned(f"A {media_type} cannot carry credentials.")
        # The library is 23 MB of machine code that only workers need: reading is the child's.
        from bottega.engines.credentials.adapters.signing import signed

        # Read anew each time: after `bottega keys rotate` the next picture has the new certificate.
        return signed(content, media_type, statement, by=self._keys.signing())

    def read(self, content: bytes, media_type: str) -> Reading:
        """See `Credentials.read`."""
        refuse_inside_transaction(self.name)
        if media_type not in MEDIA_TYPES or not content or len(content) > CONTENT_BYTES_MAX:
            return Reading("none")
        try:
            head, bare = self._asked_of_the_child(content, media_type)
            return _reading(head, bare, self._keys)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, subprocess.TimeoutExpired):
            # It died, ran out of its limits, or its answer makes no sense: the file is at fault.
            return Reading("invalid" if b"c2pa" in content else "none", problems=("unreadable",))
        except NotSigned:  # whom we believe cannot be read: then nobody is believed
            return Reading("none", problems=("keys_unreadable",))

    def _asked_of_the_child(self, content: bytes, media_type: str) -> tuple[dict[str, Any], bytes]:
        wish = {
            "media_type": media_type,
            "anchors": self._keys.anchors_pem(),
            "length": len(content),
        }
        done = subprocess.run(  # noqa: S603 our own interpreter and our own file
            [sys.executable, "-I", str(Path(__file__).with_name("reader.py"))],
            input=json.dumps(wish).encode() + b"\n" + content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=READ_SECONDS,
            env={},
            cwd="/",
            check=False,
        )
        line, _, bare = done.stdout.partition(b"\n")
        head = json.loads(line)
        if len(bare) != head["length"]:
            raise ValueError("the child ended in the middle of its answer")
        return head, bare


def _reading(head: Mapping[str, Any], bare: bytes, keys: KeyFolder) -> Reading:
    store = head.get("store")
    if store is None:
        return Reading(head["state"], problems=tuple(head.get("problems", ())))
    manifests = _along_the_parents(store)
    problems = [each["code"] for each in store.get("validation_status", ())]
    state, serial = head["state"], manifests[0]["serial"] if manifests else ""
    if serial in keys.revoked_serials() and state == "trusted":
        state, problems = "valid", [*problems, "signingCredential.revoked"]
    return Reading(
        state, manifests, state == "trusted" and serial in keys.own_serials(), bare, tuple(problems)
    )


def _along_the_parents(store: Mapping[str, Any]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    label = store.get("active_manifest")
    seen = set()
    while label in store["manifests"] and label not in seen and len(told) < MANIFESTS_MAX:
        seen.add(label)
        manifest = store["manifests"][label]
        told.append(_as_told(manifest))
        parents = [one for one in manifest.get("ingredients", ()) if one.get("relationship") == "parentOf"]
        label = parents[0].get("active_manifest") if parents else None
    return told


def _as_told(manifest: Mapping[str, Any]) -> dict[str, Any]:
    signature = manifest.get("signature_info") or {}
    assertions = {each["label"]: each["data"] for each in manifest.get("assertions", ()) if "data" in each}
    said = (data for label, data in assertions.items() if label.startswith("c2pa.actions"))
    actions = [each for data in said for each in data.get("actions", ())]
    return {
        "title": str(manifest.get("title") or ""),
        "issuer": str(signature.get("issuer") or ""),
        "serial": str(signature.get("cert_serial_number") or ""),
        # Only a time stamp from outside is proof; what the signer says of its own clock comes second.
        "signed_at": signature.get("time")
        or next((each.get("when") for each in actions if "when" in each), ""),
        "actions": [str(each.get("action", "")) for each in actions],
        "source_type": next(
            (each["digitalSourceType"] for each in actions if "digitalSourceType" in each), ""
        ),
        "ingredients": [
            {"title": each.get("title", ""), "relationship": each.get("relationship", "")}
            for each in manifest.get("ingredients", ())
        ],
        "assertions": assertions,
    }
