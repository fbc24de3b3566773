"""Putting a signed statement into a file with the official C2PA library, offline.

Pure from bytes to bytes: knows no folder of keys and no picture but the one it is given. Parents' files are
our own; a bare manifest store came from outside and was read in the locked child before it was kept.
"""

from io import BytesIO
from typing import Any, Final

from c2pa import (  # type: ignore[import-untyped]
    Builder,
    C2paError,
    C2paSignerInfo,
    C2paSigningAlg,
    Context,
    Settings,
    Signer,
)

from bottega import __version__
from bottega.engines.credentials.adapters.keys import Signing
from bottega.engines.credentials.port import Ingredient, NotSigned, Statement, ingredient_id

BARE_STORE: Final = "application/x-c2pa-manifest-store"
# A thumbnail in the manifest would weigh more than the picture's own screen forms.
SETTINGS: Final = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}


def signed(content: bytes, media_type: str, statement: Statement, *, by: Signing) -> bytes:
    """The file with the statement in it. Raises NotSigned: the library refuses file or statement."""
    out = BytesIO()
    try:
        with (
            Context(Settings.from_dict(SETTINGS)) as context,
            Builder(_manifest(statement), context) as builder,
            Signer.from_info(_signer(by)) as signer,
        ):
            for number, ingredient in enumerate(statement.ingredients):
                _add_ingredient(builder, number, ingredient)
            builder.sign(signer, media_type, BytesIO(content), out)
    except C2paError as error:
        raise NotSigned(f"The picture could not be signed: {str(error)[:200]}") from error
    return out.getvalue()


def _signer(signing: Signing) -> C2paSignerInfo:
    return C2paSignerInfo(
        alg=C2paSigningAlg[signing.algorithm.upper()],
        sign_cert=signing.certificates_pem.encode(),
        private_key=signing.key_pem.encode(),
        ta_url=None,
    )


def _manifest(statement: Statement) -> dict[str, Any]:
    return {
        "claim_generator_info": [{"name": "Bottega", "version": __version__}],
        "title": statement.title,
        "assertions": list(statement.assertions),
        "ingredients": [
            _named(number, ingredient)
            for number, ingredient in enumerate(statement.ingredients)
            if not ingredient.content and not ingredient.manifest
        ],
    }


def _named(number: int, ingredient: Ingredient) -> dict[str, Any]:
    named = {
        "title": ingredient.title,
        "relationship": ingredient.relationship,
        "instance_id": ingredient_id(number),
        "label": ingredient_id(number),
    }
    return named | ({"format": ingredient.media_type} if ingredient.media_type else {})


def _add_ingredient(builder: Any, number: int, ingredient: Ingredient) -> None:
    if ingredient.manifest:
        named = {key: value for key, value in _named(number, ingredient).items() if key != "format"}
        builder.add_ingredient(named, BARE_STORE, BytesIO(ingredient.manifest))
    elif ingredient.content:
        builder.add_ingredient(_named(number, ingredient), ingredient.media_type, BytesIO(ingredient.content))
