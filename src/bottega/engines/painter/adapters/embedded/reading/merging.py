"""One prompt out of a prompt and an edit.

The edit's own words are kept, joined with a mark that `prompt_steps` finds again, so that reading the
merged words ends in the same scene as painting first and editing then. Rewriting the prompt itself
("a cat" and "make it a dog" to "a dog") was rejected: it would put words into a person's mouth.
"""

JOINT = " \u2192 "
WORDS_MAX = 4_000  # the port's limit
STEPS_MAX = 50


def merged(before: str, change: str) -> str:
    """`before` → `change`, at most WORDS_MAX characters; the oldest edits give way first."""
    steps = [*prompt_steps(before), *prompt_steps(change)]
    while len(steps) > 2 and len(JOINT.join(steps)) > WORDS_MAX:
        del steps[1]
    return JOINT.join(steps)[:WORDS_MAX]


def prompt_steps(words: str) -> list[str]:
    """The prompt and the edits that `merged` joined, in order; the last ones stay one."""
    steps = [step.strip() for step in words.split(JOINT.strip(), STEPS_MAX)]
    return [step for step in steps if step]
