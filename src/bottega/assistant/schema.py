"""Arguments of a tool, held against its JSON Schema before anything is done with them.

Knows the few words of JSON Schema that our own tools use, and refuses whatever the schema does not name.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from bottega.engines.writer.port import UNREADABLE
from bottega.kernel.errors import Conflict
from bottega.kernel.words import TooLong, clean_text

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "object": (Mapping,),
    "boolean": (bool,),
}


class BadArguments(Conflict):
    """The arguments do not fit the tool's schema; the sentence says where, for whoever wrote them."""

    code = "bad_arguments"


def checked_arguments(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, texts cleaned, absent and null ones left out. Raises BadArguments."""
    if UNREADABLE in arguments:
        raise BadArguments("The arguments are not one JSON object. Send them again as valid JSON.")
    given = {name: value for name, value in arguments.items() if value is not None}
    checked = _object(schema, given, "the arguments")
    missing = [name for name in schema.get("required", ()) if name not in checked]
    if missing:
        raise BadArguments(f"“{missing[0]}” is missing.")
    return checked


def _object(schema: Mapping[str, Any], given: Mapping[str, Any], where: str) -> dict[str, Any]:
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", False)
    if len(given) > schema.get("maxProperties", 20):
        raise BadArguments(f"There are too many values in {where}.")
    checked: dict[str, Any] = {}
    for name, value in given.items():
        rule = known.get(name, others)
        if not rule:
            raise BadArguments(f"“{str(name)[:40]}” is not known in {where}; there is {', '.join(known)}.")
        checked[clean_text(str(name)[:60], characters_max=60)] = _value(rule, value, f"“{str(name)[:40]}”")
    return checked


def _value(rule: Mapping[str, Any], value: Any, where: str) -> Any:
    wanted = rule["type"]
    fits = isinstance(value, _TYPES[wanted]) and not (wanted == "integer" and isinstance(value, bool))
    if not fits:
        raise BadArguments(f"{where} must be of type {wanted}.")
    if wanted == "object":
        return _object(rule, value, where)
    if wanted == "integer" and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
        raise BadArguments(f"{where} must be {rule.get('minimum')} to {rule.get('maximum')}.")
    if "enum" in rule and value not in rule["enum"]:
        raise BadArguments(f"{where} must be one of {', '.join(rule['enum'])}.")
    return _text(rule, value, where) if wanted == "string" else value


def _text(rule: Mapping[str, Any], value: str, where: str) -> str:
    try:
        text = clean_text(value, characters_max=rule.get("maxLength", 200))
    except TooLong as long:
        raise BadArguments(f"{where} has {long.facts['characters']} characters; too many.") from long
    if len(text) < rule.get("minLength", 0):
        raise BadArguments(f"{where} is empty.")
    if "pattern" in rule and not re.fullmatch(rule["pattern"], text):
        raise BadArguments(f"{where} does not look like {rule['pattern']}.")
    return text
