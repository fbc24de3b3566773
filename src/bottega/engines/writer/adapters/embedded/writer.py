"""The embedded writer: hears one intent, asks for one tool, and says in a sentence what came of it.

Answers at once, keeps nothing between replies, and never guesses at what rules cannot tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

import orjson

from bottega.engines.outside import refuse_inside_transaction
from bottega.engines.writer.adapters.embedded import phrases
from bottega.engines.writer.adapters.embedded.hearing import Heard, Intent, hear
from bottega.engines.writer.adapters.embedded.language import language_of
from bottega.engines.writer.adapters.embedded.phrases import pick
from bottega.engines.writer.port import Call, Message, Situation, Token, ToolSpec

_PAINTS: Final = ("create_image", "edit_image", "use_recipe")


class EmbeddedWriter:
    """A Writer without a model; see `hearing.py` for what it understands. Holds no state: share it freely."""

    name: ClassVar[str] = "embedded"

    def reply(
        self, messages: Sequence[Message], *, tools: Sequence[ToolSpec], situation: Situation
    ) -> Iterator[Token | Call]:
        """Ask for one tool, or say one thing; as `Writer.reply`. It is never away and declines nothing."""
        refuse_inside_transaction(self.name)
        return self._reply(messages, {tool.name for tool in tools}, situation)

    def _reply(
        self, messages: Sequence[Message], tools: set[str], situation: Situation
    ) -> Iterator[Token | Call]:
        said = next(each.words for each in reversed(messages) if each.who == "person")
        language = language_of(said, otherwise=situation.language)
        if messages[-1].who == "tool":
            yield from _spoken(_outcome_words(messages, language), language, situation)
            return
        is_chosen = bool(situation.facts.get("is_chosen"))
        heard = hear(said, has_subject=situation.has_subject, is_chosen=is_chosen)
        call = _call_for(heard, messages, language)
        if call and call.name in tools:
            yield call
        else:
            yield from _spoken(_words_for(heard, language, situation), language, situation, heard.intent)


def _call_for(heard: Heard, messages: Sequence[Message], language: str) -> Call | None:
    """The tool that this intent needs; None where words are the answer."""
    number = len(messages)
    match heard.intent:
        case Intent.CREATE:
            return _call(number, "create_image", prompt=heard.words, count=heard.count, shape=heard.shape)
        case Intent.CHANGE:
            image_id = _numbered(messages, heard.number) if heard.number else None
            return _call(number, "edit_image", instruction=heard.words, image_id=image_id)
        case Intent.SEARCH:
            return _call(number, "search_library", words=heard.words[:200])
        case Intent.RECIPE:
            return _call(number, "use_recipe", recipe=heard.words[:120], values=heard.values or None)
        case Intent.PAINTERS:
            return _call(number, "list_painters")
        case Intent.SURPRISE:
            surprises = phrases.SURPRISES[language == "it"]
            return _call(number, "create_image", prompt=surprises[number % len(surprises)])
        case Intent.AGAIN:
            return _last_wish(messages, number)
    return None


def _call(number: int, name: str, **arguments: Any) -> Call:
    said = {key: value for key, value in arguments.items() if value is not None}
    return Call(f"rule-{number}", name, said)


def _last_wish(messages: Sequence[Message], number: int) -> Call | None:
    """The last request for pictures once more."""
    for message in reversed(messages):
        for call in reversed(message.calls):
            if call.name in _PAINTS and call.arguments:
                return Call(f"rule-{number}", call.name, call.arguments)
    return None


def _numbered(messages: Sequence[Message], number: int) -> str | None:
    """The id of the picture with that number among the last ones; None where there is none."""
    for message in reversed(messages):
        pictures = _read(message).get("pictures") if message.who == "tool" else None
        if isinstance(pictures, list) and pictures and "number" in pictures[0]:
            return next((each["image_id"] for each in pictures if each["number"] == number), None)
    return None


def _outcome_words(messages: Sequence[Message], language: str) -> str:
    """What to say of what the last tool answered."""
    calls = {call.id: call for message in messages for call in message.calls}
    call = calls.get(messages[-1].answers)
    outcome = _read(messages[-1])
    if "refused" in outcome:
        pair = phrases.REFUSED.get(str(outcome["refused"]), phrases.REFUSED_OTHERWISE)
        return pick(pair, language).format(words=_quoted(outcome.get("words", "")))
    if call and call.name == "search_library":
        return _found_words(str(call.arguments.get("words", "")), int(outcome.get("count", 0)), language)
    if call and call.name == "list_painters":
        names = ", ".join(str(each.get("label")) for each in outcome.get("painters", []))
        return pick(phrases.PAINTERS, language).format(names=names)
    asked = min(max(int(outcome.get("asked", 4)), 1), 4)
    return phrases.COMING[language == "it"][asked - 1]


def _found_words(words: str, count: int, language: str) -> str:
    if count == 0:
        pair = phrases.FOUND_NONE if words else phrases.NO_PICTURES
        return pick(pair, language).format(words=_quoted(words))
    if not words:
        return pick(phrases.NEWEST, language)
    return pick(phrases.FOUND_ONE if count == 1 else phrases.FOUND_MANY, language).format(count=count)


def _words_for(heard: Heard, language: str, situation: Situation) -> str:
    if heard.intent == Intent.DESCRIBE:
        if not situation.has_subject or not situation.subject:
            return pick(phrases.NOTHING_SHOWN, language)
        return pick(phrases.DESCRIBED, language).format(words=_quoted(situation.subject))
    return pick(phrases.WORDS.get(heard.intent, phrases.WORDS[Intent.UNCLEAR]), language)


def _spoken(words: str, language: str, situation: Situation, intent: Intent | None = None) -> Iterator[Token]:
    """The words one by one; what it is, once in a conversation and whenever somebody asks."""
    if situation.facts.get("is_first_reply") or intent == Intent.WHO:
        words = f"{words} {pick(phrases.BY_RULE, language)}"
    for place, word in enumerate(words.split(" ")):
        yield Token(word if place == 0 else f" {word}")


def _read(message: Message) -> Mapping[str, Any]:
    try:
        outcome = orjson.loads(message.words)
    except orjson.JSONDecodeError:
        return {}
    return outcome if isinstance(outcome, dict) else {}


def _quoted(words: str) -> str:
    short = words if len(words) <= 200 else f"{words[:199]}…"
    return short.replace("{", "(").replace("}", ")")
