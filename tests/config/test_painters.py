"""The operator's list of painters: what it makes, and a sentence for every mistake in it."""

import json
import logging
from pathlib import Path

import pytest

from bottega.config.cli import main
from bottega.config.home import BadSetting, Home
from bottega.config.painter_kinds import wired_painter_of
from bottega.config.painters import painter_tables
from bottega.engines.painter.port import Abilities
from bottega.engines.wired import WiredPainter
from tests.contracts.comfyui_server import TEMPLATES, LoopbackComfyUI
from tests.contracts.images_server import MODEL, LoopbackImages

ALL_FOUR = """
[photo]
kind = "openai"
label = "Photo"
url = "https://images.example/v1"
model = "gpt-image-2"
key_file = "photo.key"
credits = { sketch = 2, final = 8 }
steps = { sketch = 4 }
extras = { steps = "$steps", seed = "$seed" }
choices = { quality = ["medium", "high"] }
references = 4
stream = true

[embedded]
kind = "embedded"

[nodes]
kind = "comfyui"
url = "http://127.0.0.1:8188"
workflow = "paint.json"
inpaint_workflow = "inpaint.json"

[local]
kind = "diffusers"
model = "some/model"
local_files_only = true

[old]
kind = "openai"
enabled = false
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    for name, graph in TEMPLATES.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(graph))
    (tmp_path / "photo.key").write_text("sk-canary\n")
    return Home(tmp_path)


def write(home: Home, words: str) -> None:
    (home.root / "painters.toml").write_text(words)


def wired(home: Home, env: dict[str, str] | None = None) -> dict[str, WiredPainter]:
    return {table.name: wired_painter_of(table) for table in painter_tables(home, env or {})}


def test_the_order_of_the_file_is_the_order_of_the_menu(home: Home) -> None:
    write(home, ALL_FOUR)
    painters = wired(home)
    assert list(painters) == ["photo", "embedded", "nodes", "local"]
    assert [each.label for each in painters.values()] == ["Photo", "Bottega", "", ""]
    assert painters["photo"].prices == {"sketch": 2, "final": 8}
    assert painters["embedded"].prices == {"sketch": 1, "final": 4}


def test_each_painter_waits_in_a_queue_that_fits_it(home: Home) -> None:
    write(home, ALL_FOUR.replace('label = "Photo"', "own_worker = true"))
    assert {name: each.queue for name, each in wired(home).items()} == {
        "photo": "paint-photo",
        "embedded": "paint",
        "nodes": "paint_elsewhere",
        "local": "paint-local",
    }


def test_abilities_are_what_the_operator_says(home: Home) -> None:
    write(home, ALL_FOUR)
    able: dict[str, Abilities] = {name: each.painter.abilities for name, each in wired(home).items()}
    assert (able["photo"].references, able["photo"].previews, able["photo"].repeats) == (4, True, True)
    assert [each.name for each in able["photo"].parameters] == ["quality"]
    assert (able["nodes"].edits, able["nodes"].masks, able["nodes"].previews) == (True, True, False)
    assert able["local"].previews


def test_without_a_file_the_embedded_painter_is_there(home: Home) -> None:
    assert list(wired(home)) == ["embedded"]


def test_without_a_file_the_environment_still_names_one_server_and_it_comes_first(home: Home) -> None:
    env = {
        "BOTTEGA_PAINTER": "openai",
        "BOTTEGA_PAINTER_URL": "http://127.0.0.1:1/v1",
        "BOTTEGA_PAINTER_KEY": "sk-canary",
        "BOTTEGA_PAINTER_EXTRAS": '{"seed": "$seed"}',
    }
    painters = wired(home, env)
    assert list(painters) == ["openai", "embedded"]
    server = painters["openai"].painter.server  # type: ignore[attr-defined]
    assert (server.api_key, server.extras) == ("sk-canary", {"seed": "$seed"})


def test_the_environment_may_name_another_file_whose_paths_are_its_own(home: Home, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "list.toml").write_text('[a]\nkind = "openai"\nurl = "http://h/v1"\nkey_file = "k"\n')
    (other / "k").write_text("sk-other")
    painters = wired(home, {"BOTTEGA_PAINTERS": str(other / "list.toml")})
    assert painters["a"].painter.server.api_key == "sk-other"  # type: ignore[attr-defined]


MISTAKES = {
    '[a]\nkind = "flux"': "[a] kind is one of embedded, openai, diffusers, comfyui, not 'flux'",
    "[a]\n": "[a] kind is missing",
    '[A]\nkind = "embedded"': "[A] is no name",
    'kind = "embedded"': "stands outside a table",
    "[a": "is no TOML",
    '[a]\nkind = "embedded"\nenabled = false': "names no painter that is enabled",
    '[a]\nkind = "embedded"\nurl = "x"': "[a] url means nothing to a painter of kind embedded",
    '[a]\nkind = "embedded"\nenabled = "yes"': "[a] enabled is true or false",
    '[a]\nkind = "embedded"\nlabel = 7': "[a] label is a text",
    f'[a]\nkind = "embedded"\nlabel = "{"x" * 41}"': "[a] label has more than 40",
    '[a]\nkind = "embedded"\ncredits = { draft = 1 }': "[a] credits.draft means nothing",
    '[a]\nkind = "embedded"\ncredits = { sketch = -1 }': "[a] credits.sketch is a whole number from 0",
    '[a]\nkind = "openai"': "[a] url is missing",
    '[a]\nkind = "openai"\nurl = "images.example"': "[a] cannot work: The painter's address must look like",
    '[a]\nkind = "openai"\nurl = "http://h"\ntimeout_s = 0': "[a] timeout_s is a number from 1 to 3600",
    '[a]\nkind = "openai"\nurl = "http://h"\nbatch = 1.5': "[a] batch is a whole number",
    '[a]\nkind = "openai"\nurl = "http://h"\nkey_file = "no"': "[a] key_file names",
    '[a]\nkind = "openai"\nurl = "http://h"\nkey_env = "NOT_SET"': "[a] key_env names NOT_SET",
    '[a]\nkind = "openai"\nurl = "http://h"\nchoices = { size = [] }': "[a] choices.size is a list",
    '[a]\nkind = "comfyui"\nurl = "http://127.0.0.1"': "[a] workflow is missing",
    '[a]\nkind = "comfyui"\nurl = "http://127.0.0.1"\nworkflow = "no.json"': "cannot be read",
    '[a]\nkind = "comfyui"\nurl = "http://127.0.0.1"\nworkflow = "paint.json"\n'
    'edit_workflow = "paint.json"': "has no $image",
    '[a]\nkind = "comfyui"\nurl = "http://10.0.0.1"\nworkflow = "paint.json"': "Whoever reaches a ComfyUI",
    '[a]\nkind = "diffusers"': "[a] model is missing",
    '[a]\nkind = "diffusers"\nmodel = "x/y"\ndevice = "tpu"': "[a] device is one of auto, cuda, mps, cpu",
}


@pytest.mark.parametrize(("words", "says"), MISTAKES.items(), ids=range(len(MISTAKES)))
def test_every_mistake_has_a_sentence_that_names_file_table_and_key(
    home: Home, words: str, says: str
) -> None:
    write(home, words)
    with pytest.raises(BadSetting) as refused:
        wired(home)
    assert "painters.toml" in str(refused.value)
    assert says in str(refused.value)


def test_a_file_that_is_named_and_not_there_is_a_mistake(home: Home) -> None:
    with pytest.raises(BadSetting, match=r"no\.toml cannot be read"):
        painter_tables(home, {"BOTTEGA_PAINTERS": "no.toml"})


def test_a_painter_that_is_switched_off_may_be_unfinished(home: Home) -> None:
    write(home, '[a]\nkind = "embedded"\n[b]\nkind = "openai"\nenabled = false\n')
    assert list(wired(home)) == ["a"]


def test_no_key_shows_in_a_representation_or_a_sentence(home: Home) -> None:
    write(home, ALL_FOUR.replace("references = 4", "references = 40"))
    with pytest.raises(BadSetting) as refused:
        wired(home)
    table = painter_tables(home, {})[0]
    assert table.secret == "sk-canary"
    assert "canary" not in f"{refused.value!r} {refused.value} {table!r}"


def test_the_command_lists_each_painter_and_what_it_answers(
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with LoopbackImages() as images, LoopbackComfyUI() as comfy:
        write(
            home,
            f'[here]\nkind = "embedded"\nlabel = "By hand"\n'
            f'[photo]\nkind = "openai"\nurl = "{images.base_url}"\nmodel = "{MODEL}"\n'
            f'key_file = "photo.key"\n'
            f'[gone]\nkind = "openai"\nurl = "http://127.0.0.1:9/v1"\n'
            f'[nodes]\nkind = "comfyui"\nurl = "{comfy.base_url}"\nworkflow = "paint.json"\n'
            f'[local]\nkind = "diffusers"\nmodel = "{home.root}"\nown_worker = false\n',
        )
        monkeypatch.setenv("BOTTEGA_PAINTERS", str(home.root / "painters.toml"))
        assert main(["painters"]) == 1  # two cannot paint now
    told, said = capsys.readouterr()
    lines = told.splitlines()
    assert [line.split()[0] for line in lines] == ["here", "photo", "gone", "nodes", "local"]
    assert "By hand" in lines[0]
    assert f"asked for {MODEL}" in lines[1]
    assert "cannot be reached" in lines[2]
    assert "ComfyUI 0.3.99" in lines[3]
    assert "no model_index.json" in lines[4] or "not installed" in lines[4]
    assert "canary" not in told + said + caplog.text
