"""What /verify says: each kind of evidence, the verdict and what stays open, in the viewer's language.

Codes and facts are the gallery's; only the words are the door's. Nothing here claims more than the code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from bottega.gallery.marks.finding import Evidence, Finding, Kind, Outcome, Verdict

FILE_NAME_MAX = 80


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of evidence. mark: its word; icon and tone: how that word is drawn."""

    name: str
    mark: str
    icon: str
    tone: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer, ready for the template. tone: of the verdict, "good", "open" or "bad"."""

    finding: Finding
    file_name: str
    verdict: str
    tone: str
    rows: Sequence[Row]
    questions: Sequence[str]


def report_of(finding: Finding, *, file_name: str) -> Report:
    """The report in the active language."""
    verdict, tone = _VERDICTS[finding.verdict]
    return Report(
        finding,
        file_name[:FILE_NAME_MAX],
        gettext(verdict),
        tone,
        [_row(each) for each in finding.evidence],
        [gettext(_QUESTIONS[code]) for code in finding.open_questions],
    )


def _row(evidence: Evidence) -> Row:
    mark, icon, tone = _OUTCOMES[evidence.outcome]
    sentence = gettext(_SENTENCES[evidence.kind][evidence.says]) % _facts(evidence.facts)
    if evidence.facts.get("says_ai") and evidence.outcome is Outcome.SPEAKS:
        sentence = f"{sentence} {gettext('It states that the picture was made with AI.')}"
    return Row(gettext(_NAMES[evidence.kind]), gettext(mark), icon, tone, sentence)


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    signed_at = facts.get("signed_at")
    return {
        **facts,
        "issuer": facts.get("issuer") or gettext("somebody without a name"),
        "day": date_format(signed_at, "j F Y") if signed_at else gettext("an unknown day"),
    }


_VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.HERE: (gettext_noop("This picture was made here."), "good"),
    Verdict.MADE_FROM: (gettext_noop("This was made here, or from something made here."), "good"),
    Verdict.ALIKE: (gettext_noop("It looks like a picture made here."), "open"),
    Verdict.CHANGED: (gettext_noop("It was signed here, and was changed since."), "bad"),
    Verdict.ELSEWHERE: (gettext_noop("Somebody else signed this picture."), "open"),
    Verdict.UNKNOWN: (gettext_noop("Nothing says that it came from here."), "open"),
}
_OUTCOMES: Mapping[Outcome, tuple[str, str, str]] = {
    Outcome.SPEAKS: (gettext_noop("Found"), "check", "good"),
    Outcome.SILENT: (gettext_noop("Not found"), "minus", "open"),
    Outcome.AGAINST: (gettext_noop("Does not fit"), "close", "bad"),
    Outcome.UNREAD: (gettext_noop("Not looked for"), "minus", "open"),
}
_NAMES: Mapping[Kind, str] = {
    Kind.BYTES: gettext_noop("The same file"),
    Kind.SIGNATURE: gettext_noop("Signature"),
    Kind.WATERMARK: gettext_noop("Watermark"),
    Kind.FINGERPRINT: gettext_noop("Fingerprint"),
}
_SENTENCES: Mapping[Kind, Mapping[str, str]] = {
    Kind.BYTES: {
        "same": gettext_noop("Byte for byte a file that left from here."),
        "other": gettext_noop("No file that left from here is the same to the last byte."),
    },
    Kind.SIGNATURE: {
        "ours": gettext_noop("Signed here on %(day)s, and not a byte was changed since."),
        "ours_changed": gettext_noop(
            "It carries our signature, but the file was changed after it was signed."
        ),
        "foreign": gettext_noop("Signed by %(issuer)s on %(day)s; the file is as it was then."),
        "broken": gettext_noop("It carries somebody's signature, but the file no longer fits it."),
        "none": gettext_noop(
            "The file carries none. Screenshots have none, and many sites take it out on the way."
        ),
        "not_read": gettext_noop("This site does not read signatures."),
    },
    Kind.WATERMARK: {
        "ours": gettext_noop("Its pixels carry the number of a picture made here."),
        "several": gettext_noop(
            "Its pixels carry the numbers of %(count)s pictures made here, as an edit's do."
        ),
        "unknown": gettext_noop("Its pixels carry a number, but no picture here has it."),
        "none": gettext_noop("Its pixels carry no number that can be read."),
        "not_read": gettext_noop(
            "The pixels of this kind of file are not opened here. Send a PNG, JPEG or WebP."
        ),
    },
    Kind.FINGERPRINT: {
        "alike": gettext_noop("Its looks are those of a picture made here: %(bits)s of 256 bits differ."),
        "differs": gettext_noop(
            "It does not look like that picture as a whole: %(bits)s of 256 bits differ. Perhaps it was "
            "cropped, or is part of another."
        ),
        "flat": gettext_noop("There is too little in the picture to tell it from others."),
        "none": gettext_noop("No picture made here looks like it."),
        "not_read": gettext_noop(
            "The pixels of this kind of file are not opened here. Send a PNG, JPEG or WebP."
        ),
    },
}
_QUESTIONS: Mapping[str, str] = {
    "whether_ai": gettext_noop(
        "Whether AI made it. Marks get lost and can be removed, so their absence proves nothing."
    ),
    "elsewhere": gettext_noop("Where else it could have come from. This page only knows pictures made here."),
    "which_part": gettext_noop("Which part of it came from here, and who changed the rest."),
    "by_chance": gettext_noop("Whether it is that picture. Looks can agree by chance, or one can be copied."),
    "signer": gettext_noop(
        "Whether the signer is who the name says. Anybody can sign with a key of their own."
    ),
    "changes": gettext_noop("What was changed since it left. Only an unbroken signature could tell."),
}
