"""Imports go down only, and nobody was let off."""

import tomllib

import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

from tests.architecture.source import ROOT, SOURCE, floors

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def test_every_import_contract_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    configure()
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert kept, capsys.readouterr().out
    assert len(SETTINGS["contracts"]) >= 5


def test_no_contract_ignores_an_import() -> None:
    assert [each["name"] for each in SETTINGS["contracts"] if each.get("ignore_imports")] == []
    assert not SETTINGS.get("exclude_type_checking_imports")


def test_every_room_stands_on_a_floor() -> None:
    rooms = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert rooms <= set(floors())
