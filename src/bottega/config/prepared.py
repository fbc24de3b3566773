"""Whether this database was already brought up to date by exactly this code.

`bottega up` waits for the migrations only when something in them changed since the last start; else
it serves at once and lets them look afterwards. A wrong "no" costs two seconds, a wrong "yes" two seconds
of pages on an older schema, so the fingerprint holds all that the migrations depend on.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

from bottega.config.home import Home

PACKAGE = Path(__file__).resolve().parent.parent
# Libraries that bring tables of their own.
TABLE_MAKERS = ("django", "django-allauth", "procrastinate")


def is_prepared(home: Home) -> bool:
    """Whether `note_prepared` was called for this database and nothing has changed since."""
    try:
        return _note(home).read_text() == _fingerprint(home)
    except FileNotFoundError:
        return False


def note_prepared(home: Home) -> None:
    """Remember that the database is up to date; call it when the migrations have run."""
    _note(home).write_text(_fingerprint(home))


def _note(home: Home) -> Path:
    return home.root / "prepared"


def _fingerprint(home: Home) -> str:
    made = hashlib.sha256(home.database_url().encode())
    # Made anew, a database has other files under the same address.
    made.update(str(home.database_dir.stat().st_ino if home.database_dir.exists() else 0).encode())
    for name in TABLE_MAKERS:
        made.update(f"{name} {version(name)}".encode())
    for path in sorted(PACKAGE.glob("**/migrations/*.py")):
        made.update(path.name.encode())
        made.update(path.read_bytes())
    return made.hexdigest()
