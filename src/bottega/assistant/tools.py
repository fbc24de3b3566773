"""The one table of tools: what a writer, the chat app and every other door may have done for a person.

Each tool asks the same verb or query as a page would, as that person, and answers in JSON; a refusal is
an answer, too, in words that its caller can read. Nothing here publishes, follows, deletes or shows
anything to anybody else, and nothing may: that stays with the person's own hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bottega.assistant.bar import price_of
from bottega.assistant.found import found_pictures
from bottega.assistant.recipes import wish_from_recipe
from bottega.assistant.schema import checked_arguments
from bottega.engines.painter.port import WORDS_MAX
from bottega.engines.wired import engines
from bottega.engines.writer.port import ToolSpec
from bottega.kernel.errors import BottegaError, Conflict, NotFound, OverLimit
from bottega.people.models import Person
from bottega.studio.actions import Wish, ask_for_images
from bottega.studio.asking import CANDIDATES_MAX, SHAPES, own_conversation
from bottega.studio.models import Tier

Answer = dict[str, Any]


class NoSuchTool(NotFound):
    """The table has no tool of that name."""

    code = "no_such_tool"


class NoSubject(Conflict):
    """There is no picture that the words could change."""

    code = "no_subject"


class ChipStands(Conflict):
    """The person chose a post to start from; a picture from nothing is not what they asked for."""

    code = "chip_stands"


class AboveTheBar(OverLimit):
    """It would cost more than the price that the person was shown."""

    code = "above_the_bar"


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Where a tool is used, and what it starts from.

    wish: defaults for everything that the arguments leave open; its change_image_id is the picture that
        "it" means. Its words are not used.
    turn_id: the turn that said it, where there is one. idempotency_key: of the one generation asked for.
    price_max: credits that the person was shown; None where nothing was.
    """

    conversation_id: int
    wish: Wish
    idempotency_key: str
    at: datetime
    turn_id: int | None = None
    price_max: int | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. parameters: JSON Schema. writes: it asks for pictures and may cost credits."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    writes: bool
    run: Callable[[Person, Mapping[str, Any], ToolContext], Answer]


def use_tool(name: str, person: Person, arguments: Mapping[str, Any], context: ToolContext) -> Answer:
    """Check the arguments and run the tool of that name as `person`; refusals come back as answers.

    A refusal is {"refused": stable code, "words": sentence}; then nothing was done.
    """
    try:
        tool = TOOLS.get(name)
        if tool is None:
            raise NoSuchTool(f"There is no tool “{name[:40]}”; there is {', '.join(TOOLS)}.")
        return tool.run(person, checked_arguments(tool.parameters, arguments), context)
    except BottegaError as refusal:
        return refused(refusal)


def refused(refusal: BottegaError) -> Answer:
    """The answer that says why something was not done."""
    return {"refused": refusal.code, "words": refusal.sentence}


def tool_specs() -> list[ToolSpec]:
    """Every tool, as a writer is told of it."""
    return [ToolSpec(tool.name, tool.description, tool.parameters) for tool in TOOLS.values()]


def _create_image(person: Person, arguments: Mapping[str, Any], context: ToolContext) -> Answer:
    _refuse_past_chip(person, context)
    wish = replace(_wished(context.wish, arguments), change_image_id=None)
    return _asked(person, replace(wish, words=arguments["prompt"]), context)


def _edit_image(person: Person, arguments: Mapping[str, Any], context: ToolContext) -> Answer:
    conversation = own_conversation(person, context.conversation_id)
    subject_id = int(arguments["image_id"]) if "image_id" in arguments else context.wish.change_image_id
    if not subject_id and not conversation.remix_of_id:
        raise NoSubject("No picture is chosen to change. Ask which one, or create a new picture.")
    wish = replace(_wished(context.wish, arguments), change_image_id=subject_id)
    return _asked(person, replace(wish, words=arguments["instruction"]), context)


def _search_library(person: Person, arguments: Mapping[str, Any], context: ToolContext) -> Answer:
    found = found_pictures(person.id, arguments["words"], count_max=arguments.get("count", FOUND))
    pictures = [
        {
            "image_id": str(made.image.id),
            "prompt": made.recipe.words[:PROMPT_SHOWN_MAX],
            "published": made.post_id is not None,
        }
        for made in found
    ]
    return {"pictures": pictures, "count": len(pictures)}


def _use_recipe(person: Person, arguments: Mapping[str, Any], context: ToolContext) -> Answer:
    _refuse_past_chip(person, context)
    wish = wish_from_recipe(
        person, arguments["recipe"], values=arguments.get("values", {}), start_from=context.wish
    )
    return {**_asked(person, wish, context), "recipe": arguments["recipe"]}


