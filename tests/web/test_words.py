"""The Italian of the pages: complete, compiled, and with the same blanks to fill as the English."""

import gettext
import re
from pathlib import Path

import bottega

FOLDER = Path(bottega.__file__).parent / "locale/it/LC_MESSAGES"
SAID = re.compile(r'^msgstr(?:\[\d])? "(.*)"', re.M)
ENTRY = re.compile(
    r'^(?:msgctxt "(?P<context>.+)"\n)?msgid "(?P<words>.+)"\n(?:msgid_plural ".+"\n)?'
    r'(?P<said>(?:msgstr(?:\[\d])? ".*"\n?)+)',
    re.M,
)
SPOKEN = re.compile(r"""{% translate (?:"(?P<a>[^"]+)"|'(?P<b>[^']+)') %}""")
BLANK = re.compile(r"%\(\w+\)s|%d|%%\w+")


def _entries() -> dict[str, list[str]]:
    """What stands in the .po file: the English (behind its context, if it has one), and the Italian."""
    catalogue = (FOLDER / "django.po").read_text()
    return {
        _plain(_key(match)): [_plain(each) for each in SAID.findall(match["said"])]
        for match in ENTRY.finditer(catalogue)
    }


def _key(match: re.Match[str]) -> str:
    return f"{match['context']}\x04{match['words']}" if match["context"] else match["words"]


def _plain(quoted: str) -> str:
    return quoted.replace('\\"', '"').replace("\\n", "\n")


def test_every_sentence_is_said_in_italian() -> None:
    entries = _entries()
    assert len(entries) > 200
    assert not [words for words, said in entries.items() if not all(said)]


def test_every_sentence_of_the_templates_is_in_the_catalogue() -> None:
    templates = (Path(bottega.__file__).parent / "doors/web/templates").rglob("*.html")
    matches = [match for page in templates for match in SPOKEN.finditer(page.read_text())]
    spoken = {(match["a"] or match["b"]).replace("%", "%%") for match in matches}  # as gettext keeps them
    assert len(spoken) > 100
    assert not spoken - set(_entries())


def test_each_translation_fills_the_same_blanks() -> None:
    for words, said in _entries().items():
        for each in said:
            assert sorted(BLANK.findall(each)) == sorted(BLANK.findall(words)), (words, each)


def test_the_compiled_catalogue_says_what_the_source_says() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for words, said in _entries().items():
        got = compiled.ngettext(words, words, 1) if len(said) == 2 else compiled.gettext(words)
        assert got == said[0], f"run: bottega manage compilemessages ({words})"
