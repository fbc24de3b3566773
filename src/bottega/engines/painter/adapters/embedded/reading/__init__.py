"""Words to a Scene, and words to a changed Scene: all that the embedded painter understands.

Owns the vocabulary, the grammar and what the person is told about them, in English and Italian.
Refuses to know how anything is drawn: it asks the renderer only for the names that it can draw.
Everything here is pure: the same words give the same Scene, and no text raises.
"""

from functools import reduce

from bottega.engines.painter.adapters.embedded.scene import Scene

from .composing import composed
from .editing import changed
from .merging import merged, prompt_steps
from .parsing import reading_of


def read_prompt(words: str) -> Scene:
    """The Scene that `words` ask for.

    words: any text; English or Italian is understood, everything else is told in `Scene.missed`.
    """
    steps = prompt_steps(words) or [words]
    return reduce(changed, steps[1:], composed(reading_of(steps[0]), steps[0]))


def read_change(scene: Scene, words: str) -> Scene:
    """`scene` after the instruction `words` ("make it winter", "add a boat on the left").

    Untouched things keep their key and their place. `drew` tells the whole changed scene, `missed` what
    of this instruction could not be done; an instruction that was not understood changes nothing else.
    """
    return changed(scene, words)


def merged_words(before: str, change: str) -> str:
    """The whole prompt that a picture stands for after an edit, readable and read again the same way."""
    return merged(before, change)
