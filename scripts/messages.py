"""Refuse compiled translations that are older than their words: `python -m scripts.messages`.

The .mo files are kept in the repository so that nobody needs gettext to run Bottega. Whoever changes a
.po file does: `bottega manage compilemessages`. Without gettext this check says so and passes.
"""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"


def stale_translations(msgfmt: str) -> list[Path]:
    """The .po files whose .mo is missing or says something else."""
    return [words for words in sorted(SOURCE.glob("**/*.po")) if not _is_fresh(words, msgfmt)]


def _is_fresh(words: Path, msgfmt: str) -> bool:
    kept = words.with_suffix(".mo")
    with tempfile.NamedTemporaryFile(suffix=".mo") as made:
        subprocess.run([msgfmt, "--check-format", "-o", made.name, str(words)], check=True)  # noqa: S603
        return kept.exists() and _sentences(kept) == _sentences(Path(made.name))


def _sentences(compiled: Path) -> dict[object, str]:
    """What it says, without the header, whose order and dates differ between versions of gettext."""
    with compiled.open("rb") as file:
        catalogue: dict[object, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: said for key, said in catalogue.items() if key != ""}


if __name__ == "__main__":
    program = shutil.which("msgfmt")
    if program is None:
        print("Translations are not checked: gettext is not installed.")
        sys.exit(0)
    stale = stale_translations(program)
    if stale:
        sys.exit(f"Compile these again with `bottega manage compilemessages`: {', '.join(map(str, stale))}")
