"""Facts: each kind is told in the docs and used by a verb; each verb that changes something appends one."""

import ast
from pathlib import Path

from bottega.stream.actions import SMALL_LIST_MAX, SMALL_TEXT_MAX
from bottega.stream.facts import BODY, Kind
from tests.architecture import facts_page
from tests.architecture.facts_page import KEYS, MEANINGS, PAGE, page
from tests.architecture.source import ROOMS, SOURCE, functions_of, python_files, tree_of, verbs

# Housekeeping of one's own conversation: nobody else ever sees it, and nothing is counted from it.
LEAVES_NO_FACT = {
    "rename_conversation",
    "drop_remix_chip",
    # An export is told when it is made or voided; one that was only asked for or stopped changed nothing.
    "make_dataset",
    "operators_dataset",
    "ask_for_run",
    "stop_run",
    "seal_draft",
    "remove_voided_bytes",
}
NOT_A_CHANGE = {
    "token_hash",
    "ring",
    "ring_conversations",
    "count_candidates",
    "append_fact",
    "append_quietly",
    "own_conversation",
    "refuse_remix",
    "controller_of_this_instance",
    "sayings_about_post",
    "fallen_now",
    "refuse_fallen",
    "fetch_file",
    "fetch_files",
    "fetches_of",
    "files_of",
    "removed_file",
    "has_agreed",
    "may_still_fetch",
    "is_contributor",
}


def test_the_page_of_facts_is_fresh() -> None:
    assert PAGE.read_text() == page(), "run: python -m tests.architecture.facts_page"


def test_every_kind_and_every_key_has_a_meaning_and_none_is_left_over() -> None:
    assert set(MEANINGS) == set(Kind) == set(BODY)
    assert facts_page.SMALL_TEXT_MAX == SMALL_TEXT_MAX
    assert facts_page.SMALL_LIST_MAX == SMALL_LIST_MAX
    assert set(KEYS) == {key for keys in BODY.values() for key in keys}


def test_every_kind_of_fact_is_appended_somewhere() -> None:
    used = {
        node.attr
        for path in python_files(*(SOURCE / room for room in ROOMS))
        if path.name != "facts.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Kind"
    }
    assert {kind.name for kind in Kind} - used == set()


def test_every_verb_that_changes_something_appends_its_fact() -> None:
    silent = {
        f"{room}.{function.name}" for room, path, function in verbs() if not _appends(path, function.name)
    }
    expected = LEAVES_NO_FACT | NOT_A_CHANGE
    assert {name.split(".")[1] for name in silent} == expected & {name.split(".")[1] for name in silent}
    assert len(list(verbs())) > 30


def test_a_verb_and_its_fact_share_one_transaction() -> None:
    outside = []
    for room, _, function in verbs():
        calls = [node for node in ast.walk(function) if _is_call(node, "append_fact")]
        inside = [
            node
            for block in ast.walk(function)
            if isinstance(block, ast.With) and "atomic" in ast.unparse(block.items[0])
            for node in ast.walk(block)
            if _is_call(node, "append_fact")
        ]
        if len(calls) != len(inside) and "transaction" not in (ast.get_docstring(function) or ""):
            outside.append(f"{room}.{function.name}")
    assert outside == []


def _is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name


def _appends(path: Path, name: str, seen: frozenset[tuple[Path, str]] = frozenset()) -> bool:
    """Whether that function calls append_fact, itself or through others of its file or its room."""
    functions = {function.name: function for function in functions_of(tree_of(path))}
    if (path, name) in seen:
        return False
    seen |= {(path, name)}
    if name not in functions:
        return any(_appends(sibling, name, seen) for sibling in _defining(path, name))
    called = {ast.unparse(node.func) for node in ast.walk(functions[name]) if isinstance(node, ast.Call)}
    return "append_fact" in called or any(_appends(path, each, seen) for each in called)


def _defining(path: Path, name: str) -> list[Path]:
    # Verbs have names that are unique in the tree, so a name found in a file of the room is that verb.
    files = [file for file in python_files(path.parent) if file != path and file.name != "jobs.py"]
    return [file for file in files if name in {each.name for each in functions_of(tree_of(file))}]
