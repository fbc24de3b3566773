"""What one copy owns on disk, and which words of the environment it believes."""

import threading
from pathlib import Path

import pytest

from bottega.config.home import BadSetting, Home, home_from_env


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_nothing_set_means_port_8000_on_loopback_in_the_current_folder() -> None:
    home = home_from_env({})
    assert (home.root, home.port, home.host) == (Path.cwd() / ".bottega", 8000, "127.0.0.1")
    assert home.address == "http://localhost:8000"


def test_two_copies_differ_by_folder_and_port(tmp_path: Path) -> None:
    home = home_from_env({"BOTTEGA_HOME": str(tmp_path), "PORT": "8123", "BOTTEGA_HOST": "0.0.0.0"})
    assert home.database_dir == tmp_path / "database"
    assert home.address == "http://localhost:8123"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eight", "8000.0", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused_in_a_sentence(port: str) -> None:
    with pytest.raises(BadSetting, match=r"PORT says .* not a port from 1 to 65535"):
        home_from_env({"PORT": port})


def test_database_url_replaces_the_embedded_database() -> None:
    given = "postgresql://ada:secret@db.example/gallery"
    assert home_from_env({"DATABASE_URL": given}).database_url() == given


def test_the_embedded_address_stays_the_same(home: Home) -> None:
    assert home.database_url() == Home(home.root).database_url()
    assert "@127.0.0.1:" in home.database_url()


def test_the_secret_key_is_long_kept_and_closed_to_others(home: Home) -> None:
    key = home.secret_key()
    file = home.keys_dir / "secret_key"
    assert len(key) >= 50
    assert Home(home.root).secret_key() == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert home.keys_dir.stat().st_mode & 0o777 == 0o700


def test_a_key_file_that_was_opened_to_others_is_closed_again(home: Home) -> None:
    home.secret_key()
    (home.keys_dir / "secret_key").chmod(0o644)
    home.secret_key()
    assert (home.keys_dir / "secret_key").stat().st_mode & 0o777 == 0o600


def test_an_empty_key_file_is_refused_and_not_replaced(home: Home) -> None:
    home.secret_key()
    (home.keys_dir / "secret_key").write_text("")
    with pytest.raises(BadSetting, match="is empty"):
        home.secret_key()


def test_processes_that_race_for_a_key_get_the_same_one(home: Home) -> None:
    keys: list[str] = []
    racers = [threading.Thread(target=lambda: keys.append(home.secret_key())) for _ in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [file.name for file in home.keys_dir.iterdir()] == ["secret_key"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadSetting, match="Cannot create the folder"):
        Home(tmp_path / "file" / "home").make_folders()
