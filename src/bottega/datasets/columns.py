"""The columns of each kind of dataset, in the order and under the names that the tools of the field read.

What all kinds share stands at the end of each: which sample it is, whose, under what licence, on whose
answers.
"""

from collections.abc import Mapping
from typing import Final

from bottega.datasets.cards import Column
from bottega.datasets.models import ExportKind

_SHARED: Final = (
    Column("sample_id", "string", "Names this sample in every version of this dataset."),
    Column("author", "string", "Pseudonym of whoever made or chose it; another one in every version."),
    Column("licence", "string", "SPDX name of what this sample may be used under."),
    Column("receipts", "list<string>", "Stamps of the consent receipts that this sample stands on."),
)
_PAINTED: Final = (
    Column("painter", "string", "Which painter of the network made it."),
    Column("model", "string", "Name and version of the model, as the painter states it."),
)
_PARAMS: Final = Column("params", "string", "What else the painter was set to, as JSON.")
_SEED: Final = Column("seed", "int64", "The number that repeats the picture, where the painter can.")
_CREATED: Final = Column("created_at", "timestamp", "When it was asked for.")
_CAPTION: Final = Column("caption", "string", "The words that the picture was asked for with.")
_SIZE: Final = (
    Column("width", "int64", "Of the picture, in pixels."),
    Column("height", "int64", "Of the picture, in pixels."),
)

_OF_KIND: Final[Mapping[ExportKind, tuple[Column, ...]]] = {
    ExportKind.TEXT_TO_IMAGE: (
        Column("image", "image", "The picture, with its watermark and its signed marks."),
        Column(
            "text", "string", "The prompt where its author shows it, else the description of the picture."
        ),
        Column("text_is_prompt", "bool", "Which of the two `text` is."),
        Column("alt_text", "string", "What is to be seen, in its author's words."),
        *_PAINTED,
        _SEED,
        _PARAMS,
        *_SIZE,
        Column("published_at", "timestamp", "When it was published."),
    ),
    ExportKind.DPO: (
        _CAPTION,
        Column("jpg_0", "binary", "The first picture, as a file (WebP or PNG; the name is the field's)."),
        Column("jpg_1", "binary", "The second picture, as a file."),
        Column("label_0", "float64", "1.0 where the first was kept, 0.0 where the second was."),
        Column("label_1", "float64", "1.0 minus `label_0`."),
        Column("has_label", "bool", "Always true: requests without a choice are not in it."),
        Column("are_different", "bool", "Always true."),
        Column("best_image_uid", "string", "The one of the two names below that was kept."),
        Column("image_0_uid", "string", "Names the first picture in every version of this dataset."),
        Column("image_1_uid", "string", "Names the second."),
        Column("model_0", "string", "What made the first picture."),
        Column("model_1", "string", "What made the second; the same."),
        Column("ranking_id", "int64", "Names this pair."),
        Column("num_example_per_prompt", "int64", "How many pairs the same request gave."),
        _CREATED,
        _PAINTED[0],
        Column("seed_0", "int64", "Of the first picture."),
        Column("seed_1", "int64", "Of the second."),
        Column("place_0", "int64", "Where the first stood in the request, from 0."),
        Column("place_1", "int64", "Where the second stood."),
        _PARAMS,
    ),
    ExportKind.EDIT: (
        Column("input_image", "image", "The picture before."),
        Column("edit_prompt", "string", "The words that it was changed by."),
        Column("edited_image", "image", "The picture after."),
        Column("edge", "string", "`edit` of one's own picture or `remix` of another's."),
        Column("is_masked", "bool", "Whether only a marked part of it was to change."),
        *_PAINTED,
        _SEED,
        _PARAMS,
        _CREATED,
    ),
    ExportKind.VLM_PREFERENCE: (
        Column("images", "list<image>", "The two pictures, in the order in which the prompt shows them."),
        Column("prompt", "messages", "The question, with a place for each picture."),
        Column("chosen", "messages", "The answer that names the one that was kept."),
        Column("rejected", "messages", "The other answer."),
        _CAPTION,
        *_PAINTED,
        _PARAMS,
        _CREATED,
    ),
    ExportKind.KTO: (
        Column("images", "list<image>", "The picture, alone in its list."),
        Column("prompt", "messages", "The question, with a place for the picture."),
        Column("completion", "messages", "The answer, always the same."),
        Column("label", "bool", "Whether it was kept, which makes the answer a wanted one."),
        _SEED,
        _CAPTION,
        *_PAINTED,
        _PARAMS,
        _CREATED,
    ),
    ExportKind.PROMPTS: (
        Column("image_name", "string", "The picture's name in a dataset of pictures; no file lies here."),
        Column("prompt", "string", "The words, as their author shows them."),
        Column("part_id", "int64", "Always 0: there are no parts."),
        _SEED,
        Column("step", "int64", "How many steps, where the painter takes steps."),
        Column("cfg", "float64", "How strongly the words led, where the painter has that."),
        Column("sampler", "string", "By its name, where the painter has one."),
        *_SIZE,
        Column("user_name", "string", "The pseudonym in `author`."),
        Column("timestamp", "timestamp", "When it was published."),
        Column("image_nsfw", "float64", "Always empty: nothing here judges that."),
        Column("prompt_nsfw", "float64", "Always empty."),
        *_PAINTED,
        _PARAMS,
    ),
    ExportKind.FULL: (
        Column("images", "list<image>", "Every picture of the request, in the order of `image_uids`."),
        _CAPTION,
        Column("outcome", "string", "`decided`, `tie` where all were kept, `undecided` where none was."),
        Column("image_uids", "list<string>", "Names the pictures in every version of this dataset."),
        Column("places", "list<int64>", "Where each stood in the request, from 0."),
        Column("kept", "list<bool>", "Which of them were kept."),
        Column("parent_uid", "string", "The picture that was changed, where one was."),
        _CREATED,
        Column("shown_uids", "list<string>", "In which order they were first shown."),
        Column("positions", "list<int64>", "Where each was first shown; null where that was not noted."),
        Column("propensities", "list<float64>", "How likely the policy was to put each there, where known."),
        Column("dwell_ms", "list<int64>", "Milliseconds on the screen; null where that was not noted."),
        Column("policy", "string", "What put them in that order."),
        _PAINTED[0],
        Column("models", "list<string>", "What made each."),
        Column("seeds", "list<int64>", "Of each."),
        Column("tier", "string", "`sketch` or `final`."),
        Column("params", "string", "What was asked of the painter beyond words, as JSON."),
        Column("made_with", "list<string>", "What the painter was set to for each, as JSON."),
        Column("image_captions", "list<string>", "What each should show, in words."),
    ),
}


# Loaders of shards want the same files in every entry, and a request has one to eight pictures.
SHARDED_BY_PICTURE: Final = frozenset({ExportKind.FULL})


def columns_of(kind: ExportKind) -> tuple[Column, ...]:
    """All columns of that kind, in the order of the files."""
    return (*_OF_KIND[kind], *_SHARED)
