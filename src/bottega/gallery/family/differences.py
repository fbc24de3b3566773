"""What changed between two prompts: the words that came and the words that went. Pure; knows no posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS_MAX = 120  # of each prompt: comparing takes the square of it, and an edge has room for a dozen
PHRASES_MAX = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edge of the tree says.

    added, removed: phrases in reading order, at most PHRASES_MAX each. is_told: False where one of the two
    prompts is not for this viewer; then both are empty.
    """

    added: Sequence[str] = ()
    removed: Sequence[str] = ()
    is_told: bool = True

    @property
    def is_same(self) -> bool:
        """Both prompts are known, and word for word the same."""
        return self.is_told and not self.added and not self.removed


NOT_TOLD = Difference(is_told=False)


def difference_of(before: str, after: str) -> Difference:
    """From one prompt to the next; an empty prompt is one that may not be seen.

    Words are compared without case and without the punctuation around them, and only the first WORDS_MAX.
    """
    if not before.strip() or not after.strip():
        return NOT_TOLD
    old, new = before.split()[:WORDS_MAX], after.split()[:WORDS_MAX]
    matcher = SequenceMatcher(None, [_bare(word) for word in old], [_bare(word) for word in new], False)
    added, removed = [], []
    for change, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if change != "equal":
            removed.append(_phrase(old[old_from:old_to]))
            added.append(_phrase(new[new_from:new_to]))
    return Difference(_some(added), _some(removed))


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]“”\"'’…→").casefold()


def _phrase(words: Sequence[str]) -> str:
    return " ".join(words).strip(" ,;:.→")


def _some(phrases: Sequence[str]) -> Sequence[str]:
    return [phrase for phrase in phrases if phrase][:PHRASES_MAX]
