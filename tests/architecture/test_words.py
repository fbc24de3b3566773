"""Words in the source: promises on every verb, every setting told, nothing of one machine."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import (
    ROOMS,
    ROOT,
    SOURCE,
    Function,
    functions_of,
    name_of,
    python_files,
    tree_of,
)

INSTALL = ROOT / "docs/operate/install.md"
# The last page of a worker, of a child process and of a door: there nobody is left to name the error.
CATCHES_EVERYTHING = {
    "src/bottega/studio/jobs.py",
    "src/bottega/assistant/jobs.py",
    "src/bottega/engines/painter/decoder.py",
    "src/bottega/doors/api/front.py",
    "src/bottega/doors/web/refusals.py",
}
# What the system or a framework sets, or we set for ourselves; nobody chooses these.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "PATH"}
TEXT = {".py", ".md", ".html", ".css", ".js", ".toml", ".txt", ".in", ".tsv", ".po", ".sh", ".yml", ".svg"}
OF_A_MACHINE = re.compile(r"/(?:home|Users|work|workspace|mnt|root/[a-z])/?[\w.-]*/|[A-Z]:\\\\")


def read_variables() -> set[str]:
    """Names handed to os.environ[…], os.environ.get(…), os.getenv(…) or to an `env` mapping's get."""
    found: set[str] = set()
    for path in python_files(SOURCE):
        for node in ast.walk(tree_of(path)):
            found |= set(_names_asked(node))
    return found - NOT_SETTINGS


def _names_asked(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and node.args:
        asked, function = node.args[0], ast.unparse(node.func)
        reads = function in ("os.getenv", "os.environ.get", "env.get", "environ.get")
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("os.environ", "env", "environ"):
        asked, reads = node.slice, isinstance(node.ctx, ast.Load)
    else:
        return []
    return [asked.value] if reads and isinstance(asked, ast.Constant) and isinstance(asked.value, str) else []


def told_variables() -> set[str]:
    """Names in the table of settings; `_KEY` after `BOTTEGA_PAINTER_URL` means BOTTEGA_PAINTER_KEY."""
    told: set[str] = set()
    for line in INSTALL.read_text().splitlines():
        if line.startswith("| `"):
            stem = ""
            for name in re.findall(r"`([A-Z_]+)`", line.split("|")[1]):
                stem = stem if name.startswith("_") else name.rsplit("_", 1)[0]
                told.add(stem + name if name.startswith("_") else name)
    return told


def test_every_setting_that_is_read_is_told() -> None:
    assert len(read_variables()) > 10
    assert read_variables() - told_variables() == set()


def test_every_setting_that_is_told_is_read() -> None:
    made_by_make = {"PYTHON"}
    assert told_variables() - read_variables() - made_by_make == set()


def test_only_last_pages_catch_everything() -> None:
    found = {
        name_of(path)
        for path in python_files(SOURCE)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and _is_blind(node)
    }
    assert found <= CATCHES_EVERYTHING


def _is_blind(handler: ast.ExceptHandler) -> bool:
    raises_again = any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))
    caught = ast.unparse(handler.type) if handler.type else "BaseException"
    return caught in ("Exception", "BaseException") and not raises_again


@pytest.mark.parametrize("module", ["actions", "queries", "cards"])
def test_whatever_a_room_offers_makes_a_promise(module: str) -> None:
    silent = []
    for path in (SOURCE / room / f"{module}.py" for room in ROOMS):
        if path.exists():
            offered = [
                node for node in tree_of(path).body if isinstance(node, (*Function.__args__, ast.ClassDef))
            ]
            silent += [
                f"{name_of(path)}: {node.name}"
                for node in offered
                if not node.name.startswith("_") and not ast.get_docstring(node)
            ]
    assert silent == []


def test_a_verb_that_raises_says_so() -> None:
    for room in ROOMS:
        path = SOURCE / room / "actions.py"
        for function in functions_of(tree_of(path)) if path.exists() else ():
            raised = {
                ast.unparse(node.exc).split("(")[0]
                for node in ast.walk(function)
                if isinstance(node, ast.Raise) and node.exc
            } - {"RuntimeError"}
            if not function.name.startswith("_"):
                promise = ast.get_docstring(function) or ""
                assert [name for name in raised if name not in promise] == [], f"{room}: {function.name}"


def test_nothing_names_a_folder_of_somebodys_machine() -> None:
    folders = (SOURCE, ROOT / "docs", ROOT / "scripts", ROOT / "bench", ROOT / "tests")
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in TEXT]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXT]
    found = [
        name_of(path) for path in files if path != Path(__file__) and OF_A_MACHINE.search(path.read_text())
    ]
    assert found == []
