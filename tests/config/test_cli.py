"""The bottega command: words in, one call, and a refusal in one sentence."""

import os
from pathlib import Path

import pytest
from django.db import connection

from bottega.config import worker
from bottega.config.cli import main
from bottega.engines.signer.adapters.keyfile import KeyFileSigner
from bottega.people.models import Person
from bottega.studio.models import CreditAccount


@pytest.mark.django_db
def test_a_token_is_printed_once_and_kept_only_as_a_hash(
    ada: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["token", "@Ada"]) == 0
    token = capsys.readouterr().out.strip()
    assert token.startswith("bt_")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_token WHERE person_id = %s", [ada.id])
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM people_token t WHERE strpos(t::text, %s) > 0", [token])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_credits_are_given_once_for_a_key_and_the_ledger_is_checked(
    ada: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert main(["credits", "give", "@Ada", "500", "--key", "prize"]) == 0
        assert capsys.readouterr().out == "500\n"
    assert main(["credits", "check"]) == 0
    assert capsys.readouterr().out == "Every account adds up.\n"
    CreditAccount.objects.filter(pk=ada.pk).update(granted=501, balance=501)
    assert main(["credits", "check"]) == 1
    assert str(ada.id) in capsys.readouterr().err
    assert main(["credits", "give", "@Ada", "0"]) == 1
    assert "how many" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_token_for_nobody_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "nobody_here"]) == 1
    assert capsys.readouterr().err == "bottega: Nobody here is called nobody_here.\n"


def test_words_that_it_does_not_know_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["web", "faster"])
    assert "unrecognized arguments: faster" in capsys.readouterr().err


def test_a_port_that_is_none_ends_up_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert main(["up"]) == 1
    assert capsys.readouterr().err == "bottega: PORT says 'eighty', which is not a port from 1 to 65535.\n"


@pytest.mark.django_db
def test_psql_gets_its_own_options(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["psql", "-At", "-c", "SELECT 6 * 7"])
    assert capfd.readouterr().out == "42\n"


def test_the_signing_keys_are_shown_and_renewed_without_a_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOTTEGA_HOME", str(tmp_path))
    assert main(["keys", "show"]) == 0
    assert "no keys yet" in capsys.readouterr().out
    assert main(["keys", "rotate"]) == 0
    first = capsys.readouterr().out
    assert main(["keys", "rotate", "--authority", "--revoke"]) == 0
    second = capsys.readouterr().out
    assert [line.split()[0] for line in second.splitlines()[-3:]] == ["signing", "anchor", "anchor"]
    assert "no longer believed" in second
    assert "PRIVATE" not in first + second
    (tmp_path / "keys/credentials/signing.pem").write_text("not a key")
    assert main(["keys", "rotate"]) == 1
    assert "restore them from a backup" in capsys.readouterr().err


def test_the_worker_keeps_numbers_to_one_thread_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "run_worker", lambda painters: None)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    monkeypatch.setenv("OPENCV_FOR_THREADS_NUM", "")
    monkeypatch.delenv("OPENCV_FOR_THREADS_NUM")
    assert main(["worker"]) == 0
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
    assert os.environ["OPENCV_FOR_THREADS_NUM"] == "1"


def test_the_key_of_exports_is_renewed_and_the_old_one_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOTTEGA_HOME", str(tmp_path))
    signer = KeyFileSigner(tmp_path / "keys/signing")
    assert main(["keys", "show"]) == 0
    assert "exports" not in capsys.readouterr().out
    assert not list(tmp_path.rglob("*.key"))  # looking made none
    old, signature = signer.public_key(), signer.sign(b"a receipt")
    assert main(["keys", "rotate", "--exports"]) == 0
    said = capsys.readouterr().out
    assert f"exports  {signer.public_key().hex()}, in use" in said
    assert f"exports  {old.hex()}, kept" in said
    assert signer.public_key() != old
    assert signer.is_ours(b"a receipt", signature)
    (tmp_path / "keys/signing/0002.key").write_text("cut")
    assert main(["keys", "rotate", "--exports"]) == 1
    assert "put them back from a backup" in capsys.readouterr().err
