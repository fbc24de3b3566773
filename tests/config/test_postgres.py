"""The embedded PostgreSQL, for real: one cluster for this file, started, killed and started again."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bottega.config import postgres
from bottega.config.home import Home
from bottega.config.processes import processes_in

pytestmark = pytest.mark.xdist_group("postgres")

SERVER = "postgresql://nobody:wrong@127.0.0.1"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    # Longer than the 107 characters that a socket file's path may have.
    home = Home(tmp_path_factory.mktemp("home") / ("a_long_name_" * 12))
    postgres.start(home, tuning={"fsync": "off", "autovacuum": "off"})
    yield home
    postgres.stop(home)


def _ask(home: Home, question: str) -> object:
    with psycopg.connect(home.database_url()) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def _postmaster(home: Home) -> int:
    return int((home.database_dir / "postmaster.pid").read_text().split()[0])


def test_it_serves_postgresql_18_with_pgvector_to_a_role_that_is_no_superuser(home: Home) -> None:
    assert str(_ask(home, "SELECT version()")).startswith("PostgreSQL 18.")
    assert _ask(home, "SELECT '[1,2]'::vector <-> '[1,4]'::vector") == 2.0
    assert _ask(home, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_italian_and_russian_words_have_a_lower_case(home: Home) -> None:
    assert _ask(home, "SELECT lower('PERCHÉ Ж')") == "perché ж"


def test_it_listens_on_loopback_only_and_has_no_socket_file(home: Home) -> None:
    assert _ask(home, "SELECT current_setting('listen_addresses')") == "127.0.0.1"
    assert list(home.root.glob("**/.s.PGSQL.*")) == []
    assert not Path(f"/tmp/.s.PGSQL.{home.database_port()}").exists()


def test_a_wrong_password_is_refused(home: Home) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://bottega:wrong@127.0.0.1:{home.database_port()}/bottega")


def test_its_files_are_closed_to_other_accounts(home: Home) -> None:
    assert home.root.stat().st_mode & 0o777 == 0o700
    assert home.database_dir.stat().st_mode & 0o777 == 0o700


def test_starting_it_twice_keeps_the_running_one(home: Home) -> None:
    before = _postmaster(home)
    postgres.start(home)
    assert _postmaster(home) == before


def test_a_start_of_what_exists_is_quick_and_finds_everything(home: Home) -> None:
    with psycopg.connect(home.database_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS word")
    postgres.stop(home)
    assert not postgres.is_running(home)
    began = time.monotonic()
    postgres.start(home)
    assert time.monotonic() - began < 3
    assert _ask(home, "SELECT word FROM kept") == 7


def test_it_comes_back_with_every_committed_row_after_kill_9(home: Home) -> None:
    with psycopg.connect(home.database_url()) as connection:
        connection.execute("CREATE TABLE survivors AS SELECT generate_series(1, 1000) AS n")
    os.kill(_postmaster(home), signal.SIGKILL)
    _await(lambda: not postgres.is_running(home))  # the system takes a moment to end it
    postgres.start(home)
    assert _ask(home, "SELECT count(*) FROM survivors") == 1000


def test_a_process_number_that_is_now_a_strangers_does_not_keep_it_shut(home: Home) -> None:
    postgres.stop(home)
    owner = home.database_dir.stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(
        ["sleep", "60"], user=owner, extra_groups=None if owner is None else []
    ) as stranger:
        (home.database_dir / "postmaster.pid").write_text(
            f"{stranger.pid}\n/x\n1\n1\n\n127.0.0.1\n1 1\nready\n"
        )
        assert not postgres.is_running(home)
        postgres.start(home)
        assert _postmaster(home) != stranger.pid
        assert stranger.poll() is None
        stranger.kill()


def test_it_moves_when_its_port_was_taken_meanwhile(home: Home) -> None:
    postgres.stop(home)
    before = home.database_port()
    with socket.create_server(("127.0.0.1", before)):
        postgres.start(home)
        assert home.database_port() != before
        assert _ask(home, "SELECT 1") == 1


def test_stopping_leaves_no_process(home: Home) -> None:
    postgres.stop(home)
    assert processes_in(home.database_dir, name="postgres") == []
    postgres.stop(home)


def test_two_homes_run_side_by_side(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    postgres.start(home)
    postgres.start(other)
    try:
        assert home.database_port() != other.database_port()
        assert _ask(home, "SELECT 1") == _ask(other, "SELECT 1") == 1
    finally:
        postgres.stop(other)
    assert postgres.is_running(home)


def test_files_of_another_version_are_refused_untouched(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make_folders()
    home.database_dir.mkdir()
    (home.database_dir / "PG_VERSION").write_text("16\n")
    with pytest.raises(postgres.UnfitDatabase, match="written by PostgreSQL 16"):
        postgres.start(home)
    assert [file.name for file in home.database_dir.iterdir()] == ["PG_VERSION"]


def test_a_start_that_fails_says_what_postgresql_said(home: Home) -> None:
    postgres.stop(home)
    with pytest.raises(postgres.DatabaseAway, match="shared_buffers"):
        postgres.start(home, tuning={"shared_buffers": "a lot"})
    assert not postgres.is_running(home)


def test_an_outside_server_that_fits_is_accepted(home: Home) -> None:
    postgres.start(home)
    postgres.refuse_unfit_server(home.database_url())


def test_an_outside_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(postgres.DatabaseAway, match="does not answer") as refusal:
        postgres.refuse_unfit_server(f"{SERVER}:1/x")
    assert "wrong" not in str(refusal.value)


def test_an_address_that_is_none_is_refused_without_repeating_it() -> None:
    with pytest.raises(postgres.UnfitDatabase, match="not an address") as refusal:
        postgres.refuse_unfit_server("postgresqll//ada:secret@")
    assert "secret" not in str(refusal.value)


def _await(holds: Callable[[], bool], *, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