def _list_painters(person: Person, arguments: Mapping[str, Any], context: ToolContext) -> Answer:
    painters = [
        {
            "name": name,
            "label": entry.label or name,
            "changes_pictures": entry.painter.abilities.edits,
            "credits": dict(entry.prices),
        }
        for name, entry in engines().painters.items()
    ]
    return {"painters": painters, "chosen": context.wish.painter}


def _refuse_past_chip(person: Person, context: ToolContext) -> None:
    # Asked for while a post stands in the bar, any picture would become a remix of that post.
    if own_conversation(person, context.conversation_id).remix_of_id:
        raise ChipStands("A post stands in the bar to start from. Use edit_image, or have it removed first.")


def _wished(wish: Wish, arguments: Mapping[str, Any]) -> Wish:
    painter = arguments.get("painter", wish.painter)
    return replace(
        wish,
        painter=painter,
        parameters=wish.parameters if painter == wish.painter else {},
        shape=arguments.get("shape", wish.shape),
        tier=Tier(arguments.get("quality", wish.tier)),
        count=arguments.get("count", wish.count),
    )


def _asked(person: Person, wish: Wish, context: ToolContext) -> Answer:
    price = price_of(wish)
    if context.price_max is not None and price > context.price_max:
        raise AboveTheBar(
            f"That would cost {price} credits; the person was shown {context.price_max}. Ask for less, or "
            "let them change the bar."
        )
    generation = ask_for_images(
        person,
        context.conversation_id,
        wish,
        idempotency_key=context.idempotency_key,
        at=context.at,
        turn_id=context.turn_id,
    )
    return {"generation_id": str(generation.id), "asked": wish.count, "prompt": generation.words}


FOUND: Final = 8
FOUND_MAX: Final = 12
PROMPT_SHOWN_MAX: Final = 200  # characters of each found prompt; enough to tell pictures apart

_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": WORDS_MAX}
_HOW_MANY: Final = {
    "type": "integer",
    "minimum": 1,
    "maximum": CANDIDATES_MAX,
    "description": "How many pictures; leave it out unless a number was asked for.",
}
_PAINTER: Final = {
    "type": "string",
    "maxLength": 60,
    "description": "A painter's name from list_painters; leave it out unless one was asked for.",
}
_QUALITY: Final = {
    "type": "string",
    "enum": [str(tier) for tier in Tier],
    "description": "sketch is quick and small; leave it out unless it was asked for.",
}


def _schema(required: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


TOOLS: Final[Mapping[str, Tool]] = {
    tool.name: tool
    for tool in (
        Tool(
            "create_image",
            "Paint new pictures from words. The prompt says everything that should be seen, and how.",
            _schema(
                "prompt",
                prompt=_TEXT,
                shape={"type": "string", "enum": list(SHAPES)},
                count=_HOW_MANY,
                quality=_QUALITY,
                painter=_PAINTER,
            ),
            True,
            _create_image,
        ),
        Tool(
            "edit_image",
            "Change the picture on the canvas, or one of the person's own by its id. The instruction says "
            "the change alone, such as “make it winter”.",
            _schema(
                "instruction",
                instruction=_TEXT,
                image_id={"type": "string", "pattern": "[0-9]{1,18}", "maxLength": 18},
                count=_HOW_MANY,
                quality=_QUALITY,
                painter=_PAINTER,
            ),
            True,
            _edit_image,
        ),
        Tool(
            "search_library",
            "Find pictures that this person made, by words of their prompts. They are shown to the person.",
            _schema(
                "words",
                words={"type": "string", "maxLength": 200, "description": "Empty for the newest."},
                count={"type": "integer", "minimum": 1, "maximum": FOUND_MAX},
            ),
            False,
            _search_library,
        ),
        Tool(
            "use_recipe",
            "Fill in a recipe, a form that somebody made, and paint it. Name it by its id or its title; "
            "values go by the keys of its slots.",
            _schema(
                "recipe",
                recipe={"type": "string", "minLength": 1, "maxLength": 120},
                values={
                    "type": "object",
                    "additionalProperties": {"type": "string", "maxLength": 500},
                    "maxProperties": 8,
                },
            ),
            True,
            _use_recipe,
        ),
        Tool(
            "list_painters",
            "Say which painters there are, what each can do and what it costs.",
            _schema(""),
            False,
            _list_painters,
        ),
    )
}
