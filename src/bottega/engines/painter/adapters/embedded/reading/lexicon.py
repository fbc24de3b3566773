"""Which phrases mean what: the vocabulary files, unfolded once into a look-up table per language.

Owns the file format (described at the top of each file) and nothing else. A phrase may have several
meanings; they are kept in the order in which the files give them, and the parser chooses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files

from .inflection import english_plural, italian_adjectives, italian_feminine, italian_plurals
from .words import bare, words_of

LANGUAGES = ("en", "it")
_FILES = ("grammar.txt", "manner.txt", "creatures.txt", "objects.txt", "places.txt", "quiet.txt")
_ANYBODY = ("~person", "~user")  # whoever cannot be dressed for the part is at least somebody
_NOUN_KINDS = frozenset({"thing", "feature", "part", "setting"})
_AGREEING_KINDS = frozenset(
    {"colour", "shade", "size", "trait", "nudge", "quiet", "weather", "medium", "mood", "hour"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning.

    name: its first English form; two forms of one entry share it.
    value: what the kind says it is ("0.6" for a size, "forest" for a setting …).
    said: the dictionary form behind the phrase that was met.
    shapes: what may draw it, best first; "~" marks a stand-in of another kind.
    features: landscape features that may draw it, best first.
    home: the setting it is at home in.  family: "creature", "person", "wear", "hand" …
    plural: the phrase that was met is a plural.
    """

    kind: str
    name: str
    value: str
    said: str = ""
    shapes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    home: str = ""
    family: str = ""
    plural: bool = False


@dataclass(slots=True)
class Lexicon:
    """Phrases of one language. `longest` bounds how many words a phrase beginning so may have."""

    phrases: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)

    def add(self, phrase: str, entry: Entry) -> None:
        """Let `phrase` mean `entry`, after whatever it already means."""
        words = [word.plain for word in words_of(phrase)]
        key = " ".join(words)
        known = self.phrases.get(key, ())
        if not key or any(old.kind == entry.kind and old.name == entry.name for old in known):
            return
        self.phrases[key] = (*known, entry)
        self.longest[words[0]] = max(len(words), self.longest.get(words[0], 0))


@lru_cache(maxsize=1)
def lexicons() -> dict[str, Lexicon]:
    """The vocabulary by language, read from the package's files once."""
    made = {language: Lexicon() for language in LANGUAGES}
    for name in _FILES:
        for kind, options, columns in _rows(name):
            _enter(made, kind, options, columns)
    for lexicon in made.values():
        _add_unaccented(lexicon)
    return made


def _rows(name: str) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    kind, options = "", dict[str, str]()
    folder = files(__package__) / "vocabulary"
    for line in (folder / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind, _, rest = line.strip("[]").partition(" ")
            options = dict(part.split("=") for part in rest.split() if "=" in part)
            if rest and not options:
                options = {"rest": rest}
        elif line and not line.startswith("#"):
            yield kind, options, [column.strip() for column in line.split("|")]


def _enter(made: dict[str, Lexicon], kind: str, options: dict[str, str], columns: list[str]) -> None:
    if kind in ("quiet", "verb", "part"):
        _enter_plain(made, kind, options, columns)
        return
    english, italian, value, feature = (*columns, "", "", "")[:4]
    name = english.split(",")[0].split("/")[0].strip() or italian.split(",")[0].strip()
    entry = Entry(kind=kind, name=name, value=value)
    if kind == "do":
        entry = replace(entry, kind="do", value=options["rest"])
    if kind == "feature":
        entry = replace(entry, features=tuple(value.split()))
    if kind == "thing":
        entry = _thing(entry, value, feature, options)
    _enter_forms(made["en"], entry, english, language="en")
    _enter_forms(made["it"], entry, italian, language="it")


def _enter_plain(made: dict[str, Lexicon], kind: str, options: dict[str, str], columns: list[str]) -> None:
    lone = options.get("rest", "en")
    for language, forms in zip((lone, "it"), columns, strict=False):
        for form in filter(None, (part.strip() for part in forms.split(","))):
            entry = Entry(kind=kind, name=form, value=form, said=form)
            for phrase in {form, *_derived(entry, form, language)}:
                made[language].add(phrase, entry)


def _thing(entry: Entry, shapes: str, feature: str, options: dict[str, str]) -> Entry:
    return replace(
        entry,
        shapes=_wishes(entry, shapes, options),
        features=tuple(feature.split()),
        home=options.get("home", ""),
        family=options.get("class", ""),
    )


def _wishes(entry: Entry, shapes: str, options: dict[str, str]) -> tuple[str, ...]:
    wishes = tuple(shapes.split()) or (entry.name.replace(" ", "-"),)
    return wishes + _ANYBODY if options.get("class") == "person" else wishes


def _enter_forms(lexicon: Lexicon, entry: Entry, forms: str, *, language: str) -> None:
    for form in filter(None, (part.strip() for part in forms.split(","))):
        single, slash, many = form.partition("/")
        said = replace(entry, said=single.removeprefix("the ").removesuffix(" of").removesuffix(" di"))
        lexicon.add(single, said)
        if language == "it" and entry.family in ("creature", "person"):
            lexicon.add(italian_feminine(single), said)
        plurals = {many} if slash else _derived(entry, single, language)
        for plural in sorted(plurals - {single}):
            lexicon.add(plural, replace(said, plural=entry.kind in _NOUN_KINDS))


def _derived(entry: Entry, form: str, language: str) -> set[str]:
    if language == "en":
        return {english_plural(form)} if entry.kind in ("thing", "feature") else set()
    if entry.kind in _AGREEING_KINDS:
        return set(italian_adjectives(form))
    if entry.kind not in ("thing", "feature"):
        return set()
    plurals = set(italian_plurals(form))
    if entry.family in ("creature", "person"):
        plurals |= set(italian_plurals(italian_feminine(form)))
    return plurals


def _add_unaccented(lexicon: Lexicon) -> None:
    for phrase, entries in list(lexicon.phrases.items()):
        plain = bare(phrase)
        if len(phrase) > 3 and plain != phrase and plain not in lexicon.phrases:
            for entry in entries:
                lexicon.add(plain, entry)
