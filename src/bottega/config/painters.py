"""The operator's list of painters: `painters.toml`, read into tables whose every mistake has a sentence.

Owns the file, its common keys and the keys' secrets; what each kind of painter needs besides is read in
`painter_kinds.py`. Knows no Django, because `bottega up` reads it to know which workers to start. No secret
is ever part of a sentence, a log or a representation.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bottega.config.home import BadSetting, Home

KINDS: Final = ("embedded", "openai", "diffusers", "comfyui")
OVER_HTTP: Final = ("openai", "comfyui")
FILE_NAME: Final = "painters.toml"
PAINTERS_MAX: Final = 20
LABEL_MAX: Final = 40
CREDITS_MAX: Final = 100_000
CREDITS_USUAL: Final[Mapping[str, int]] = {"sketch": 1, "final": 4}
TIERS: Final = ("sketch", "final")

# Painters that only wait for a server share a queue of their own: they need threads, not processors.
QUEUE_HERE: Final = "paint"
QUEUE_ELSEWHERE: Final = "paint_elsewhere"
OWN_QUEUE: Final = "paint-"

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass
class Table:
    """One painter's table. Each question notes its key, so that `refuse_unknown` can name the others."""

    name: str
    source: str
    folder: Path
    values: Mapping[str, Any] = field(repr=False)
    env: Mapping[str, str] = field(repr=False)
    _asked: set[str] = field(default_factory=set, repr=False)

    @property
    def kind(self) -> str:
        """One of KINDS. Raises BadSetting."""
        return self.choice("kind", KINDS)

    @property
    def label(self) -> str:
        """What people read in the menu; "" shows the name. Raises BadSetting."""
        label = self.text("label", "").strip()
        if len(label) > LABEL_MAX:
            raise self.bad("label", f"has more than {LABEL_MAX} characters")
        # The house's own painter bears the house's name: “embedded” says nothing to who only paints.
        return label or ("Bottega" if self.values.get("kind") == "embedded" else "")

    @property
    def is_enabled(self) -> bool:
        """Whether it is offered at all."""
        return self.yes("enabled", True)

    @property
    def has_own_worker(self) -> bool:
        """Whether a worker process does nothing else; usual for what fills a graphics card."""
        return self.yes("own_worker", self.kind == "diffusers")

    @property
    def queue(self) -> str:
        """Where its jobs wait."""
        if self.has_own_worker:
            return f"{OWN_QUEUE}{self.name}"
        return QUEUE_ELSEWHERE if self.kind in OVER_HTTP else QUEUE_HERE

    @property
    def prices(self) -> dict[str, int]:
        """Credits for one picture of each tier."""
        return self.per_tier("credits", CREDITS_USUAL, low=0, high=CREDITS_MAX)

    @property
    def secret(self) -> str | None:
        """The key from `key_file` or from the variable that `key_env` names. Raises BadSetting."""
        named, variable = self.text("key_file", ""), self.text("key_env", "")
        if named and variable:
            raise self.bad("key_env", "and key_file name two keys; keep one")
        if variable:
            found = self.env.get(variable, "").strip()
            if not found:
                raise self.bad("key_env", f"names {variable}, which is not set")
            return found
        return self._secret_in(self.path("key_file")) if named else None

    def bad(self, key: str, why: str) -> BadSetting:
        """The error that names file, table and key."""
        return BadSetting(f"{self.source}: [{self.name}] {key} {why}.")

    def text(self, key: str, default: str) -> str:
        """A string. Raises BadSetting."""
        return str(self._typed(key, default, str, "is a text in quotation marks"))

    def required(self, key: str) -> str:
        """A string that must be there. Raises BadSetting."""
        return self.text(key, "").strip() or self._missing(key)

    def yes(self, key: str, default: bool) -> bool:
        """True or false. Raises BadSetting."""
        return bool(self._typed(key, default, bool, "is true or false"))

    def number(self, key: str, default: float, *, low: float, high: float) -> float:
        """A number of that range. Raises BadSetting."""
        value = self._typed(key, default, (int, float), "is a number")
        if isinstance(value, bool) or not low <= value <= high:
            raise self.bad(key, f"is a number from {low:g} to {high:g}, not {value!r}")
        return float(value)

    def count(self, key: str, default: int, *, low: int, high: int) -> int:
        """A whole number of that range. Raises BadSetting."""
        value = self.number(key, default, low=low, high=high)
        if value != int(value):
            raise self.bad(key, f"is a whole number, not {value:g}")
        return int(value)

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of these words; the first where the key is absent, but `kind` must be there."""
        value = self.required(key) if key == "kind" else self.text(key, choices[0])
        if value not in choices:
            raise self.bad(key, f"is one of {', '.join(choices)}, not {value!r}")
        return value

    def table(self, key: str) -> Mapping[str, Any]:
        """A table within, empty where it is absent. Raises BadSetting."""
        return self._typed(key, {}, dict, "is a table: { name = value }")  # type: ignore[no-any-return]

    def per_tier(self, key: str, default: Mapping[str, int], *, low: int, high: int) -> dict[str, int]:
        """Whole numbers for sketch and final. Raises BadSetting."""
        given = self.table(key)
        for tier, value in given.items():
            if tier not in TIERS:
                raise self.bad(f"{key}.{tier}", f"means nothing; there are {' and '.join(TIERS)}")
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise self.bad(f"{key}.{tier}", f"is a whole number from {low} to {high}")
        return {**default, **given}

    def path(self, key: str) -> Path:
        """A file, as seen from the folder of painters.toml. Raises BadSetting where the key is absent."""
        return self.folder / Path(self.required(key)).expanduser()

    def refuse_unknown(self) -> None:
        """Raise BadSetting for the first key that nobody asked for: it is misspelt, or of another kind."""
        unknown = sorted(set(self.values) - self._asked)
        if unknown:
            known = ", ".join(sorted(self._asked))
            raise self.bad(unknown[0], f"means nothing to a painter of kind {self.kind}; there are {known}")

    def _typed(self, key: str, default: Any, kind: type | tuple[type, ...], wants: str) -> Any:
        self._asked.add(key)
        value = self.values.get(key, default)
        if not isinstance(value, kind):
            raise self.bad(key, wants)
        return value

    def _missing(self, key: str) -> str:
        raise self.bad(key, "is missing")

    def _secret_in(self, path: Path) -> str:
        try:
            found = path.read_text().strip()
        except (OSError, UnicodeDecodeError) as unreadable:
            raise self.bad("key_file", f"names {path}, which cannot be read") from unreadable
        if not found:
            raise self.bad("key_file", f"names {path}, which is empty")
        return found


def painter_tables(home: Home, env: Mapping[str, str] = os.environ) -> list[Table]:
    """The painters in the order of the menu, the default first; the switched-off ones left out.

    Read from the file that BOTTEGA_PAINTERS names, else from painters.toml in the home folder, else made
    of BOTTEGA_PAINTER and its companions.

    Raises BadSetting: no such file, no TOML, no painter left, a name or a common key that cannot be.
    """
    named = env.get("BOTTEGA_PAINTERS") or ""
    path = Path(named).expanduser().absolute() if named else home.root / FILE_NAME
    if not named and not path.exists():
        return _without_file(home, env)
    tables = [Table(name, str(path), path.parent, values, env) for name, values in _written_in(path).items()]
    kept = [table for table in tables if table.is_enabled]
    if not kept:
        raise BadSetting(f'{path} names no painter that is enabled; [embedded] kind = "embedded" is one.')
    return kept


def _written_in(path: Path) -> dict[str, dict[str, Any]]:
    try:
        written = tomllib.loads(path.read_text())
    except OSError as unreadable:
        raise BadSetting(
            f"The list of painters {path} cannot be read: {unreadable.strerror}."
        ) from unreadable
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise BadSetting(f"{path} is no TOML: {broken}.") from broken
    if len(written) > PAINTERS_MAX:
        raise BadSetting(f"{path} names {len(written)} painters; at most {PAINTERS_MAX} fit into the menu.")
    for name, values in written.items():
        if not isinstance(values, dict):
            raise BadSetting(f"{path}: {name} stands outside a table; begin each painter with [its-name].")
        if not _NAME.fullmatch(name):
            raise BadSetting(f"{path}: [{name}] is no name: small letters, digits, - and _, at most 40.")
    return written


def _without_file(home: Home, env: Mapping[str, str]) -> list[Table]:
    """The embedded painter, and before it one images server where the environment names it."""
    chosen = env.get("BOTTEGA_PAINTER") or "embedded"
    here = Table("embedded", "BOTTEGA_PAINTER", home.root, {"kind": "embedded"}, env)
    if chosen == "embedded":
        return [here]
    if chosen != "openai":
        raise BadSetting(f"BOTTEGA_PAINTER is “{chosen}”; it can be embedded or openai.")
    values: dict[str, Any] = {
        "kind": "openai",
        "url": env.get("BOTTEGA_PAINTER_URL") or "",
        "model": env.get("BOTTEGA_PAINTER_MODEL") or "",
        "extras": _extras(env.get("BOTTEGA_PAINTER_EXTRAS") or "{}"),
    }
    if not values["url"]:
        raise BadSetting("BOTTEGA_PAINTER=openai needs BOTTEGA_PAINTER_URL, such as http://127.0.0.1:8777/v1")
    if env.get("BOTTEGA_PAINTER_KEY"):
        values["key_env"] = "BOTTEGA_PAINTER_KEY"
    return [Table("openai", "BOTTEGA_PAINTER_…", home.root, values, env), here]


def _extras(words: str) -> dict[str, Any]:
    try:
        extras = json.loads(words)
    except ValueError as broken:
        raise BadSetting(f"BOTTEGA_PAINTER_EXTRAS is no JSON: {broken}.") from broken
    if not isinstance(extras, dict):
        raise BadSetting('BOTTEGA_PAINTER_EXTRAS is a JSON object, such as {"seed": "$seed"}.')
    return extras
