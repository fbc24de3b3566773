"""The API's description says what the API does."""

import re
from typing import Any

import orjson
import pytest

from bottega.doors.api.drawing import JsonDrawing
from bottega.doors.api.openapi import DOCUMENT, SCHEMAS
from bottega.doors.api.timelines import body_of
from bottega.feed.wall.pages import read_page
from bottega.people.models import Person
from bottega.reactions.actions import like_post
from tests import make

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}


def complaints(value: Any, schema: dict[str, Any], where: str = "answer") -> list[str]:
    """What is wrong with a value by the part of JSON Schema that our document uses."""
    if "$ref" in schema:
        return complaints(value, SCHEMAS[schema["$ref"].rsplit("/", 1)[1]], where)
    if "anyOf" in schema:
        tried = [complaints(value, choice, where) for choice in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{where}: {value!r} is none of {schema['enum']}"]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if type(value) not in [TYPES[kind] for kind in kinds]:
        return [f"{where}: {value!r} is no {kinds}"]
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        return [f"{where}: {value!r} is not like {schema['pattern']}"]
    return _inside(value, schema, where)


def _inside(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    if isinstance(value, list):
        return [wrong for item in value for wrong in complaints(item, schema["items"], f"{where}[]")]
    if isinstance(value, dict):
        if set(value) != set(schema["required"]):
            return [f"{where}: keys {sorted(value)} are not {sorted(schema['required'])}"]
        parts = schema["properties"].items()
        return [wrong for key, part in parts for wrong in complaints(value[key], part, f"{where}.{key}")]
    return []


@pytest.fixture
def timeline(ada: Person, ben: Person, cleo: Person) -> Any:
    """A timeline with a shown prompt, an edit, a remix that can be followed and one that cannot."""
    make.follow(ben, cleo)
    like_post(ben, make.post(ada, prompt_shown=True).id, at=make.moment())
    make.remix(cleo, make.post(ada))
    make.remix(cleo, hidden := make.post(mo := make.person("mo_two")))
    from bottega.people.actions import block_person

    block_person(mo, ben, at=make.moment())
    assert hidden.author_id == mo.id
    return orjson.loads(body_of(read_page(ben.id, JsonDrawing(), before_id=None, count_max=2)))


def test_a_timeline_is_as_the_document_says(timeline: Any) -> None:
    assert complaints(timeline, {"$ref": "#/components/schemas/Timeline"}) == []
    assert [viewed["remix_hidden"] for viewed in timeline["viewer"]] == [True, False]
    assert timeline["next"] == timeline["posts"][-1]["id"]


def test_the_check_itself_notices_what_is_missing_or_wrong(timeline: Any) -> None:
    timeline["posts"][0]["likes"] = "3"
    del timeline["viewer"][0]["why"]
    assert len(complaints(timeline, {"$ref": "#/components/schemas/Timeline"})) == 2


def test_every_reference_in_the_document_leads_somewhere() -> None:
    for name in re.findall(rb'"#/components/schemas/(\w+)"', DOCUMENT):
        assert name.decode() in SCHEMAS
